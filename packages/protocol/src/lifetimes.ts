import type { AppKind } from './app.ts'
import type { Source } from './source.ts'
import { assumed, code, community, copied, official, seed } from './source.ts'

/** A code of web authorization, from its issue while unused. */
export const codeLifetimeSeconds = 300
/** A code of a website or mobile app, from its issue while unused. */
export const websiteCodeLifetimeSeconds = 600
/** A QR code of the website login, from its being shown until it is answered. */
export const qrLoginLifetimeSeconds = 300
/** How long WeChat holds a question after the state of a QR code that has not changed. */
export const qrPollHoldSeconds = 25
/** A web access token, from the exchange or the last refresh. */
export const webAccessTokenLifetimeSeconds = 7200
/** An ordinary access token of `/cgi-bin/token`. */
export const accessTokenLifetimeSeconds = 7200
/** How long the ordinary access token before the newest still works. */
export const accessTokenOverlapSeconds = 300
/** The lifetimes of a refresh token in the document, which does not say who gets which. */
export const refreshTierDays = [7, 30, 60, 90] as const
/** One of {@link refreshTierDays}. */
export type RefreshTierDays = (typeof refreshTierDays)[number]
/**
 * The lifetime of a refresh token today, by kind of app. It is absolute: no refresh extends it, as is said of website and mobile apps
 * and taken to hold for the others.
 */
export const observedRefreshDays: Readonly<Record<AppKind, number>> = {
  service: 30,
  test: 30,
  website: 30,
  mobile: 180,
  // A platform has no users: this is what an account's users give it through a platform.
  component: 30,
}
/** The token by which a third-party platform calls. */
export const componentTokenLifetimeSeconds = 7200
/** How often WeChat pushes a new component_verify_ticket. */
export const verifyTicketEverySeconds = 600
/** A component_verify_ticket, from its push. */
export const verifyTicketLifetimeSeconds = 43_200
/** How long today's WeChat asks no second consent to snsapi_userinfo. */
export const recentConsentDays = 30
/** How long after a consent an account is told that the profile was cleaned. */
export const modifiedToldDays = 30

const oplatform = 'developers.weixin.qq.com/doc/oplatform'
const componentDocs = `${oplatform}/Third-party_Platforms/2.0/api`
const serviceApi = official('developers.weixin.qq.com/doc/service/guide/dev/api')

/** Where each lifetime of this file is said, by the name of its export; those of a refresh token today by kind of app. */
export const lifetimeSources: Readonly<Record<string, Source>> = {
  codeLifetimeSeconds: seed('code只能使用一次,5分钟未被使用自动过期。'),
  websiteCodeLifetimeSeconds: copied(
    `juejin.cn/post/7290795913138208824 quoting ${oplatform}/Website_App/WeChat_Login`,
  ),
  qrLoginLifetimeSeconds: assumed('programs that log in this way fetch another code after about five minutes'),
  qrPollHoldSeconds: code('programs that ask lp.open.weixin.qq.com/connect/l/qrconnect wait 25 to 35 seconds for it'),
  webAccessTokenLifetimeSeconds: seed('"expires_in":7200'),
  accessTokenLifetimeSeconds: serviceApi,
  accessTokenOverlapSeconds: serviceApi,
  refreshTierDays: seed('refresh_token拥有较长的有效期(7天、30天、60天、90天)'),
  'observedRefreshDays.service': official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsrefreshtoken'),
  'observedRefreshDays.test': assumed('like a service account: no page tells them apart'),
  'observedRefreshDays.website': official(
    `${oplatform}/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.md`,
  ),
  'observedRefreshDays.mobile': official(`${oplatform}/Mobile_App/WeChat_Login/Authorized_API_call_UnionID.html`),
  'observedRefreshDays.component': community('developers.weixin.qq.com/community, quoting 代公众号发起网页授权'),
  componentTokenLifetimeSeconds: official(`${componentDocs}/ThirdParty/token/component_access_token.html`),
  verifyTicketEverySeconds: official(
    `${componentDocs}/Before_Develop/component_verify_ticket.html`,
    '每隔 10 分钟以 POST 的方式推送 component_verify_ticket',
  ),
  verifyTicketLifetimeSeconds: official(
    `${componentDocs}/Before_Develop/component_verify_ticket.html`,
    'component_verify_ticket 的有效时间为12小时',
  ),
  recentConsentDays: community(
    'developers.weixin.qq.com/community 000268019d4b18bb…, answer by staff, 2024-05',
    '30天过期',
  ),
  modifiedToldDays: official(
    'developers.weixin.qq.com/doc/service/guide/h5/authorization_change.md',
    '平台会对用户资料进行清理，并通过消息推送服务器通知最近30天授权过的服务号开发者',
  ),
}
