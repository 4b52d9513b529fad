import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiEndpointId, PageErrorId } from '@weauth/protocol'
import { apiRules, authorizeRules, endpoints, pageErrors, ruleText, visitorRules } from '@weauth/protocol'
import type { SeedApp } from '@weauth/platform'
import type { Harness, Json } from './harness.ts'
import { apps, as, callback, harness } from './harness.ts'
import { brokenByState } from './provoked-limits.ts'
import { brokenByUsers } from './provoked-users.ts'
import { brokenComponentCalls, brokenComponentLinks } from './provoked-component.ts'

// Every error the platform can give, provoked through the front door. The last tests compare the tables below with the rules.

const { shop } = apps
const link = (changes: Record<string, string | undefined> = {}): string => {
  const parameters = {
    appid: shop.appid,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abc',
    ...changes,
  }
  const present = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `/connect/oauth2/authorize?${new URLSearchParams(present)}`
}

const brokenLinks: readonly (readonly [rule: string, error: PageErrorId, link: string])[] = [
  ['appid-present', 'appid-empty', link({ appid: undefined })],
  ['appid-present', 'appid-empty', link({ appid: '' })],
  ['redirect-uri-present', 'redirect-uri-empty', link({ redirect_uri: undefined })],
  ['scope-present', 'scope-empty', link({ scope: undefined })],
  ['parameter-once', 'link-unreachable', `${link()}&appid=${apps.sister.appid}`],
  ['parameter-case', 'link-unreachable', link().replace('appid=', 'appId=')],
  ['parameter-order', 'link-unreachable', link().replace('&state=abc', '&connect_redirect=1&state=abc')],
  ['link-length', 'link-unreachable', link({ redirect_uri: `${callback}?a=${'x'.repeat(2000)}` })],
  ['response-type', 'response-type', link({ response_type: undefined })],
  ['response-type', 'response-type', link({ response_type: 'code token' })],
  ['appid-known', 'appid-unknown', link({ appid: 'wxffffffffffffffff' })],
  ['appid-known', 'appid-unknown', link({ appid: shop.appid.toUpperCase() })],
  ['appid-known', 'appid-unknown', link({ appid: `<script>'\0` })],
  ['appid-kind', 'open-platform-appid', link({ appid: apps.website.appid })],
  ['account-not-banned', 'account-banned', link({ appid: apps.banned.appid })],
  ['scope-known', 'scope-not-permitted', link({ scope: 'snsapi_login' })],
  ['scope-known', 'scope-not-permitted', link({ scope: 'snsapi_base,snsapi_userinfo' })],
  ['scope-granted', 'scope-unauthorized', link({ appid: apps.baseOnly.appid, scope: 'snsapi_userinfo' })],
  ['state-length', 'state-too-long', link({ state: 'a'.repeat(129) })],
  ['state-alphabet', 'link-unreachable', link({ state: '\r\nSet-Cookie:x' })],
  ['redirect-uri-absolute', 'redirect-uri-malformed', link({ redirect_uri: 'shop.example.com/cb' })],
  ['callback-domain', 'redirect-uri-domain', link({ redirect_uri: 'https://shop.example.com.evil.com/cb' })],
  ['callback-domain', 'redirect-uri-domain', link({ redirect_uri: 'https://shop.example.com:8443/cb' })],
  ['must-follow', 'must-follow', link({ appid: apps.followersOnly.appid })],
  ['visitor-not-limited', 'link-unreachable', link({ state: 'limited' })],
  ['account-verified', 'scope-unauthorized', link({ appid: apps.unverified.appid })],
  ...brokenComponentLinks,
]

for (const [rule, error, broken] of brokenLinks) {
  test(`${rule}: ${broken.slice(27, 160)} shows ${error} and redirects nowhere`, async () => {
    await using h = await harness()
    const response = await h.open(broken, as({ user: rule === 'visitor-not-limited' ? 'dora' : 'bob' }))
    assert.equal(response.headers.get('x-weauth-finding'), rule)
    assert.equal(response.headers.get('location'), null)
    const html = await response.text()
    const { text, code } = pageErrors[error]
    assert.ok(html.includes(text))
    if (code !== undefined) assert.ok(html.includes(String(code)))
    assert.ok(!html.includes("<script>'"))
    assert.deepEqual(
      h.platform.traces().flatMap(({ issued }) => issued),
      [],
    )
  })
}

test('inside-wechat: outside WeChat the page says 请在微信客户端打开链接', async () => {
  await using h = await harness({ behaviours: { 'wechat-only': true } })
  assert.ok((await (await h.open(link(), as())).text()).includes(pageErrors['open-in-wechat'].text))
})

