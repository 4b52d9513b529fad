import assert from 'node:assert/strict'
import type { Account, AppKind, User } from './client.ts'
import type { Answer, Failure, Task } from './orders.ts'
import type { Way, World } from './world.ts'

/** What WeChat's browser sends back to a site. */
export type Query = Readonly<Record<string, string>>

/** One client going one way to one platform. */
export type Journey = {
  readonly world: World
  readonly kind: AppKind
  /** By what the app knows alice. */
  readonly openid: string
  /** The app without a unionid, and by what it knows alice. */
  readonly unbound: { readonly account: Account; readonly openid: string }
  readonly account: (change?: Partial<Account>) => Account
  /** Opens the client's link as a user who agrees; what WeChat sends back. */
  readonly authorize: (browser: string, account?: Account) => Promise<Query>
  /** Opens the client's link as a user who agrees, or another; WeChat's answer, whatever it is. */
  readonly open: (browser: string, account?: Account, user?: Readonly<Record<string, string>>) => Promise<Response>
  readonly callback: (browser: string, query: Query, account?: Account) => Promise<User | Failure>
  /** What the client answers; fails with what it throws or shows. */
  readonly ask: (browser: string, task: Task) => Promise<unknown>
}

const openHost = 'https://open.weixin.qq.com'
// What WeChat's own browser would send, and who holds the phone.
const phone = { 'user-agent': 'Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.50' }
const willing = { 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }
/** Somebody who never agrees: who did lately is not asked again by WeChat as seen today. */
export const unwilling = { 'x-weauth-user': 'carol', 'x-weauth-consent': 'deny' }

/** What a phone is asked where an app opens WeChat by a link of its own. */
const sendAuthUrl = (platform: string, { searchParams }: URL): string =>
  `${platform}/_weauth/send-auth?${new URLSearchParams({
    appid: searchParams.get('app_id') ?? '',
    scope: 'snsapi_userinfo',
    state: searchParams.get('state') ?? '',
  })}`

/** What WeChat's answer to a link brings back to the site, by a redirect or from the phone's app; nothing where it is a page. */
export async function broughtBack(answer: Response): Promise<Query | undefined> {
  const location = answer.headers.get('location')
  if (location !== null) return Object.fromEntries(new URL(location).searchParams)
  if (!answer.headers.get('content-type')?.includes('json')) return undefined
  const { code, state } = (await answer.json()) as { code?: string; state?: string }
  return { ...(code && { code }), ...(state && { state }) }
}

/** Whether an answer to a callback is a user. */
export const isUser = (outcome: User | Failure): outcome is User => !('inspected' in outcome)

/** Starts one. */
export function startJourney(world: World, way: Way, client: string, kind: AppKind = 'account'): Journey {
  const { bound, unbound, callbackUrl, actedFor } = world.apps[kind]
  const host = world.host(way)
  const origin = way === 'base URL' ? world.relay.url : undefined
  const account: Journey['account'] = (change) => ({
    appid: bound.appid,
    secret: actedFor?.secret ?? bound.secret,
    callbackUrl,
    ...(origin && { origin }),
    ...(actedFor && {
      component: { appid: actedFor.appid, verifyTicket: world.platform.verifyTicket(actedFor.appid) },
    }),
    ...change,
  })
  const send = (browser: string, task: Task, own: Account): Promise<Answer> =>
    host.ask({ ...task, client, account: own, browser: `${client}, ${browser}`, nowMs: world.clock.now() })
  const ask = async (browser: string, task: Task, own = account()): Promise<unknown> => {
    const answer = await send(browser, task, own)
    if (!('failure' in answer)) return answer.value
    throw new Error(`${answer.failure.name}: ${answer.failure.message}\n${answer.failure.inspected}`)
  }
  const urlOf = (link: string): string => {
    if (kind === 'mobile') return sendAuthUrl(world.relay.url, new URL(link))
    const here = `${origin ?? openHost}/`
    assert.ok(link.startsWith(here), `${client} makes a link to somewhere else: ${link}`)
    return `${world.relay.url}/${link.slice(here.length)}`
  }
  const open: Journey['open'] = async (browser, own, user = willing) => {
    const url = urlOf((await ask(browser, { do: 'link' }, own)) as string)
    return fetch(url, { headers: { ...phone, ...user }, redirect: 'manual' })
  }
  return {
    world,
    kind,
    openid: world.platform.openid(bound.appid, 'alice'),
    unbound: {
      account: account({ appid: unbound.appid, ...(!actedFor && { secret: unbound.secret }) }),
      openid: world.platform.openid(unbound.appid, 'alice'),
    },
    account,
    open,
    ask,
    async authorize(browser, own) {
      const answer = await open(browser, own)
      const query = await broughtBack(answer)
      assert.ok(query?.['code'], `${client}: ${answer.headers.get('x-weauth-finding')}`)
      return query
    },
    async callback(browser, query, own = account()) {
      const answer = await send(browser, { do: 'callback', query }, own)
      return 'failure' in answer ? answer.failure : (answer.value as User)
    },
  }
}
