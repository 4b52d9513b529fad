import {
  accountKind,
  accountUsable,
  accountVerified,
  ipAllowed,
  ipRegistered,
  secretUsable,
  webAuthorizationGranted,
} from './account-rules.ts'
import * as component from './component-rules.ts'
import { clearingLeft, dayQuota, minuteQuota } from './limit-rules.ts'
import {
  accessTokenPresent,
  appidPresent,
  clientCredential,
  codePresent,
  componentAppidPresent,
  componentSecretPresent,
  componentTokenPresent,
  grantType,
  method,
  openidPresent,
  postMethod,
  refreshTokenPresent,
  secretPresent,
} from './parameter-rules.ts'
import type { ApiRule } from './rule.ts'
import { openCodes, rule } from './rule.ts'
import { appidOfToken, openidBelongs, ticketType, userinfoScope } from './token-use-rules.ts'
import { codeStands, consentStands, passwordStands, tokenStands, userUsable } from './user-rules.ts'
import type { EndpointId } from '../endpoints.ts'
import type { Source } from '../source.ts'
import { assumed, community, seed } from '../source.ts'

export type { ApiFacts, ApiRequest, ApiRule, Presented } from './rule.ts'

const appidKnown: ApiRule = rule('api-appid-known', openCodes('invalid appid'), ({ parameters }, { app }) =>
  app === null
    ? {
        verdict: 40013,
        given: (parameters.get('appid') ?? '—').slice(0, 64),
        expected: 'wx + 16 hex',
        hint: { zh: '没有这个 appid：注意大小写与空格', en: 'no app has this appid: mind capitals and spaces' },
      }
    : undefined,
)

const secretRight: ApiRule = rule('secret-right', openCodes('invalid appsecret'), (_, { secretMatches }) =>
  secretMatches === false
    ? {
        verdict: 40125,
        // The secret itself is never shown, not even a wrong one: it may be another app's.
        given: '(another secret)',
        expected: '(the secret of this appid)',
        hint: {
          zh: '核对 appsecret 是否属于该 appid、是否已被重置',
          en: 'check that the secret is this appid’s and was not reset',
        },
      }
    : undefined,
)

const codeKnown: ApiRule = rule('code-known', seed('{"errcode":40029,"errmsg":"invalid code"}'), (_, { code }) =>
  code === 'unknown'
    ? {
        verdict: 40029,
        given: '(a code not issued to this appid)',
        expected: '(a code issued to this appid)',
        hint: {
          zh: '检查 code 是否被截断、属于别的 appid，然后重新授权',
          en: 'see whether the code was cut or is another appid’s, then authorize again',
        },
      }
    : undefined,
)

const codeUnused: ApiRule = rule('code-unused', seed('code只能使用一次'), (_, { code }) =>
  code === 'used'
    ? {
        verdict: 40163,
        given: '(used)',
        expected: '(unused)',
        hint: {
          zh: '同一 code 只能换一次：回调被请求了两次？重新授权',
          en: 'a code is good once: was the callback requested twice? Authorize again',
        },
      }
    : undefined,
)

const codeFresh: ApiRule = rule('code-fresh', seed('5分钟未被使用自动过期'), (_, { code, behaviours }) =>
  code === 'expired'
    ? {
        verdict: behaviours['expired-code-42003'] ? 42003 : 40029,
        given: '(expired)',
        expected: '(live)',
        hint: {
          zh: 'code 5 分钟内有效（网站应用、移动应用 10 分钟），重新授权',
          en: 'a code lives five minutes (ten for a website or mobile app): authorize again',
        },
      }
    : undefined,
)

const refreshTokenKnown: ApiRule = rule(
  'refresh-token-known',
  openCodes('invalid refresh_token'),
  (_, { refreshToken }) =>
    refreshToken === 'unknown'
      ? {
          verdict: 40030,
          given: '(not a refresh token of this appid)',
          expected: '(a refresh token of this appid)',
          hint: {
            zh: '检查是否误用了 access_token 或别的 appid，然后重新授权',
            en: 'is it an access token, or another appid’s? Else authorize again',
          },
        }
      : undefined,
)

const refreshTokenFresh: ApiRule = rule(
  'refresh-token-fresh',
  seed('当refresh_token失效的后,需要用户重新授权'),
  (_, { refreshToken }) =>
    refreshToken === 'expired'
      ? {
          verdict: 42002,
          given: '(expired)',
          expected: '(live)',
          hint: { zh: '需要用户重新授权', en: 'the user has to authorize again' },
        }
      : undefined,
)

const accessTokenKnown: ApiRule = rule(
  'access-token-known',
  community(
    'oCJUsw2yQ0PX: an ordinary token on /sns gives 40001',
    'invalid credential, access_token is invalid or not latest',
  ),
  (_, { accessToken }) =>
    accessToken === 'unknown'
      ? {
          verdict: 40001,
          given: '(not a token of this kind)',
          expected: '(a live token of this kind)',
          hint: {
            zh: '网页授权 access_token 只用于 /sns，普通 access_token 只用于 /cgi-bin，两者不能混用',
            en: 'a web token belongs to /sns, an ordinary one to /cgi-bin: they do not mix',
          },
        }
      : undefined,
)