type Call = (h: Harness) => Promise<Json>
const raw =
  (path: string, init: RequestInit): Call =>
  async (h) =>
    JSON.parse(await (await h.platform.fetch(new Request(`https://api.weixin.qq.com${path}`, init))).text()) as Json
const call =
  (path: string, parameters: Record<string, string>): Call =>
  (h) =>
    h.api(path, parameters)
const [exchange, refresh, userinfo, auth, token, info] = (
  ['accessToken', 'refreshToken', 'userinfo', 'auth', 'token', 'followerInfo'] as const
).map((id) => endpoints[id].path) as [string, string, string, string, string, string]
const stableToken = endpoints.stableToken.path
const ticket = endpoints.ticket.path
/** A POST of JSON. */
const post = (path: string, body: unknown): Call => raw(path, { method: 'POST', body: JSON.stringify(body) })
const account = ({ appid, secret }: SeedApp = shop): Record<string, string> => ({ appid, secret })
const grant = { grant_type: 'authorization_code' }
const again = { grant_type: 'refresh_token' }
const own = { grant_type: 'client_credential' }
const openid = 'o'.repeat(28)

const ordinary = async (h: Harness): Promise<string> =>
  String((await h.api(token, { ...account(), ...own }))['access_token'])
const login = async (
  h: Harness,
  scope: 'snsapi_base' | 'snsapi_userinfo' = 'snsapi_userinfo',
): Promise<{ access_token: string; openid: string; refresh_token: string }> =>
  (await h.login({ scope })) as { access_token: string; openid: string; refresh_token: string }
const ban = (h: Harness): Promise<void> => {
  const app = h.platform.apps().find(({ appid }) => appid === shop.appid) ?? assert.fail()
  return h.platform.saveApp({ ...app, banned: true })
}

