import assert from 'node:assert/strict'
import { buildAuthorizeLink } from '@weauth/protocol'
import type { App, PlatformOptions, Seed, SeedApp, User } from '@weauth/platform'
import type { TestPlatform } from '@weauth/platform/testing'
import { createTestPlatform } from '@weauth/platform/testing'

// Shortens the journey of a test, but enters where a browser or a business server enters.

const app = (appid: string, facts: Partial<SeedApp>): SeedApp => ({
  appid,
  secret: appid.slice(-2).repeat(16),
  name: appid,
  kind: 'service',
  callbackDomains: ['shop.example.com'],
  scopes: ['snsapi_base', 'snsapi_userinfo'],
  refreshTokenDays: 30,
  requireFollow: false,
  banned: false,
  ...facts,
})

type AppName =
  | 'shop'
  | 'sister'
  | 'lonely'
  | 'baseOnly'
  | 'noScopes'
  | 'banned'
  | 'website'
  | 'mobile'
  | 'test'
  | 'followersOnly'
  | 'platform'
  | 'unverified'
  | 'otherPlatform'

/** The domain of the third-party platform of the tests. */
export const platformCallback = 'https://platform.example.com/cb'

/** The apps of the tests, each for what it can show. */
export const apps: Readonly<Record<AppName, SeedApp>> = {
  shop: app('wx00000000000000a1', { name: '示例商城', openPlatform: 'acme' }),
  sister: app('wx00000000000000a2', { openPlatform: 'acme', refreshTokenDays: 7 }),
  lonely: app('wx00000000000000a3', { callbackDomains: ['lonely.example.com/mp'] }),
  baseOnly: app('wx00000000000000a4', { scopes: ['snsapi_base'] }),
  noScopes: app('wx00000000000000a5', { scopes: [] }),
  banned: app('wx00000000000000a6', { banned: true }),
  website: app('wx00000000000000a7', {
    kind: 'website',
    name: '示例官网',
    scopes: ['snsapi_login'],
    openPlatform: 'acme',
  }),
  mobile: app('wx00000000000000d1', {
    kind: 'mobile',
    scopes: ['snsapi_userinfo'],
    callbackDomains: [],
    openPlatform: 'acme',
  }),
  test: app('wx00000000000000a8', { kind: 'test', callbackDomains: ['localhost:8081', '127.0.0.1:8081', '10.0.0.8'] }),
  followersOnly: app('wx00000000000000a9', { kind: 'test', requireFollow: true }),
  unverified: app('wx00000000000000b3', { unverified: true }),
  platform: app('wx00000000000000b1', {
    kind: 'component',
    callbackDomains: ['platform.example.com'],
    authorizedBy: ['a1', 'a2', 'a3', 'a5', 'a6'].map((end) => `wx00000000000000${end}`),
    withheldBy: ['wx00000000000000a3'],
  }),
  otherPlatform: app('wx00000000000000b2', { kind: 'component', authorizedBy: ['wx00000000000000a1'] }),
}

const user = (id: string, facts: Partial<User>): User => ({
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
  ...facts,
})

/** The users of the tests: alice follows the shop, bob follows nobody, carol has no picture, dora may not use WeChat. */
export const users: Readonly<Record<'alice' | 'bob' | 'carol' | 'dora', User>> = {
  alice: user('alice', {
    nickname: '小艾',
    sex: 2,
    province: '广东',
    city: { zh_CN: '深圳', zh_TW: '深圳', en: 'Shenzhen' },
    country: 'CN',
    privilege: ['chinaunicom'],
    follows: [apps.shop.appid, apps.followersOnly.appid],
    alternatives: [{ nickname: '小艾的小号', avatar: 2 }],
  }),
  bob: user('bob', { nickname: '阿波', sex: 1 }),
  carol: user('carol', { nickname: '<img src=x onerror=alert(1)>', language: 'en', avatar: 0 }),
  dora: user('dora', { limited: true }),
}

/** What the test platform is seeded with. */
export const testSeed: Seed = {
  openPlatforms: [{ id: 'acme' }],
  apps: Object.values(apps),
  users: Object.values(users),
}

/** The headers of a scripted browser. */
export type As = { readonly user?: string; readonly entry?: string; readonly consent?: string }

/** The headers that say who opens a link, and how. */
export function as({ user = 'bob', entry, consent }: As = {}): Record<string, string> {
  return {
    'x-weauth-user': user,
    ...(entry !== undefined && { 'x-weauth-entry': entry }),
    ...(consent !== undefined && { 'x-weauth-consent': consent }),
  }
}

/** The reply of the api host as its body says. */
export type Json = Record<string, unknown>

