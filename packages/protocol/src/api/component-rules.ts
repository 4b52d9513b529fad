import type { ApiRule } from './rule.ts'
import { rule } from './rule.ts'
import type { Source } from '../source.ts'
import { assumed, code, community, official } from '../source.ts'

// The rules of calls that a third-party platform makes: to get its own token, and to trade a code for an account.

const componentTokenPage = (errmsg: string): Source =>
  official(
    'developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/component_access_token.html',
    errmsg,
  )
const listed = (errmsg: string): Source => code('binarywang/WxJava WxOpenErrorMsgEnum', errmsg)

/** What a platform was issued, the account cannot use, nor the other way round. */
export const codeOwnership: Source = assumed(
  'no page says who may trade a code that was asked for through a platform: here none but that platform, for the account has its own links',
)

/** component_appid names an app. */
export const componentKnown: ApiRule = rule(
  'api-component-known',
  official(
    'developers.weixin.qq.com/doc/oplatform/en/openApi/OpenApiDoc/ticket-token/getComponentAccessToken.html',
    'invalid appid',
  ),
  ({ parameters }, { component }) =>
    component === null
      ? {
          verdict: 40013,
          given: (parameters.get('component_appid') ?? '—').slice(0, 64),
          expected: 'wx + 16 hex',
          hint: { zh: '没有这个 component_appid', en: 'no app has this component_appid' },
        }
      : undefined,
)

/** That app is a third-party platform. */
export const componentKind: ApiRule = rule('api-component-kind', listed('无效的第三方类型'), (_, { component }) =>
  component && component.kind !== 'component'
    ? {
        verdict: 61000,
        given: component.kind,
        expected: 'component',
        hint: {
          zh: 'component_appid 填第三方平台的 appid，不是公众号的',
          en: 'component_appid is the appid of a third-party platform, not of an account',
        },
      }
    : undefined,
)

/** The presented ticket is one that was pushed to this platform. */
export const ticketKnown: ApiRule = rule(
  'verify-ticket-known',
  componentTokenPage('component ticket is invalid'),
  (_, { verifyTicket }) =>
    verifyTicket === 'unknown'
      ? {
          verdict: 61006,
          given: '(no ticket of this platform)',
          expected: '(the component_verify_ticket pushed last)',
          hint: {
            zh: '使用最近一次推送的 component_verify_ticket',
            en: 'use the component_verify_ticket that was pushed last',
          },
        }
      : undefined,
)

/** It was pushed less than twelve hours ago. */
export const ticketFresh: ApiRule = rule(
  'verify-ticket-fresh',
  componentTokenPage('component ticket is expired'),
  (_, { verifyTicket }) =>
    verifyTicket === 'expired'
      ? {
          verdict: 61005,
          given: '≥ 12 h',
          expected: '< 12 h',
          hint: { zh: 'ticket 12 小时内有效，使用最近一次推送的', en: 'a ticket lives twelve hours: use the last one' },
        }
      : undefined,
)

/** The presented component_access_token is a token. */
export const componentTokenKnown: ApiRule = rule(
  'component-token-known',
  community(
    'developers.weixin.qq.com/community 0008c079e74650f11622dcf8c6b800',
    'invalid credential, access_token is invalid or not latest',
  ),
  (_, { componentToken }) =>
    componentToken === 'unknown'
      ? {
          verdict: 40001,
          given: '(no token)',
          expected: '(a live component_access_token)',
          hint: {
            zh: '用 api_component_token 得到的 component_access_token',
            en: 'send the component_access_token that api_component_token gave',
          },
        }
      : undefined,
)

/** It is a platform's token, not that of the account. */
export const componentTokenKind: ApiRule = rule(
  'component-token-kind',
  community(
    'developers.weixin.qq.com/community 00084ca0c3c150180580959ae6e400; cnblogs psyco/13386118',
    'api unauthorized',
  ),
  (_, { componentToken }) =>
    componentToken === 'account'
      ? {
          verdict: 48001,
          given: '(the token of an account)',
          expected: '(a component_access_token)',
          hint: {
            zh: '传了公众号的 access_token；这里要第三方平台自己的 component_access_token',
            en: 'this is the token of the account: send the platform’s own component_access_token',
          },
        }
      : undefined,
)

/** It is this platform's. */
export const componentTokenBelongs: ApiRule = rule(
  'component-token-belongs',
  listed('invalid component credential'),
  (_, { componentToken }) =>
    componentToken === 'foreign'
      ? {
          verdict: 40094,
          given: '(the token of another platform)',
          expected: '(the token of component_appid)',
          hint: {
            zh: 'component_appid 与 component_access_token 须属于同一第三方平台',
            en: 'component_appid and component_access_token must be of one platform',
          },
        }
      : undefined,
)

/** It lives. */
export const componentTokenFresh: ApiRule = rule(
  'component-token-fresh',
  listed('component_access_token expired'),
  (_, { componentToken }) =>
    componentToken === 'expired'
      ? {
          verdict: 42006,
          given: '> 7200 s',
          expected: '≤ 7200 s',
          hint: { zh: '重新获取 component_access_token', en: 'get a new component_access_token' },
        }
      : undefined,
)

/** The account has authorized the platform. */
export const accountAuthorized: ApiRule = rule(
  'account-authorized-component',
  community('blog.csdn.net/scarmac/article/details/88220568', 'component is not authorized by this account'),
  ({ parameters }, { component }) =>
    component?.authorizedBy?.includes(parameters.get('appid') ?? '') === false
      ? {
          verdict: 61003,
          given: (parameters.get('appid') ?? '—').slice(0, 64),
          expected: component.authorizedBy.join(', ') || '—',
          hint: {
            zh: '该公众号没有授权给此第三方平台，或已取消授权',
            en: 'the account has not authorized this platform, or no longer does',
          },
        }
      : undefined,
)

/** It granted the permission set of web authorization, too. */
export const permissionGranted: ApiRule = rule(
  'component-permission-granted',
  official('developers.weixin.qq.com/doc/oplatform/developers/troubleshooting', 'api is unauthorized to component'),
  ({ parameters }, { component }) =>
    component?.withheldBy?.includes(parameters.get('appid') ?? '')
      ? {
          verdict: 61007,
          given: (parameters.get('appid') ?? '—').slice(0, 64),
          expected: '网页授权',
          hint: {
            zh: '该公众号没有把网页授权权限集授权给此第三方平台',
            en: 'the account kept the permission set of web authorization from this platform',
          },
        }
      : undefined,
)
