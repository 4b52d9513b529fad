import type { ApiEndpointId, PageErrorId } from '@weauth/protocol'
import { endpoints } from '@weauth/protocol'
import type { SeedApp } from '@weauth/platform'
import type { Harness, Json } from './harness.ts'
import { apps, platformCallback } from './harness.ts'

// The rows of `provoked.test.ts` that a third-party platform can provoke.

const { shop, sister, lonely, platform, otherPlatform, banned, noScopes } = apps
const path = {
  token: endpoints.componentToken.path,
  exchange: endpoints.componentAccessToken.path,
  refresh: endpoints.componentRefreshToken.path,
}

const link = (appid: string, component: string): string =>
  `/connect/oauth2/authorize?${new URLSearchParams({
    appid,
    redirect_uri: platformCallback,
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abc',
    component_appid: component,
  })}`

/** Links through a platform, by the rule they break. */
export const brokenComponentLinks: readonly (readonly [rule: string, error: PageErrorId, link: string])[] = [
  ['component-known', 'component-unauthorized', link(shop.appid, 'wxffffffffffffffff')],
  ['component-known', 'component-unauthorized', link(shop.appid, sister.appid)],
  ['component-authorized', 'component-unauthorized', link(sister.appid, otherPlatform.appid)],
  ['component-permission', 'scope-not-permitted', link(lonely.appid, platform.appid)],
  ['callback-domain', 'redirect-uri-domain', link(shop.appid, otherPlatform.appid)],
  ['appid-kind', 'open-platform-appid', link(platform.appid, platform.appid)],
]

type Call = (h: Harness) => Promise<Json>
type Rows = readonly (readonly [endpoint: ApiEndpointId, rule: string, errcode: number, call: Call])[]

const own = (h: Harness, changes: Record<string, unknown> = {}): Promise<Json> =>
  h.post(path.token, {
    component_appid: platform.appid,
    component_appsecret: platform.secret,
    component_verify_ticket: h.platform.verifyTicket(platform.appid),
    ...changes,
  })

const tokenRows: Rows = [
  ['componentToken', 'post-method', 43002, (h) => h.api(path.token, { component_appid: platform.appid })],
  ['componentToken', 'api-component-appid-present', 41018, (h) => own(h, { component_appid: '' })],
  ['componentToken', 'api-component-appsecret-present', 41004, (h) => own(h, { component_appsecret: undefined })],
  ['componentToken', 'api-component-known', 40013, (h) => own(h, { component_appid: 'wxffffffffffffffff' })],
  ['componentToken', 'api-component-kind', 61000, (h) => own(h, { component_appid: shop.appid })],
  ['componentToken', 'secret-right', 40125, (h) => own(h, { component_appsecret: otherPlatform.secret })],
  ...[undefined, '', 'ticket@@@x', 'ticket@@@zzzzzzzzz-x'].map(
    (ticket) =>
      [
        'componentToken',
        'verify-ticket-known',
        61006,
        (h: Harness) => own(h, { component_verify_ticket: ticket }),
      ] as const,
  ),
  [
    'componentToken',
    'verify-ticket-known',
    61006,
    (h) => own(h, { component_verify_ticket: h.platform.verifyTicket(otherPlatform.appid) }),
  ],
  [
    'componentToken',
    'verify-ticket-fresh',
    61005,
    (h) => {
      const old = h.platform.verifyTicket(platform.appid)
      h.platform.clock.advance(43_200)
      return own(h, { component_verify_ticket: old })
    },
  ],
  [
    'componentToken',
    'api-account-not-banned',
    50002,
    async (h) => {
      const app = h.platform.apps().find(({ appid }) => appid === platform.appid)
      if (app) await h.platform.saveApp({ ...app, banned: true })
      return own(h)
    },
  ],
]

/** What a platform sends for an account, in order. */
async function caller(h: Harness, changes: Record<string, string> = {}): Promise<Record<string, string>> {
  return {
    appid: shop.appid,
    component_appid: platform.appid,
    component_access_token: changes['component_access_token'] ?? (await h.componentToken()),
    ...changes,
  }
}

const through = (h: Harness): Promise<string> =>
  h.code({ redirectUri: platformCallback, componentAppid: platform.appid }, { user: 'bob' })

type Step = (h: Harness, changes?: Record<string, string>) => Promise<Json>
const exchange: Step = async (h, changes) =>
  h.api(path.exchange, { ...(await caller(h, changes)), code: 'x', grant_type: 'authorization_code', ...changes })
const refresh: Step = async (h, changes) =>
  h.api(path.refresh, { ...(await caller(h, changes)), refresh_token: 'x', grant_type: 'refresh_token', ...changes })

const accountToken = async (h: Harness, { appid, secret }: SeedApp): Promise<string> =>
  String((await h.api('/cgi-bin/token', { grant_type: 'client_credential', appid, secret }))['access_token'])

