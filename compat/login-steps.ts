import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Account, Client, Signature, Step, User } from './client.ts'
import type { Journey, Query } from './journey.ts'
import { broughtBack, isUser } from './journey.ts'
import type { World } from './world.ts'

/** `done`, `absent` where the client does not offer it, `impossible` where WeChat refuses what it sends. */
export type StepResult = 'done' | 'absent' | 'impossible'

/** What the platform says. */
async function askPlatform(
  world: World,
  path: string,
  query: Record<string, string>,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${world.relay.url}${path}?${new URLSearchParams(query)}`)
  return (await answer.json()) as Record<string, unknown>
}

/** A whole login in one browser. */
export async function logIn(
  journey: Journey,
  browser: string,
  account: Account = journey.account(),
): Promise<{ readonly user: User; readonly query: Query }> {
  const query = await journey.authorize(browser, account)
  const user = await journey.callback(browser, query, account)
  assert.ok(isUser(user), `no user: ${JSON.stringify(user, null, 2)}`)
  return { user, query }
}

/** Alice, and nobody else; with tokens that work, where the client hands them out. */
async function assertAlice({ world, openid }: Journey, user: User): Promise<void> {
  assert.equal(user.openid ?? openid, openid)
  assert.equal(user.nickname, '小艾')
  if (user.accessToken === undefined) return
  const profile = await askPlatform(world, '/sns/userinfo', { access_token: user.accessToken, openid })
  assert.equal(profile['openid'], openid, JSON.stringify(profile))
  if (user.unionid !== undefined) assert.equal(user.unionid, profile['unionid'])
}

async function refresh(journey: Journey, user: User, { cannot }: Client): Promise<{ result: StepResult; user: User }> {
  const asked = journey.ask('a', { do: 'refresh', user })
  if (cannot?.refresh) {
    await assert.rejects(asked)
    return { result: 'impossible', user }
  }
  const accessToken = (await asked) as string | undefined
  if (accessToken === undefined) return { result: 'absent', user }
  const query = { access_token: accessToken, openid: journey.openid }
  const answer = await askPlatform(journey.world, '/sns/auth', query)
  assert.equal(answer['errcode'], 0, JSON.stringify(answer))
  return { result: 'done', user: { ...user, accessToken } }
}

async function check(journey: Journey, user: User, { cannot }: Client): Promise<StepResult> {
  const answer = await journey.ask('a', { do: 'check', user })
  if (answer === undefined) return 'absent'
  assert.equal(answer, cannot?.check === undefined)
  assert.equal(await journey.ask('a', { do: 'check', user: { ...user, accessToken: 'x' } }), false)
  return answer ? 'done' : 'impossible'
}

/** A token with which the account reads its follower. */
async function ordinaryToken(journey: Journey, token: string | undefined): Promise<StepResult> {
  if (token === undefined) return 'absent'
  const { world, openid } = journey
  const follower = await askPlatform(world, '/cgi-bin/user/info', { access_token: token, openid })
  assert.equal(follower['subscribe'], 1, JSON.stringify(follower))
  return 'done'
}

const page = 'http://localhost:8081/cart?item=1'

/** A signature that the platform's own ticket yields, too. */
async function signature(journey: Journey, token: string | undefined): Promise<StepResult> {
  const made = (await journey.ask('a', { do: 'signature', url: page })) as Signature | undefined
  if (made === undefined || token === undefined) return 'absent'
  const { ticket } = await askPlatform(journey.world, '/cgi-bin/ticket/getticket', {
    access_token: token,
    type: 'jsapi',
  })
  const signed = `jsapi_ticket=${String(ticket)}&noncestr=${made.nonceStr}&timestamp=${made.timestamp}&url=${page}`
  assert.equal(made.signature, createHash('sha1').update(signed).digest('hex'))
  return 'done'
}

/** Goes through a login, and tells how far the client comes. */
export async function loginSteps(journey: Journey, client: Client): Promise<Readonly<Record<Step, StepResult>>> {
  const { user } = await logIn(journey, 'a')
  await assertAlice(journey, user)
  const refreshed = await refresh(journey, user, client)
  const token = (await journey.ask('a', { do: 'token' })) as string | undefined
  return {
    link: 'done',
    'code → user': 'done',
    refresh: refreshed.result,
    check: await check(journey, refreshed.user, client),
    'ordinary token': await ordinaryToken(journey, token),
    'JS-SDK signature': await signature(journey, token),
  }
}

/** What the other profile says to the client's link: the rule that it breaks, if any. */
export async function findingOf(journey: Journey): Promise<string | undefined> {
  const answer = await journey.open('elsewhere')
  const page = answer.clone()
  if ((await broughtBack(answer)) !== undefined) return undefined
  assert.match(await page.text(), /该链接无法访问/)
  return answer.headers.get('x-weauth-finding') ?? 'a page without a finding'
}
