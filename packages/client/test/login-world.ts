import { AsyncLocalStorage } from 'node:async_hooks'
import type { Fetch, KeyValueStore, Login, LoginResult, SubjectKind } from '@weauth/client'
import { createAccount, createLogin, memoryStore } from '@weauth/client'
import type { TestPlatform } from '@weauth/platform/testing'
import * as fc from 'fast-check'
import { home } from './login-site.ts'

// A world in which logins go wrong at random, and what must hold in it whatever happens.

/** One thing that happens. Callbacks are named by the order in which they came about; `at` tells which processes are asked, all at once. */
export type Step =
  | { readonly do: 'start'; readonly browser: number; readonly at: number; readonly consent: 'allow' | 'deny' }
  | {
      readonly do: 'callback'
      readonly browser: number
      readonly callback: number
      readonly at: readonly number[]
      /** Whether the code is replaced by another one, which the owner of the callback was given too. */
      readonly otherCode: boolean
    }
  | { readonly do: 'lose cookies'; readonly browser: number }
  | { readonly do: 'time passes'; readonly seconds: number }

const browser = fc.nat(2)
const at = fc.nat(1)

/** Mostly callbacks, for that is where logins go wrong; low numbers, so that steps meet. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('start' as const),
        browser,
        at,
        consent: fc.constantFrom('allow', 'allow', 'allow', 'deny'),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('callback' as const),
        browser,
        callback: fc.nat(4),
        at: fc.constantFrom([0], [1], [0, 0], [0, 1]),
        otherCode: fc.nat(4).map((n) => n === 0),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('lose cookies' as const), browser }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('time passes' as const), seconds: fc.constantFrom(30, 61, 301, 601) }),
    },
  ),
  { minLength: 4, maxLength: 14 },
)

/** How the world is set up; the last two are for bugs planted on purpose. */
export type WorldOptions = {
  readonly appid: string
  readonly subject: SubjectKind
  readonly store?: (store: KeyValueStore) => KeyValueStore
  readonly callback?: (login: Login, request: Request, cookieOfOwner: string) => Promise<LoginResult>
}

type Browser = { readonly user: string; cookie: string }
type Callback = { readonly url: string; readonly state: string; readonly owner: Browser; readonly cookie: string }

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const cookieOf = (response: Response): string | undefined => response.headers.get('set-cookie')?.split(';')[0]

/** Whether a request carries the cookie that a login was begun with. */
const carries = (request: Request, cookie: string): boolean => request.headers.get('cookie') === cookie

/** Lives through the steps; returns what must never happen and did, and how many were logged in. */
export async function live(
  platform: TestPlatform,
  all: readonly Step[],
  options: WorldOptions,
): Promise<{ readonly violations: readonly string[]; readonly logins: number }> {
  const { appid, subject, callback: ask = (login, request) => login.callback(request) } = options
  const facts = platform.account(appid)
  const [violations, callbacks]: [string[], Callback[]] = [[], []]
  const exchanges = new Map<string, number>()
  const underState = new AsyncLocalStorage<string>()
  let logins = 0

  const counting: Fetch = async (url, init) => {
    const state = underState.getStore()
    if (url.includes('/sns/oauth2/access_token') && state) exchanges.set(state, (exchanges.get(state) ?? 0) + 1)
    return facts.fetch(url, init)
  }
  const plain = memoryStore({ now: platform.clock.now })
  const shared = {
    account: createAccount({ ...facts, fetch: counting }),
    callbackUrl: `${home}/callback`,
    keys: 'a key for tests alone, of more than 32 characters',
    store: options.store?.(plain) ?? plain,
    wait: nextTurn,
    subject,
  }
  const processes = [createLogin(shared), createLogin(shared)] as const
  const browsers: readonly Browser[] = ['alice', 'bob', 'alice'].map((user) => ({ user, cookie: '' }))

  const requestOf = (url: string, { cookie }: Browser): Request => {
    const userAgent = 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50'
    return new Request(url, { headers: { 'user-agent': userAgent, ...(cookie && { cookie }) } })
  }

  /** A browser that is sent to WeChat keeps its cookie, answers there, and holds the address of a callback. */
  async function follow(response: Response, owner: Browser, consent: string): Promise<void> {
    owner.cookie = cookieOf(response) ?? owner.cookie
    const link = response.headers.get('location') ?? ''
    if (!link.includes('/connect/oauth2/authorize')) return
    const headers = { 'x-weauth-user': owner.user, 'x-weauth-consent': consent }
    const url = (await platform.fetch(new Request(link, { headers }))).headers.get('location') ?? ''
    const state = new URL(url).searchParams.get('state') ?? ''
    callbacks.push({ url, state, owner, cookie: owner.cookie })
  }

  function judge(result: LoginResult, request: Request, { state, cookie }: Callback, visitor: Browser): void {
    if ((exchanges.get(state) ?? 0) > 1) violations.push('a state had more than one exchange')
    if (result.kind !== 'ok') return
    logins += 1
    if (result.identity.subject.kind !== subject) violations.push('the subject was of another kind')
    if (!carries(request, cookie)) violations.push('a browser without its own cookie was logged in')
    if (result.token.openid !== platform.openid(appid, visitor.user)) violations.push('somebody became somebody else')
  }

  async function callBack(step: Step & { readonly do: 'callback' }): Promise<void> {
    const callback = callbacks[step.callback % (callbacks.length || 1)]
    const visitor = browsers[step.browser]
    if (!callback || !visitor) return
    const other = callbacks.findLast(({ owner, state }) => owner === callback.owner && state !== callback.state)
    const code = (step.otherCode && new URL(other?.url ?? home).searchParams.get('code')) || undefined
    const url = code ? callback.url.replace(/code=[^&]+/, `code=${code}`) : callback.url
    const answers = step.at.map(async (index) => {
      const login = processes[index] ?? processes[0]
      const request = requestOf(url, visitor)
      const result = await underState.run(callback.state, () => ask(login, request, callback.cookie))
      return { result, request, response: await (result.kind === 'ok' ? result.redirect() : result.recover()) }
    })
    for (const { result, request, response } of await Promise.all(answers)) {
      judge(result, request, callback, visitor)
      // oxlint-disable-next-line no-await-in-loop -- a browser follows one answer after the other
      await follow(response, visitor, 'allow')
    }
  }

  for (const step of all) {
    const visitor = 'browser' in step ? browsers[step.browser] : undefined
    // oxlint-disable no-await-in-loop -- steps happen one after the other
    if (step.do === 'time passes') platform.clock.advance(step.seconds)
    else if (step.do === 'callback') await callBack(step)
    else if (visitor && step.do === 'lose cookies') visitor.cookie = ''
    else if (visitor && step.do === 'start') {
      const login = processes[step.at] ?? processes[0]
      await follow(await login.start(requestOf(`${home}/login`, visitor)), visitor, step.consent)
    }
    // oxlint-enable no-await-in-loop
  }
  return { violations, logins }
}
