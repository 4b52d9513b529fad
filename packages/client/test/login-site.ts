import type { Fetch, KeyValueStore, LoginOptions, LoginResult } from '@weauth/client'
import * as sound from '@weauth/client'
import type { SeedApp, User } from '@weauth/platform'
import type { ScriptedBrowser, TestPlatform } from '@weauth/platform/testing'
import { createTestPlatform } from '@weauth/platform/testing'

// A business site with a login, a platform it logs in with, and browsers in the hands of users. Nothing listens.

/** The site's address. */
export const home = 'https://shop.example.com'

const app = (appid: string, facts: Partial<SeedApp> = {}): SeedApp => ({
  appid,
  secret: appid.slice(-1).repeat(32),
  name: '示例',
  kind: 'service',
  callbackDomains: ['shop.example.com'],
  scopes: ['snsapi_base', 'snsapi_userinfo'],
  refreshTokenDays: 30,
  requireFollow: false,
  banned: false,
  ...facts,
})
const user = (id: string): User => ({
  id,
  nickname: id,
  sex: 0,
  province: '',
  city: '',
  country: '',
  language: 'zh_CN',
  privilege: [],
  avatar: 1,
  follows: [],
})

/** The appids of the test: one bound to an open-platform account, one not. */
export const bound = 'wx00000000000000b1'
export const unbound = 'wx00000000000000b2'

/** The appid of the website app of the same company. */
export const websiteApp = 'wx00000000000000b3'

/** A site under test. */
export type TestSite = AsyncDisposable & {
  readonly platform: TestPlatform
  readonly store: KeyValueStore
  /** What the callbacks came to, in order. */
  readonly results: LoginResult[]
  /** How often a code was exchanged. */
  readonly exchanges: () => number
  readonly handle: (request: Request) => Promise<Response>
  readonly browser: (userId?: string, user?: Parameters<TestPlatform['as']>[1]) => ScriptedBrowser
}

type SiteOptions = Partial<LoginOptions> & {
  readonly appid?: string
  readonly fetch?: (next: Fetch) => Fetch
  readonly profile?: 'observed'
  readonly client?: Pick<typeof sound, 'createAccount' | 'createLogin' | 'memoryStore'>
}

/** Opens a site; its login's options may be replaced. */
export async function openSite(options: SiteOptions = {}): Promise<TestSite> {
  const {
    appid = bound,
    fetch: wrap = (next: Fetch): Fetch => next,
    client = sound,
    profile,
    ...loginOptions
  } = options
  const seed = {
    openPlatforms: [{ id: 'acme' }],
    apps: [
      app(bound, { openPlatform: 'acme' }),
      app(unbound),
      app(websiteApp, { kind: 'website', scopes: ['snsapi_login'], openPlatform: 'acme' }),
    ],
    users: [user('alice'), user('bob')],
  }
  const platform = await createTestPlatform({ seed, ...(profile && { profile }) })
  const facts = platform.account(appid)
  const store = options.store ?? client.memoryStore({ now: platform.clock.now })
  const results: LoginResult[] = []
  const login = client.createLogin({
    account: client.createAccount({ ...facts, fetch: wrap(facts.fetch) }),
    callbackUrl: `${home}/callback`,
    keys: 'a key for tests alone, of more than 32 characters',
    subject: 'openid',
    wait: async () => {},
    ...loginOptions,
    store,
  })
  const handle = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === '/login') return login.start(request)
    if (pathname !== '/callback') return new Response(`page ${pathname}`)
    const result = await login.callback(request)
    results.push(result)
    return result.kind === 'ok' ? result.redirect() : result.recover()
  }
  return {
    platform,
    store,
    results,
    handle,
    exchanges: () => platform.traces().filter(({ path }) => path === '/sns/oauth2/access_token').length,
    browser: (userId = 'alice', scripted) => platform.as(userId, scripted).browser(handle),
    [Symbol.asyncDispose]: () => platform.close(),
  }
}

/** Goes as far as the callback's address, which it returns unopened. */
export async function untilCallback(browser: ScriptedBrowser, start = `${home}/login`): Promise<string> {
  const link = (await browser.get(start)).headers.get('location') ?? ''
  return (await browser.get(link)).headers.get('location') ?? ''
}
