import type { ApiEndpointId } from '@weauth/protocol'
import { endpoints } from '@weauth/protocol'
import type { Harness, Json } from './harness.ts'
import { apps, platformCallback, users } from './harness.ts'

// The rows of `provoked.test.ts` about what a user did since.

const { shop, platform } = apps
type Row = readonly [endpoint: ApiEndpointId, rule: string, errcode: number, call: (h: Harness) => Promise<Json>]
type Act = (h: Harness) => Promise<unknown>

const revoke: Act = (h) => h.platform.userActs.revoke(shop.appid, 'bob')
const changePassword: Act = (h) => h.platform.userActs.changePassword('bob')
const limit: Act = (h) => h.platform.saveUser({ ...users.bob, limited: true })

/** Tokens of bob, then an act of his, then a call with them. */
const after =
  (act: Act, path: string) =>
  async (h: Harness): Promise<Json> => {
    const tokens = await h.login()
    await act(h)
    return h.api(path, { ...tokens, appid: shop.appid, grant_type: 'refresh_token' })
  }

const through = { redirectUri: platformCallback, componentAppid: platform.appid }
const caller = async (h: Harness): Promise<Record<string, string>> => ({
  appid: shop.appid,
  component_appid: platform.appid,
  component_access_token: await h.componentToken(),
})

const exchangeThrough =
  (act: Act) =>
  async (h: Harness): Promise<Json> => {
    const code = await h.code(through)
    await act(h)
    return h.api(endpoints.componentAccessToken.path, {
      ...(await caller(h)),
      code,
      grant_type: 'authorization_code',
    })
  }

const refreshThrough =
  (act: Act) =>
  async (h: Harness): Promise<Json> => {
    const tokens = await exchangeThrough(async () => {})(h)
    await act(h)
    return h.api(endpoints.componentRefreshToken.path, {
      ...(await caller(h)),
      refresh_token: String(tokens['refresh_token']),
      grant_type: 'refresh_token',
    })
  }

/** What is answered after a user withdrew a consent, changed the password, or was locked out of WeChat. */
export const brokenByUsers: readonly Row[] = [
  ...[revoke, changePassword].flatMap((act): Row[] => [
    [
      'accessToken',
      'code-stands',
      40029,
      async (h) => {
        const code = await h.code()
        await act(h)
        return h.exchange(code)
      },
    ],
    ['componentAccessToken', 'code-stands', 40029, exchangeThrough(act)],
  ]),
  ['refreshToken', 'consent-stands', 50001, after(revoke, endpoints.refreshToken.path)],
  ['refreshToken', 'password-stands', 42007, after(changePassword, endpoints.refreshToken.path)],
  ['componentRefreshToken', 'consent-stands', 50001, refreshThrough(revoke)],
  ['componentRefreshToken', 'password-stands', 42007, refreshThrough(changePassword)],
  ['userinfo', 'consent-stands', 50001, after(revoke, endpoints.userinfo.path)],
  ['userinfo', 'password-stands', 42007, after(changePassword, endpoints.userinfo.path)],
  ['userinfo', 'user-not-limited', 50002, after(limit, endpoints.userinfo.path)],
  ['auth', 'token-stands', 40001, after(revoke, endpoints.auth.path)],
  ['auth', 'password-stands', 42007, after(changePassword, endpoints.auth.path)],
  ['auth', 'user-not-limited', 50002, after(limit, endpoints.auth.path)],
]
