import type { Bilingual, Source } from './source.ts'
import { code, community, copied, official, seed } from './source.ts'

/** A documented parameter; `value` where only one is right. */
export type EndpointParameter = {
  readonly name: string
  readonly required: boolean
  readonly value?: string
  readonly meaning: Bilingual
}

/** What WeChat documents about one address. */
export type Endpoint = {
  readonly host: 'open' | 'api'
  readonly path: string
  /** As documented. In the field the exchange takes a POST form too. */
  readonly methods: readonly ('GET' | 'POST')[]
  /** `json`: the parameters travel as one JSON object in the body, or with some of them in the query. Else all stand in the query. */
  readonly sends?: 'json' | 'query and json'
  /** In the documented order. */
  readonly parameters: readonly EndpointParameter[]
  /** Calls per minute and account before errcode 45011; absent where none is stated. */
  readonly callsPerMinute?: number
  /** Calls per day and account before errcode 45009; absent where none is stated. `quotaSources` says where they are. */
  readonly callsPerDay?: number
  readonly source: Source
}

/** The name of a row of {@link endpoints}. */
export type EndpointId =
  | 'authorize'
  | 'qrconnect'
  | 'accessToken'
  | 'refreshToken'
  | 'userinfo'
  | 'auth'
  | 'token'
  | 'stableToken'
  | 'followerInfo'
  | 'ticket'
  | 'clearQuota'
  | 'componentToken'
  | 'componentAccessToken'
  | 'componentRefreshToken'

const required = (name: string, zh: string, en: string): EndpointParameter => ({
  name,
  required: true,
  meaning: { zh, en },
})
const optional = (name: string, zh: string, en: string): EndpointParameter => ({
  name,
  required: false,
  meaning: { zh, en },
})
const fixed = (name: string, value: string): EndpointParameter => ({
  name,
  required: true,
  value,
  meaning: { zh: `固定填写 ${value}`, en: `always ${value}` },
})

const appid = required('appid', '应用的唯一标识', 'the identifier of the app')
const secret = required('secret', '应用的密钥', 'the secret of the app')
const webToken = required('access_token', '网页授权 access_token', 'the web access_token')
const ordinaryToken = required('access_token', '普通 access_token', 'the ordinary access_token')
const openid = required('openid', '用户的唯一标识', 'the identifier of the user')
const lang = optional('lang', '国家地区名称的语言：zh_CN、zh_TW 或 en', 'language of the region: zh_CN, zh_TW or en')
const componentAppid = required('component_appid', '第三方平台的 appid', 'the appid of the third-party platform')
const componentToken = required(
  'component_access_token',
  '第三方平台的 component_access_token',
  'the token of the third-party platform',
)
const componentPage = official(
  'developers.weixin.qq.com/doc/oplatform/en/Third-party_Platforms/2.0/api/Before_Develop/Official_Accounts/official_account_website_authorization.html',
)
const snsCallsPerMinute = 50_000

