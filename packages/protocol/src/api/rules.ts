import * as component from './component-rules.ts'
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
import type { EndpointId } from '../endpoints.ts'
import type { Source } from '../source.ts'
import { assumed, community, official, seed } from '../source.ts'

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

const webAuthorizationGranted: ApiRule = rule(
  'web-authorization-granted',
  openCodes('api unauthorized'),
  (_, { app }) =>
    app && app.scopes.length === 0
      ? {
          verdict: 48001,
          given: '—',
          expected: 'snsapi_base | snsapi_userinfo',
          hint: { zh: '该账号没有网页授权权限', en: 'the account was not granted web authorization' },
        }
      : undefined,
)

const accountUsable: ApiRule = rule('api-account-not-banned', openCodes('user limited'), (_, { app }) =>
  app?.banned
    ? {
        verdict: 50002,
        given: 'banned',
        expected: 'not banned',
        hint: { zh: '该公众号被封禁', en: 'the account is banned' },
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
        given: '> 300 s',
        expected: '≤ 300 s',
        hint: { zh: 'code 5 分钟内有效，重新授权', en: 'a code lives five minutes: authorize again' },
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

const openidBelongs: ApiRule = rule(
  'openid-belongs',
  seed('{"errcode":40003,"errmsg":" invalid openid "}'),
  ({ parameters }, { openidMatches }) =>
    openidMatches === false
      ? {
          verdict: 40003,
          given: (parameters.get('openid') ?? '—').slice(0, 64),
          expected: '(the openid that came with the token)',
          hint: {
            zh: 'openid 与 access_token 必须属于同一用户和同一 appid',
            en: 'openid and token must be of one user and one appid',
          },
        }
      : undefined,
)

const userinfoScope: ApiRule = rule(
  'userinfo-scope',
  official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo', 'api unauthorized'),
  (_, { scope }) =>
    scope === 'snsapi_base'
      ? {
          verdict: 48001,
          given: scope,
          expected: 'snsapi_userinfo',
          hint: { zh: '拉取用户信息需 scope 为 snsapi_userinfo', en: 'user info needs a token of snsapi_userinfo' },
        }
      : undefined,
)

const ticketType: ApiRule = rule(
  'ticket-type',
  assumed(
    'that a type is demanded is documented, the errcode is not: 40097 is what the global list has for a wrong argument',
  ),
  ({ parameters }) =>
    parameters.get('type') === 'jsapi'
      ? undefined
      : {
          verdict: 40097,
          given: (parameters.get('type') ?? '—').slice(0, 64),
          expected: 'jsapi',
          hint: { zh: 'type 固定为 jsapi', en: 'type is always jsapi' },
        },
)

/** Why the lists below have this order. */
export const apiRuleOrder: Source = assumed(
  'measured is only that parameters come before credentials and credentials before the code; the rest is our choice',
)

/** The endpoints of the api host that have rules. */
export type ApiEndpointId = Exclude<EndpointId, 'authorize'>

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
    method,
    appidPresent,
    secretPresent,
    codePresent,
    codeGrant,
    appidKnown,
    secretRight,
    webAuthorizationGranted,
    accountUsable,
    codeKnown,
    codeUnused,
    codeFresh,
  ],
  refreshToken: [
    method,
    appidPresent,
    refreshTokenPresent,
    refreshGrant,
    appidKnown,
    accountUsable,
    refreshTokenKnown,
    refreshTokenFresh,
  ],
  userinfo: [
    method,
    accessTokenPresent,
    openidPresent,
    accessTokenKnown,
    accessTokenFresh,
    accountUsable,
    openidBelongs,
    userinfoScope,
  ],
  auth: [method, accessTokenPresent, openidPresent, accessTokenKnown, accessTokenFresh, accountUsable, openidBelongs],
  token: [method, appidPresent, secretPresent, clientCredential, appidKnown, secretRight, accountUsable],
  followerInfo: [
    method,
    accessTokenPresent,
    openidPresent,
    accessTokenKnown,
    accessTokenFresh,
    accountUsable,
    openidBelongs,
  ],
  stableToken: [postMethod, appidPresent, secretPresent, clientCredential, appidKnown, secretRight, accountUsable],
  ticket: [method, accessTokenPresent, ticketType, accessTokenKnown, accessTokenFresh, accountUsable],
  // A platform's own calls. Their order is assumed like the others': parameters, who calls, for whom, and the code last.
  componentToken: [
    postMethod,
    componentAppidPresent,
    componentSecretPresent,
    component.componentKnown,
    component.componentKind,
    secretRight,
    component.ticketKnown,
    component.ticketFresh,
    accountUsable,
  ],
  componentAccessToken: [
    method,
    appidPresent,
    codePresent,
    codeGrant,
    ...componentCaller,
    webAuthorizationGranted,
    accountUsable,
    codeKnown,
    codeUnused,
    codeFresh,
  ],
  componentRefreshToken: [
    method,
    appidPresent,
    refreshTokenPresent,
    refreshGrant,
    ...componentCaller,
    accountUsable,
    refreshTokenKnown,
    refreshTokenFresh,
  ],
}