const brokenCalls: readonly (readonly [endpoint: ApiEndpointId, rule: string, errcode: number, call: Call])[] = [
  ['accessToken', 'method', 43001, raw(exchange, { method: 'PUT' })],
  ['accessToken', 'api-appid-present', 41002, call(exchange, {})],
  [
    'accessToken',
    'api-secret-present',
    41004,
    call(exchange, { appid: shop.appid, appsecret: shop.secret, code: 'x' }),
  ],
  [
    'accessToken',
    'api-secret-present',
    41004,
    raw(`${exchange}?appid=${shop.appid}`, {
      headers: { authorization: `Basic ${btoa(`${shop.appid}:${shop.secret}`)}` },
    }),
  ],
  ['accessToken', 'api-code-present', 41008, call(exchange, { ...account(), ...grant, code: '' })],
  ['accessToken', 'api-code-present', 41008, call(exchange, { ...account(), ...grant, 'code[]': 'x', 'code[a]': 'y' })],
  [
    'accessToken',
    'api-appid-present',
    41002,
    raw(exchange, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(account()) }),
  ],
  [
    'accessToken',
    'api-appid-present',
    41002,
    (h) => {
      const body = new FormData()
      for (const [name, value] of Object.entries(account())) body.set(name, value)
      return raw(exchange, { method: 'POST', body })(h)
    },
  ],
  ['accessToken', 'grant-type-authorization-code', 40002, call(exchange, { ...account(), code: 'x' })],
  [
    'accessToken',
    'api-appid-known',
    40013,
    call(exchange, { ...account(), ...grant, code: 'x', appid: 'wxffffffffffffffff' }),
  ],
  [
    'accessToken',
    'secret-right',
    40125,
    call(exchange, { ...account(), ...grant, code: 'x', secret: shop.secret.slice(1) }),
  ],
  [
    'accessToken',
    'web-authorization-granted',
    48001,
    call(exchange, { ...account(apps.noScopes), ...grant, code: 'x' }),
  ],
  ['accessToken', 'api-account-not-banned', 50002, call(exchange, { ...account(apps.banned), ...grant, code: 'x' })],
  ...['x', 'x'.repeat(4000), 'a\0b', "' OR 1=1 --", '😀'].map(
    (code) => ['accessToken', 'code-known', 40029, call(exchange, { ...account(), ...grant, code })] as const,
  ),
  [
    'accessToken',
    'code-unused',
    40163,
    async (h) => {
      const code = await h.code()
      await h.exchange(code)
      return h.exchange(code)
    },
  ],
  [
    'accessToken',
    'code-fresh',
    40029,
    async (h) => {
      const code = await h.code()
      h.platform.clock.advance(300)
      return h.exchange(code)
    },
  ],
  ['refreshToken', 'method', 43001, raw(refresh, { method: 'DELETE' })],
  ['refreshToken', 'api-appid-present', 41002, call(refresh, { ...again, refresh_token: 'x' })],
  ['refreshToken', 'api-refresh-token-present', 41003, call(refresh, { appid: shop.appid, ...again })],
  [
    'refreshToken',
    'grant-type-refresh-token',
    40002,
    call(refresh, { appid: shop.appid, refresh_token: 'x', ...grant }),
  ],
  ['refreshToken', 'api-appid-known', 40013, call(refresh, { appid: 'wx', ...again, refresh_token: 'x' })],
  [
    'refreshToken',
    'api-account-not-banned',
    50002,
    call(refresh, { appid: apps.banned.appid, ...again, refresh_token: 'x' }),
  ],
  ['refreshToken', 'refresh-token-known', 40030, call(refresh, { appid: shop.appid, ...again, refresh_token: 'x' })],
  [
    'refreshToken',
    'refresh-token-known',
    40030,
    async (h) => h.api(refresh, { appid: apps.sister.appid, ...again, refresh_token: (await login(h)).refresh_token }),
  ],
  [
    'refreshToken',
    'refresh-token-known',
    40030,
    async (h) => h.api(refresh, { appid: shop.appid, ...again, refresh_token: (await login(h)).access_token }),
  ],
  [
    'refreshToken',
    'refresh-token-fresh',
    42002,
    async (h) => {
      const { refresh_token } = await login(h)
      h.platform.clock.advance(30 * 86_400)
      return h.api(refresh, { appid: shop.appid, ...again, refresh_token })
    },
  ],
  ...(
    [
      ['userinfo', userinfo],
      ['auth', auth],
    ] as const
  ).flatMap(([id, path]) => [
    [id, 'method', 43001, raw(path, { method: 'PATCH' })] as const,
    [id, 'api-access-token-present', 41001, call(path, { openid })] as const,
    [id, 'api-openid-present', 41009, call(path, { access_token: 'x', appid: shop.appid })] as const,
    [id, 'access-token-known', 40001, call(path, { access_token: 'x', openid })] as const,
    [
      id,
      'access-token-fresh',
      42001,
      async (h: Harness) => {
        const tokens = await login(h)
        h.platform.clock.advance(7200)
        return h.api(path, tokens)
      },
    ] as const,
    [
      id,
      'api-account-not-banned',
      50002,
      async (h: Harness) => {
        const tokens = await login(h)
        await ban(h)
        return h.api(path, tokens)
      },
    ] as const,
    [id, 'openid-belongs', 40003, async (h: Harness) => h.api(path, { ...(await login(h)), openid })] as const,
  ]),
  ['userinfo', 'userinfo-scope', 48001, async (h) => h.api(userinfo, await login(h, 'snsapi_base'))],
  ['token', 'method', 43001, raw(token, { method: 'PUT' })],
  ['token', 'api-appid-present', 41002, call(token, own)],
  ['token', 'api-secret-present', 41004, call(token, { appid: shop.appid, ...own })],
  ['token', 'grant-type-client-credential', 40002, call(token, { ...account(), ...grant })],
  ['token', 'api-appid-known', 40013, call(token, { ...account(), ...own, appid: 'wx' })],
  ['token', 'secret-right', 40125, call(token, { ...account(), ...own, secret: 'x' })],
  ['token', 'api-account-not-banned', 50002, call(token, { ...account(apps.banned), ...own })],
  ['stableToken', 'post-method', 43002, call(stableToken, { ...account(), ...own })],
  ['stableToken', 'api-appid-present', 41002, post(stableToken, own)],
  ['stableToken', 'api-appid-present', 41002, post(stableToken, [account()])],
  ['stableToken', 'api-appid-present', 41002, raw(stableToken, { method: 'POST', body: 'not JSON' })],
  [
    'stableToken',
    'api-appid-present',
    41002,
    raw(stableToken, { method: 'POST', body: new URLSearchParams({ ...account(), ...own }) }),
  ],
  [
    'stableToken',
    'api-appid-present',
    41002,
    raw(`${stableToken}?${new URLSearchParams({ ...account(), ...own })}`, { method: 'POST', body: '{}' }),
  ],
  ['stableToken', 'api-secret-present', 41004, post(stableToken, { appid: shop.appid, ...own, secret: {} })],
  ['stableToken', 'grant-type-client-credential', 40002, post(stableToken, { ...account(), ...grant })],
  ['stableToken', 'api-appid-known', 40013, post(stableToken, { ...account(), ...own, appid: 'wx' })],
  ['stableToken', 'secret-right', 40125, post(stableToken, { ...account(), ...own, secret: 'x' })],
  ['stableToken', 'api-account-not-banned', 50002, post(stableToken, { ...account(apps.banned), ...own })],
  ['ticket', 'method', 43001, raw(ticket, { method: 'PUT' })],
  ['ticket', 'api-access-token-present', 41001, call(ticket, { type: 'jsapi' })],
  ['ticket', 'ticket-type', 40097, async (h) => h.api(ticket, { access_token: await ordinary(h) })],
  ['ticket', 'access-token-known', 40001, call(ticket, { access_token: 'x', type: 'jsapi' })],
  [
    'ticket',
    'access-token-known',
    40001,
    async (h) => h.api(ticket, { access_token: (await login(h)).access_token, type: 'jsapi' }),
  ],
  [
    'ticket',
    'access-token-fresh',
    42001,
    async (h) => {
      const access_token = await ordinary(h)
      h.platform.clock.advance(7200)
      return h.api(ticket, { access_token, type: 'jsapi' })
    },
  ],
  [
    'ticket',
    'api-account-not-banned',
    50002,
    async (h) => {
      const access_token = await ordinary(h)
      await ban(h)
      return h.api(ticket, { access_token, type: 'jsapi' })
    },
  ],
  ['followerInfo', 'method', 43001, raw(info, { method: 'PUT' })],
  ['followerInfo', 'api-access-token-present', 41001, call(info, { openid })],
  ['followerInfo', 'api-openid-present', 41009, async (h) => h.api(info, { access_token: await ordinary(h) })],
  ['followerInfo', 'access-token-known', 40001, call(info, { access_token: 'x', openid })],
  [
    'followerInfo',
    'access-token-fresh',
    42001,
    async (h) => {
      const access_token = await ordinary(h)
      h.platform.clock.advance(7200)
      return h.api(info, { access_token, openid })
    },
  ],
  [
    'followerInfo',
    'api-account-not-banned',
    50002,
    async (h) => {
      const access_token = await ordinary(h)
      await ban(h)
      return h.api(info, { access_token, openid })
    },
  ],
  ['followerInfo', 'openid-belongs', 40003, async (h) => h.api(info, { access_token: await ordinary(h), openid })],
  ...brokenComponentCalls,
  ...brokenByState,
  ...brokenByUsers,
]