/** A platform and the shortest ways to its doors. */
export type Harness = {
  readonly platform: TestPlatform
  /** GET on the open host, as a browser or a program; redirects are not followed. */
  readonly open: (pathOrLink: string, headers?: Record<string, string>, init?: RequestInit) => Promise<Response>
  /** GET on the api host; the body parsed. */
  readonly api: (path: string, parameters?: Record<string, string>) => Promise<Json>
  readonly link: (facts?: Partial<Parameters<typeof buildAuthorizeLink>[0]>) => string
  /** A code for a user, the whole way by link and consent. */
  readonly code: (facts?: Partial<Parameters<typeof buildAuthorizeLink>[0]>, who?: As) => Promise<string>
  readonly exchange: (code: string, app?: SeedApp, overrides?: Record<string, string>) => Promise<Json>
  /** POST of JSON on the api host; the body parsed. */
  readonly post: (pathAndQuery: string, body: unknown) => Promise<Json>
  /** The component_access_token of a third-party platform, by ticket and secret. */
  readonly componentToken: (component?: SeedApp) => Promise<string>
  /** Changes what is known of an app, while the platform runs. */
  readonly change: (app: SeedApp, facts: Partial<App>) => Promise<void>
  /** A code and its tokens. */
  readonly login: (
    facts?: Partial<Parameters<typeof buildAuthorizeLink>[0]>,
    who?: As,
  ) => Promise<Record<string, string>>
}

/** Where the links of the tests return to. */
export const callback = 'https://shop.example.com/cb'

/** A code by the consent page, whose form alice answers with these fields; and the page. */
export async function consented(
  h: Harness,
  fields: Record<string, string> = {},
  link: string = h.link(),
): Promise<{ readonly code: string; readonly html: string }> {
  const page = await h.open(link, as({ user: 'alice' }))
  const html = await page.text()
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? assert.fail('no session')
  const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? assert.fail('no consent page')
  const body = new URLSearchParams({ request, decision: 'allow', ...fields })
  const back = locationOf(await h.open('/connect/oauth2/confirm', { cookie }, { method: 'POST', body }))
  return { code: back.searchParams.get('code') ?? assert.fail('no code'), html }
}

/** The page behind a redirect of the platform. */
export function locationOf(response: Response): URL {
  assert.ok(response.status === 302 || response.status === 303, `a redirect, not ${response.status}`)
  return new URL(response.headers.get('location') ?? '')
}

/** Opens a platform for one test; close it with `await using` or by hand. */
export async function harness(options: Omit<PlatformOptions, 'clock'> = {}): Promise<Harness & AsyncDisposable> {
  const onError = (error: unknown): never => assert.fail(String(error))
  const platform = await createTestPlatform({ seed: testSeed, onError, ...options })
  const appNamed = (appid: string): SeedApp => Object.values(apps).find((one) => one.appid === appid) ?? apps.shop
  const self: Harness = {
    platform,
    open: (pathOrLink, headers = {}, init = {}) =>
      platform.fetch(
        new Request(new URL(pathOrLink, 'https://open.weixin.qq.com'), { headers, redirect: 'manual', ...init }),
      ),
    async api(path, parameters = {}) {
      const query = new URLSearchParams(parameters)
      const response = await platform.fetch(new Request(`https://api.weixin.qq.com${path}?${query}`))
      assert.equal(response.status, 200)
      return JSON.parse(await response.text()) as Json
    },
    async post(pathAndQuery, body) {
      const init = { method: 'POST', body: JSON.stringify(body) }
      return JSON.parse(
        await (await platform.fetch(new Request(`https://api.weixin.qq.com${pathAndQuery}`, init))).text(),
      ) as Json
    },
    async change({ appid }, facts) {
      const app = platform.apps().find((one) => one.appid === appid) ?? assert.fail(appid)
      await platform.saveApp({ ...app, ...facts })
    },
    async componentToken({ appid, secret } = apps.platform) {
      const reply = await self.post('/cgi-bin/component/api_component_token', {
        component_appid: appid,
        component_appsecret: secret,
        component_verify_ticket: platform.verifyTicket(appid),
      })
      assert.equal(reply['errcode'], undefined, JSON.stringify(reply))
      return String(reply['component_access_token'])
    },
    link: (facts = {}) =>
      buildAuthorizeLink({
        appid: apps.shop.appid,
        redirectUri: callback,
        scope: 'snsapi_userinfo',
        state: 'abc',
        ...facts,
      }),
    async code(facts, who) {
      const response = await self.open(self.link(facts), as({ consent: 'allow', ...who }))
      return locationOf(response).searchParams.get('code') ?? assert.fail('no code')
    },
    exchange: (code, { appid, secret } = apps.shop, overrides = {}) =>
      self.api('/sns/oauth2/access_token', { appid, secret, code, grant_type: 'authorization_code', ...overrides }),
    async login(facts, who) {
      const reply = await self.exchange(await self.code(facts, who), appNamed(facts?.appid ?? apps.shop.appid))
      assert.equal(reply['errcode'], undefined, JSON.stringify(reply))
      return reply as Record<string, string>
    },
  }
  return { ...self, [Symbol.asyncDispose]: () => platform.close() }
}