/** What is wrong with whoever calls, and for whom. */
const callerRows = (id: ApiEndpointId, step: Step): Rows => [
  [id, 'api-appid-present', 41002, (h) => step(h, { appid: '' })],
  [id, 'api-component-appid-present', 41018, (h) => step(h, { component_appid: '' })],
  [id, 'api-component-access-token-present', 41021, (h) => step(h, { component_access_token: '' })],
  [id, 'api-component-known', 40013, (h) => step(h, { component_appid: 'wx' })],
  [id, 'api-component-kind', 61000, (h) => step(h, { component_appid: sister.appid })],
  [id, 'component-token-known', 40001, (h) => step(h, { component_access_token: 'x' })],
  [id, 'component-token-kind', 48001, async (h) => step(h, { component_access_token: await accountToken(h, shop) })],
  [
    id,
    'component-token-belongs',
    40094,
    async (h) => step(h, { component_access_token: await h.componentToken(otherPlatform) }),
  ],
  [
    id,
    'component-token-fresh',
    42006,
    async (h) => {
      const token = await h.componentToken()
      h.platform.clock.advance(7200)
      return step(h, { component_access_token: token })
    },
  ],
  [id, 'api-appid-known', 40013, (h) => step(h, { appid: 'wxffffffffffffffff' })],
  [id, 'account-authorized-component', 61003, (h) => step(h, { appid: apps.baseOnly.appid })],
  [id, 'component-permission-granted', 61007, (h) => step(h, { appid: lonely.appid })],
  [id, 'api-account-not-banned', 50002, (h) => step(h, { appid: banned.appid })],
]

const method =
  (where: string): Call =>
  async (h) =>
    JSON.parse(
      await (await h.platform.fetch(new Request(`https://api.weixin.qq.com${where}`, { method: 'PUT' }))).text(),
    ) as Json

const exchangeRows: Rows = [
  ['componentAccessToken', 'method', 43001, method(path.exchange)],
  ...callerRows('componentAccessToken', exchange),
  ['componentAccessToken', 'api-code-present', 41008, (h) => exchange(h, { code: '' })],
  ['componentAccessToken', 'grant-type-authorization-code', 40002, (h) => exchange(h, { grant_type: 'code' })],
  ['componentAccessToken', 'web-authorization-granted', 48001, (h) => exchange(h, { appid: noScopes.appid })],
  ['componentAccessToken', 'code-known', 40029, (h) => exchange(h)],
  // The account's own code.
  ['componentAccessToken', 'code-known', 40029, async (h) => exchange(h, { code: await h.code() })],
  // That of the same account, through another platform.
  [
    'componentAccessToken',
    'code-known',
    40029,
    async (h) => {
      const component_access_token = await h.componentToken(otherPlatform)
      return exchange(h, { code: await through(h), component_appid: otherPlatform.appid, component_access_token })
    },
  ],
  // The account itself trades a code that the platform asked for.
  ['accessToken', 'code-known', 40029, async (h) => h.exchange(await through(h))],
  [
    'componentAccessToken',
    'code-unused',
    40163,
    async (h) => {
      const code = await through(h)
      await exchange(h, { code })
      return exchange(h, { code })
    },
  ],
  [
    'componentAccessToken',
    'code-fresh',
    40029,
    async (h) => {
      const code = await through(h)
      h.platform.clock.advance(300)
      return exchange(h, { code })
    },
  ],
]

const granted = async (h: Harness): Promise<string> =>
  String((await exchange(h, { code: await through(h) }))['refresh_token'])

const refreshRows: Rows = [
  ['componentRefreshToken', 'method', 43001, method(path.refresh)],
  ...callerRows('componentRefreshToken', refresh),
  ['componentRefreshToken', 'api-refresh-token-present', 41003, (h) => refresh(h, { refresh_token: '' })],
  ['componentRefreshToken', 'grant-type-refresh-token', 40002, (h) => refresh(h, { grant_type: 'authorization_code' })],
  ['componentRefreshToken', 'refresh-token-known', 40030, (h) => refresh(h)],
  [
    'componentRefreshToken',
    'refresh-token-known',
    40030,
    async (h) => refresh(h, { refresh_token: (await h.login())['refresh_token'] ?? '' }),
  ],
  // The account itself refreshes what the platform was granted.
  [
    'refreshToken',
    'refresh-token-known',
    40030,
    async (h) =>
      h.api(endpoints.refreshToken.path, {
        appid: shop.appid,
        grant_type: 'refresh_token',
        refresh_token: await granted(h),
      }),
  ],
  [
    'componentRefreshToken',
    'refresh-token-fresh',
    42002,
    async (h) => {
      const refresh_token = await granted(h)
      h.platform.clock.advance(30 * 86_400)
      return refresh(h, { refresh_token })
    },
  ],
]

/** Calls of a platform, by the rule they break. */
export const brokenComponentCalls: Rows = [...tokenRows, ...exchangeRows, ...refreshRows]
