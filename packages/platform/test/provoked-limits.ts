import type { ApiEndpointId } from '@weauth/protocol'
import { endpoints } from '@weauth/protocol'
import type { App, SeedApp } from '@weauth/platform'
import type { Harness, Json } from './harness.ts'
import { apps, platformCallback } from './harness.ts'

// The rows of `provoked.test.ts` about the state of an account, where it calls from, and how often.

const { shop, platform, website } = apps
type Call = (h: Harness) => Promise<Json>
type Row = readonly [endpoint: ApiEndpointId, rule: string, errcode: number, call: Call]

const account = ({ appid, secret }: SeedApp): Record<string, string> => ({ appid, secret })
const own = (app: SeedApp = shop): Record<string, string> => ({ ...account(app), grant_type: 'client_credential' })
const ordinary = async (h: Harness): Promise<string> =>
  String((await h.api(endpoints.token.path, own()))['access_token'])
const openidOf = (h: Harness): string => h.platform.openid(shop.appid, 'alice')

const caller = async (h: Harness): Promise<Record<string, string>> => ({
  appid: shop.appid,
  component_appid: platform.appid,
  component_access_token: await h.componentToken(),
})

const through = async (h: Harness): Promise<Json> =>
  h.api(endpoints.componentAccessToken.path, {
    ...(await caller(h)),
    code: await h.code({ redirectUri: platformCallback, componentAppid: platform.appid }),
    grant_type: 'authorization_code',
  })

/** Prepares a call that is in order, and may be made again and again as far as the limits go. */
const calls: Readonly<Record<ApiEndpointId, (h: Harness) => Promise<() => Promise<Json>>>> = {
  accessToken: async (h) => () => h.exchange('x'),
  refreshToken: async (h) => {
    const { refresh_token = '' } = await h.login()
    return () => h.api(endpoints.refreshToken.path, { appid: shop.appid, grant_type: 'refresh_token', refresh_token })
  },
  userinfo: async (h) => {
    const tokens = await h.login()
    return () => h.api(endpoints.userinfo.path, tokens)
  },
  auth: async (h) => {
    const tokens = await h.login()
    return () => h.api(endpoints.auth.path, tokens)
  },
  token: async (h) => () => h.api(endpoints.token.path, own()),
  stableToken: async (h) => () => h.post(endpoints.stableToken.path, own()),
  followerInfo: async (h) => {
    const access_token = await ordinary(h)
    return () => h.api(endpoints.followerInfo.path, { access_token, openid: openidOf(h) })
  },
  ticket: async (h) => {
    const access_token = await ordinary(h)
    return () => h.api(endpoints.ticket.path, { access_token, type: 'jsapi' })
  },
  clearQuota: async (h) => {
    const access_token = await ordinary(h)
    return () => h.post(`${endpoints.clearQuota.path}?access_token=${access_token}`, { appid: shop.appid })
  },
  componentToken: async (h) => () =>
    h.post(endpoints.componentToken.path, {
      component_appid: platform.appid,
      component_appsecret: platform.secret,
      component_verify_ticket: h.platform.verifyTicket(platform.appid),
    }),
  componentAccessToken: async (h) => {
    const known = await caller(h)
    return () => h.api(endpoints.componentAccessToken.path, { ...known, code: 'x', grant_type: 'authorization_code' })
  },
  componentRefreshToken: async (h) => {
    const known = await caller(h)
    const refresh_token = String((await through(h))['refresh_token'])
    return () => h.api(endpoints.componentRefreshToken.path, { ...known, refresh_token, grant_type: 'refresh_token' })
  },
}

/** A call that is in order, once something about the account has changed. */
const after =
  (id: ApiEndpointId, app: SeedApp, facts: Partial<App>, times = 1): Call =>
  async (h) => {
    const call = await calls[id](h)
    await h.change(app, facts)
    for (let time = 1; time < times; time += 1) await call()
    return call()
  }

const ids = Object.keys(calls) as ApiEndpointId[]
const callerOf = (id: ApiEndpointId): SeedApp => (id.startsWith('component') ? platform : shop)
const ipWhitelist = ['203.0.113.9', '10.0.0.0/8', '::1']
const withSecret: readonly ApiEndpointId[] = ['accessToken', 'token', 'stableToken', 'componentToken']
const withoutList: ReadonlySet<ApiEndpointId> = new Set(['refreshToken', 'userinfo', 'auth'])

const forced = (h: Harness): Promise<Json> => h.post(endpoints.stableToken.path, { ...own(), force_refresh: true })

/** Calls that the state or the limits of an account refuse. */
export const brokenByState: readonly Row[] = [
  ...ids
    .filter((id) => !withoutList.has(id))
    .map((id): Row => {
      const [rule, errcode] = id.startsWith('component')
        ? (['component-ip-registered', 61004] as const)
        : (['ip-allowed', 40164] as const)
      return [id, rule, errcode, after(id, callerOf(id), { ipWhitelist })]
    }),
  ...ids.map((id): Row => [id, 'minute-quota', 45011, after(id, callerOf(id), { callsPerMinute: 2 }, 3)]),
  ...(['token', 'stableToken', 'followerInfo'] as const).map(
    // Whatever came before to prepare the call has counted, too: a third one is one too many in any case.
    (id): Row => [id, 'day-quota', 45009, after(id, shop, { callsPerDay: 2 }, 3)],
  ),
  [
    'stableToken',
    'day-quota',
    45009,
    async (h) => {
      for (let time = 0; time < 20; time += 1) {
        await forced(h)
        h.platform.clock.advance(30)
      }
      return forced(h)
    },
  ],
  ...withSecret.map((id): Row => [id, 'secret-not-frozen', 40243, after(id, callerOf(id), { secretFrozen: true })]),
  ...(['accessToken', 'componentAccessToken', 'followerInfo'] as const).map((id): Row => [
    id,
    'api-account-verified',
    48001,
    after(id, shop, { unverified: true }),
  ]),
  ['token', 'api-account-kind', 48001, (h) => h.api(endpoints.token.path, own(website))],
  ['stableToken', 'api-account-kind', 48001, (h) => h.post(endpoints.stableToken.path, own(platform))],
  ['clearQuota', 'post-method', 43002, (h) => h.api(endpoints.clearQuota.path, { access_token: 'x' })],
  ['clearQuota', 'api-access-token-present', 41001, (h) => h.post(endpoints.clearQuota.path, { appid: shop.appid })],
  ['clearQuota', 'api-appid-present', 41002, (h) => h.post(`${endpoints.clearQuota.path}?access_token=x`, {})],
  [
    'clearQuota',
    'access-token-known',
    40001,
    (h) => h.post(`${endpoints.clearQuota.path}?access_token=x`, { appid: shop.appid }),
  ],
  [
    'clearQuota',
    'access-token-fresh',
    42001,
    async (h) => {
      const call = await calls.clearQuota(h)
      h.platform.clock.advance(7200)
      return call()
    },
  ],
  [
    'clearQuota',
    'appid-of-token',
    40013,
    async (h) => h.post(`${endpoints.clearQuota.path}?access_token=${await ordinary(h)}`, { appid: apps.sister.appid }),
  ],
  ['clearQuota', 'api-account-not-banned', 50002, after('clearQuota', shop, { banned: true })],
  ['clearQuota', 'clearing-left', 48006, after('clearQuota', shop, {}, 11)],
]