brokenCalls.forEach(([endpoint, rule, errcode, provoke], index) => {
  test(`${rule}: ${endpoint} answers ${errcode} (${index})`, async () => {
    await using h = await harness()
    const reply = await provoke(h)
    assert.deepEqual(Object.keys(reply), ['errcode', 'errmsg'])
    assert.equal(reply['errcode'], errcode)
    const broken = h.platform
      .traces()
      .at(-1)
      ?.rules.find(({ verdict }) => verdict === 'broken')
    assert.equal(broken?.id, rule)
  })
})

test('an api path that does not exist is 40066, and HTTP 200 all the same', async () => {
  await using h = await harness()
  for (const path of ['/sns/oauth2/access_tokens', '/sns/userinfo/', '/cgi-bin/tokens']) {
    assert.equal((await h.api(path))['errcode'], 40066)
  }
})

test('a store that fails makes the answer -1, and nothing is issued', async () => {
  const errors: unknown[] = []
  await using h = await harness({ onError: (error) => errors.push(error) })
  const code = await h.code()
  await h.platform.close()
  assert.deepEqual(await h.exchange(code), { errcode: -1, errmsg: 'system error' })
  assert.equal(errors.length, 1)
  assert.deepEqual(h.platform.traces().at(-1)?.issued, [])
})

// `not-too-often` is in `account-states.test.ts`.
test('every error rule is provoked above, at every endpoint that has it', () => {
  const links = new Set([...brokenLinks.map(([rule]) => rule), 'inside-wechat', 'not-too-often'])
  const errors = [...authorizeRules, ...visitorRules].filter(({ severity }) => severity === 'error')
  assert.deepEqual([...links].toSorted(), errors.map(({ id }) => id).toSorted())
  const calls = new Set(brokenCalls.map(([endpoint, rule]) => `${endpoint} ${rule}`))
  const all = Object.entries(apiRules).flatMap(([endpoint, rules]) => rules.map(({ id }) => `${endpoint} ${id}`))
  assert.deepEqual([...calls].toSorted(), all.toSorted())
})

// A rule's own explanation names what it is answered by; `code-fresh` has a second answer, by profile.
test('what breaks a rule is answered by what its explanation names first, and by nothing else', () => {
  for (const [rule, error] of brokenLinks) assert.equal(ruleText(rule)?.answers[0], error, rule)
  for (const [, rule, errcode] of brokenCalls) assert.equal(ruleText(rule)?.answers[0], errcode, rule)
})