/** The documented addresses of web authorization, and those of the ordinary access_token that business sites use beside it. */
export const endpoints: Readonly<Record<EndpointId, Endpoint>> = {
  authorize: {
    host: 'open',
    path: '/connect/oauth2/authorize',
    methods: ['GET'],
    parameters: [
      appid,
      required('redirect_uri', '授权后跳转的地址，须 urlencode', 'where to go after authorization, percent-encoded'),
      fixed('response_type', 'code'),
      required('scope', '授权作用域', 'what is asked for'),
      optional('state', '原样带回的值，a-zA-Z0-9，最多 128 字节', 'given back unchanged; a-zA-Z0-9, at most 128 bytes'),
    ],
    source: seed('如果链接的参数顺序不对,授权页面将无法正常访问'),
  },
  qrconnect: {
    host: 'open',
    path: '/connect/qrconnect',
    methods: ['GET'],
    parameters: [
      appid,
      required('redirect_uri', '授权后跳转的地址，须 urlencode', 'where to go after the login, percent-encoded'),
      fixed('response_type', 'code'),
      fixed('scope', 'snsapi_login'),
      optional('state', '原样带回的值', 'given back unchanged'),
      optional('lang', '界面语言：cn 或 en，默认 cn', 'language of the page: cn or en; cn by default'),
    ],
    source: official('developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login'),
  },
  accessToken: {
    host: 'api',
    path: '/sns/oauth2/access_token',
    methods: ['GET'],
    parameters: [
      appid,
      secret,
      required('code', '回调带来的 code，只能用一次', 'the code of the callback, good for one use'),
      fixed('grant_type', 'authorization_code'),
    ],
    callsPerMinute: snsCallsPerMinute,
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken'),
  },
  refreshToken: {
    host: 'api',
    path: '/sns/oauth2/refresh_token',
    methods: ['GET'],
    parameters: [
      appid,
      fixed('grant_type', 'refresh_token'),
      required('refresh_token', '换取 token 时得到的 refresh_token', 'the refresh_token of the exchange'),
    ],
    callsPerMinute: snsCallsPerMinute,
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsrefreshtoken'),
  },
  userinfo: {
    host: 'api',
    path: '/sns/userinfo',
    methods: ['GET'],
    parameters: [webToken, openid, lang],
    callsPerMinute: snsCallsPerMinute,
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo'),
  },
  auth: {
    host: 'api',
    path: '/sns/auth',
    methods: ['GET'],
    parameters: [webToken, openid],
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsauth'),
  },
  token: {
    host: 'api',
    path: '/cgi-bin/token',
    methods: ['GET'],
    parameters: [fixed('grant_type', 'client_credential'), appid, secret],
    callsPerDay: 2000,
    source: official('developers.weixin.qq.com/doc/service/en/api/base/api_getaccesstoken'),
  },
  stableToken: {
    host: 'api',
    path: '/cgi-bin/stable_token',
    methods: ['POST'],
    sends: 'json',
    parameters: [
      fixed('grant_type', 'client_credential'),
      appid,
      secret,
      optional(
        'force_refresh',
        '为 true 时强制换发，旧 token 立即失效；默认 false',
        'true: a new token, and the end of the old one; false by default',
      ),
    ],
    callsPerMinute: 10_000,
    callsPerDay: 500_000,
    source: official('developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken'),
  },
  followerInfo: {
    host: 'api',
    path: '/cgi-bin/user/info',
    methods: ['GET'],
    parameters: [ordinaryToken, openid, lang],
    callsPerDay: 5_000_000,
    source: official('developers.weixin.qq.com/doc/service/en/api/usermanage/userinfo/api_userinfo'),
  },
  ticket: {
    host: 'api',
    path: '/cgi-bin/ticket/getticket',
    methods: ['GET'],
    parameters: [ordinaryToken, required('type', 'jsapi：JS-SDK 的票据', 'jsapi: the ticket of the JS-SDK')],
    source: copied('JS-SDK说明文档, 附录1: jsapi_ticket'),
  },
  clearQuota: {
    host: 'api',
    path: '/cgi-bin/clear_quota',
    methods: ['POST'],
    sends: 'query and json',
    parameters: [ordinaryToken, appid],
    source: official('developers.weixin.qq.com/doc/oplatform/en/openApi/OpenApiDoc/openapi/clearQuota.html'),
  },
  componentToken: {
    host: 'api',
    path: '/cgi-bin/component/api_component_token',
    methods: ['POST'],
    sends: 'json',
    parameters: [
      componentAppid,
      required('component_appsecret', '第三方平台的密钥', 'the secret of the platform'),
      required('component_verify_ticket', '微信推送的验证票据', 'the ticket that WeChat pushes every ten minutes'),
    ],
    source: official(
      'developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/component_access_token.html',
    ),
  },
  componentAccessToken: {
    host: 'api',
    path: '/sns/oauth2/component/access_token',
    methods: ['GET'],
    parameters: [
      appid,
      required('code', '回调带来的 code，只能用一次', 'the code of the callback, good for one use'),
      fixed('grant_type', 'authorization_code'),
      componentAppid,
      componentToken,
    ],
    source: componentPage,
  },
  componentRefreshToken: {
    host: 'api',
    path: '/sns/oauth2/component/refresh_token',
    methods: ['GET'],
    parameters: [
      appid,
      fixed('grant_type', 'refresh_token'),
      componentAppid,
      componentToken,
      required('refresh_token', '换取 token 时得到的 refresh_token', 'the refresh_token of the exchange'),
    ],
    source: componentPage,
  },
}

/** A parameter of the authorize link beyond the five of the document: who adds it, and what for. */
export type ExtraParameter = {
  /** `wechat`: the WeChat client appends it on its second visit; a developer never does. */
  readonly addedBy: 'developer' | 'wechat'
  readonly meaning: Bilingual
  readonly source: Source
}

/** The name of a row of {@link extras}, as it stands in the link. */
export type ExtraParameterName =
  | 'forcePopup'
  | 'forceSnapShot'
  | 'component_appid'
  | 'connect_redirect'
  | 'uin'
  | 'key'
  | 'pass_ticket'
  | 'version'
  | 'exportkey'
  | 'wx_header'

const guideCopies = copied('网页授权, table 参数说明: four copies in unrelated repositories agree')
const appended: ExtraParameter = {
  addedBy: 'wechat',
  meaning: { zh: '微信客户端自行附加的内部参数，忽略即可', en: 'internal, appended by the WeChat client; ignore it' },
  source: community('developers.weixin.qq.com/community oCJUsw62HOK3…, oCJUsw9Z0Gs4…, 0000c6f04a4538c2101e128195b400'),
}

/** The extra parameters of the authorize link. They follow `state`. */
export const extras: Readonly<Record<ExtraParameterName, ExtraParameter>> = {
  forcePopup: {
    addedBy: 'developer',
    meaning: { zh: '为 true 时强制弹出确认窗口', en: 'true: always ask for consent' },
    source: guideCopies,
  },
  forceSnapShot: {
    addedBy: 'developer',
    meaning: { zh: '为 true 时强制进入快照页', en: 'true: always show the snapshot page' },
    source: guideCopies,
  },
  component_appid: {
    addedBy: 'developer',
    meaning: { zh: '代公众号发起授权的第三方平台', en: 'the third-party platform acting for the account' },
    source: componentPage,
  },
  connect_redirect: {
    addedBy: 'developer',
    meaning: {
      zh: '未公开；值为 1 时据说可减少重复回调，微信自己也会附加',
      en: 'undocumented; 1 is said to make double callbacks rarer. WeChat appends it, too',
    },
    source: code('binarywang/WxJava, overtrue/socialite and JeffreySu/WeiXinMPSDK send it by default'),
  },
  uin: appended,
  key: appended,
  pass_ticket: appended,
  version: appended,
  exportkey: appended,
  wx_header: appended,
}