const accessTokenFresh: ApiRule = rule('access-token-fresh', openCodes('access_token expired'), (_, { accessToken }) =>
  accessToken === 'expired'
    ? {
        verdict: 42001,
        given: '> 7200 s',
        expected: '≤ 7200 s',
        hint: { zh: '用 refresh_token 刷新', en: 'refresh it' },
      }
    : undefined,
)

/** Why the lists below have this order. */
export const apiRuleOrder: Source = assumed(
  'measured is only that parameters come before credentials and credentials before the code; the rest is our choice',
)

/** The endpoints of the api host that have rules. */
export type ApiEndpointId = Exclude<EndpointId, 'authorize' | 'qrconnect'>

const codeGrant = grantType('authorization_code')
const refreshGrant = grantType('refresh_token')

/** Who calls, and for whom. */
const componentCaller: readonly ApiRule[] = [
  componentAppidPresent,
  componentTokenPresent,
  component.componentKnown,
  component.componentKind,
  component.componentTokenKnown,
  component.componentTokenKind,
  component.componentTokenBelongs,
  component.componentTokenFresh,
  appidKnown,
  component.accountAuthorized,
  component.permissionGranted,
]

/**
 * Everything the api host demands of a call, endpoint by endpoint, in the order it is judged. The platform stops at the first.
 */
export const apiRules: Readonly<Record<ApiEndpointId, readonly ApiRule[]>> = {
  accessToken: [
    ipAllowed,
    method,
    appidPresent,
    secretPresent,
    codePresent,
    codeGrant,
    appidKnown,
    secretRight,
    secretUsable,
    accountVerified,
    webAuthorizationGranted,
    accountUsable,
    minuteQuota,
    codeKnown,
    codeUnused,
    codeStands,
    codeFresh,
  ],
  refreshToken: [
    method,
    appidPresent,
    refreshTokenPresent,
    refreshGrant,
    appidKnown,
    accountUsable,
    minuteQuota,
    refreshTokenKnown,
    passwordStands,
    consentStands,
    refreshTokenFresh,
  ],
  userinfo: [
    method,
    accessTokenPresent,
    openidPresent,
    accessTokenKnown,
    userUsable,
    passwordStands,
    consentStands,
    accessTokenFresh,
    accountUsable,
    openidBelongs,
    userinfoScope,
    minuteQuota,
  ],
  auth: [
    method,
    accessTokenPresent,
    openidPresent,
    accessTokenKnown,
    userUsable,
    passwordStands,
    tokenStands,
    accessTokenFresh,
    accountUsable,
    openidBelongs,
    minuteQuota,
  ],
  token: [
    ipAllowed,
    method,
    appidPresent,
    secretPresent,
    clientCredential,
    appidKnown,
    secretRight,
    secretUsable,
    accountKind,
    accountUsable,
    minuteQuota,
    dayQuota,
  ],
  followerInfo: [
    ipAllowed,
    method,
    accessTokenPresent,
    openidPresent,
    accessTokenKnown,
    accessTokenFresh,
    accountVerified,
    accountUsable,
    openidBelongs,
    minuteQuota,
    dayQuota,
  ],
  stableToken: [
    ipAllowed,
    postMethod,
    appidPresent,
    secretPresent,
    clientCredential,
    appidKnown,
    secretRight,
    secretUsable,
    accountKind,
    accountUsable,
    minuteQuota,
    dayQuota,
  ],
  ticket: [
    ipAllowed,
    method,
    accessTokenPresent,
    ticketType,
    accessTokenKnown,
    accessTokenFresh,
    accountUsable,
    minuteQuota,
  ],
  clearQuota: [
    ipAllowed,
    postMethod,
    accessTokenPresent,
    appidPresent,
    accessTokenKnown,
    accessTokenFresh,
    appidOfToken,
    accountUsable,
    minuteQuota,
    clearingLeft,
  ],
  // A platform's own calls. Their order is assumed like the others': parameters, who calls, for whom, and the code last.
  componentToken: [
    ipRegistered,
    postMethod,
    componentAppidPresent,
    componentSecretPresent,
    component.componentKnown,
    component.componentKind,
    secretRight,
    secretUsable,
    component.ticketKnown,
    component.ticketFresh,
    accountUsable,
    minuteQuota,
  ],
  componentAccessToken: [
    ipRegistered,
    method,
    appidPresent,
    codePresent,
    codeGrant,
    ...componentCaller,
    accountVerified,
    webAuthorizationGranted,
    accountUsable,
    minuteQuota,
    codeKnown,
    codeUnused,
    codeStands,
    codeFresh,
  ],
  componentRefreshToken: [
    ipRegistered,
    method,
    appidPresent,
    refreshTokenPresent,
    refreshGrant,
    ...componentCaller,
    accountUsable,
    minuteQuota,
    refreshTokenKnown,
    passwordStands,
    consentStands,
    refreshTokenFresh,
  ],
}
