import { endpoints } from '../endpoints.ts'
import { errcode } from '../errors/errcodes.ts'
import { lifetimeSources } from '../lifetimes.ts'
import type { LedgerRow } from './row.ts'
import { section, switched, testsOf } from './row.ts'
import type { Source } from '../source.ts'
import { assumed, code, community, official, seed } from '../source.ts'

const tokens = testsOf('platform/web-tokens')
const rules = testsOf('protocol/api-rules')
const provoked = testsOf('platform/provoked')
const everyRule = provoked('every error rule is provoked above, at every endpoint that has it')
const exchangeOrder = rules(
  'accessToken: of several faults the first in the order of the rules is told, with its errcode',
)
const sixFields = tokens('a code yields the six fields of the document, in its order and types')
const unburned = tokens('a wrong secret, another app, a wrong grant_type and a cut code do not burn the code')
const refreshed = tokens(
  'a refresh yields a new access token and the same refresh token, without a unionid; the old access token lives out its time',
)
const jscode = community('a measurement on /sns/jscode2session, 2026')
const ofErrcode = (each: number): Source => errcode(each)?.source ?? assumed('')

const exchange = section('B.1', {
  'exchange-fields': {
    zh: '换取返回 access_token、expires_in、refresh_token、openid、scope，次序固定',
    en: 'an exchange yields access_token, expires_in, refresh_token, openid and scope, in this order',
    source: seed(
      '{ "access_token":"ACCESS_TOKEN", "expires_in":7200, "refresh_token":"REFRESH_TOKEN", "openid":"OPENID", "scope":"SCOPE" }',
    ),
    paths: [endpoints.accessToken.path],
    test: sixFields,
  },
  'exchange-7200': {
    zh: '网页授权 access_token 有效 7200 秒',
    en: 'a web access_token lives 7200 seconds',
    source: lifetimeSources['webAccessTokenLifetimeSeconds'] ?? assumed(''),
    rules: ['access-token-fresh'],
    test: tokens('an access token ends after 7200 seconds; a refreshed one goes on'),
  },
  'unionid-for-base': switched('unionid-for-base'),
  'exchange-unionid-when-bound': {
    zh: '只有绑定了开放平台的应用才返回 unionid',
    en: 'only an app that is bound to an open-platform account gets a unionid',
    source: seed('只有在用户将公众号绑定到微信开放平台帐号后,才会出现该字段。'),
    test: tokens(
      'an openid is the user’s own for each app; the unionid is one for the apps of an open-platform account and differs from the openid',
    ),
  },
  'exchange-scope': {
    zh: 'scope 为请求的那一个；多个以逗号分隔',
    en: 'scope is the one that was asked for; several would be separated by commas',
    source: seed('用户授权的作用域,使用逗号(,)分隔'),
    test: sixFields,
  },
  'exchange-scope-of-mobile-apps': {
    zh: '移动应用的样例里 scope 为 snsapi_userinfo,snsapi_base',
    en: 'in samples of mobile apps scope is snsapi_userinfo,snsapi_base',
    source: community('samples of replies to mobile apps'),
    simplified: { zh: '只有请求的那一个', en: 'the one that was asked for, alone' },
    test: testsOf('platform/mobile')(
      'an app gets its code from WeChat on the phone, and its server trades it like any other',
    ),
  },
  'exchange-no-token-type': {
    zh: '没有 token_type、id_token、PKCE',
    en: 'there is no token_type, no id_token, no PKCE',
    source: code('nextauthjs/next-auth adds «bearer» itself'),
    test: sixFields,
  },
  'exchange-not-for-platforms': {
    zh: '第三方平台发起的 code 不能用此接口换取',
    en: 'a code that a third-party platform asked for is not traded here',
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken'),
    test: testsOf('platform/component')('a refused stranger does not burn the code that a platform asked for'),
  },
  'exchange-for-verified': {
    zh: '已认证的服务号、网站应用、移动应用可调用；否则 48001',
    en: 'verified service accounts, website apps and mobile apps may call; others get 48001',
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsauth'),
    rules: ['web-authorization-granted', 'api-account-verified'],
    test: everyRule,
  },
  'exchange-account-banned': {
    zh: '账号被封禁：所有接口 50002',
    en: 'every call of a banned account gets 50002',
    source: ofErrcode(50_002),
    rules: ['api-account-not-banned'],
    test: everyRule,
  },
  'exchange-order-address-first': {
    zh: '先查 IP 白名单，再看参数',
    en: 'the whitelist comes before the parameters',
    source: jscode,
    test: testsOf('platform/account-states')(
      'a whitelist goes by the address of the connection, and 40164 tells which that is before any parameter is looked at',
    ),
  },
  'exchange-order-parameters': {
    zh: '然后是缺少的参数：41002、41004、41008',
    en: 'then missing parameters: 41002, 41004, 41008',
    source: assumed('their order among themselves is not established for /sns'),
    rules: ['api-appid-present', 'api-secret-present', 'api-code-present'],
    test: exchangeOrder,
  },
  'exchange-misspelt-secret': {
    zh: '参数名写成 appsecret 也是 41004',
    en: 'a secret under the name appsecret is 41004, too',
    source: ofErrcode(41_004),
    test: rules('A parameter that is empty, misspelt, in capitals or an array counts as missing'),
  },
  'exchange-grant-type': {
    zh: 'grant_type 缺失或写错为 40002',
    en: 'a missing or wrong grant_type is 40002',
    source: ofErrcode(40_002),
    rules: ['grant-type-authorization-code'],
    test: rules('grant_type has one right value for each endpoint'),
  },
  'exchange-order-credentials': {
    zh: '再是凭证：40013、40125、40243',
    en: 'then the credentials: 40013, 40125, 40243',
    source: jscode,
    rules: ['api-appid-known', 'secret-right', 'secret-not-frozen'],
    test: exchangeOrder,
  },
  'exchange-order-code-last': {
    zh: '最后才看 code',
    en: 'the code comes last',
    source: jscode,
    test: exchangeOrder,
  },
  'exchange-secret-reset': {
    zh: '重置后的旧密钥为 40125',
    en: 'a secret that was reset is 40125',
    source: ofErrcode(40_125),
    test: testsOf('platform/account-states')(
      'a reset secret: the old one is 40125, the new one serves, and a stable token of the old one is not handed out again',
    ),
  },
  'exchange-failure-keeps-code': {
    zh: '失败的换取不消耗 code',
    en: 'a failed exchange does not burn the code',
    source: assumed('no report says that a wrong secret burns a code'),
    test: unburned,
  },
})

const refresh = section('B.2', {
  'refresh-without-secret': {
    zh: '刷新只需 appid 与 refresh_token，不需密钥',
    en: 'a refresh takes appid and refresh_token, and no secret',
    source: endpoints.refreshToken.source,
    paths: [endpoints.refreshToken.path],
    test: refreshed,
  },
  'refresh-five-fields': {
    zh: '返回五个字段，没有 unionid',
    en: 'it yields the five fields, without a unionid',
    source: endpoints.refreshToken.source,
    test: refreshed,
  },
  'refresh-new-access-token': switched('refresh-new-access-token'),
  'refresh-after-expiry': {
    zh: 'access_token 过期后刷新得到新的',
    en: 'after the access token’s end a refresh yields a new one',
    source: official(
      'developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.md',
    ),
    test: tokens('an access token ends after 7200 seconds; a refreshed one goes on'),
  },
  'refresh-keeps-refresh-token': {
    zh: '刷新不改变 refresh_token',
    en: 'a refresh leaves the refresh token as it is',
    source: community('developers.weixin.qq.com/community 000e20dcd9cf986c…; others contradict'),
    test: refreshed,
  },
  'refresh-token-tiers': switched('refresh-token-tiers'),
  'refresh-lifetime-mobile': {
    zh: '移动应用的 refresh_token 有效 180 天',
    en: 'the refresh token of a mobile app lives 180 days',
    source: lifetimeSources['observedRefreshDays.mobile'] ?? assumed(''),
    test: testsOf('platform/mobile')(
      'the refresh token of a mobile app lives 180 days, that of a website app 30, and no refresh makes either live longer',
    ),
  },
  'refresh-lifetime-absolute': {
    zh: 'refresh_token 的有效期从授权起算，刷新不延长；到期 42002',
    en: 'a refresh token’s life counts from the authorization and no refresh extends it; then 42002',
    source: official(
      'developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.md',
      '且无法续期',
    ),
    rules: ['refresh-token-fresh'],
    test: tokens('a refresh token lives as long as the tier of its app; then the user has to authorize again'),
  },
  'refresh-another-per-exchange': {
    zh: '每次换取得到另一个 refresh_token，旧的继续有效',
    en: 'every exchange yields another refresh token, and the earlier one stays good',
    source: assumed('whether a later authorization ends the earlier is not established'),
    test: tokens('a second login yields other tokens, and those of the first go on working'),
  },
  'refresh-killed-by-base-login': {
    zh: '之后的 snsapi_base 登录会使 snsapi_userinfo 的 refresh_token 失效',
    en: 'a later login of snsapi_base ends the refresh token of snsapi_userinfo',
    source: community('csdn 92266927, one blog'),
    simplified: { zh: '未经证实：继续有效', en: 'not confirmed: it goes on working' },
    test: tokens('a second login yields other tokens, and those of the first go on working'),
  },
  'refresh-errors': {
    zh: '坏的 refresh_token 为 40030，缺少为 41003，grant_type 错为 40002',
    en: 'a wrong refresh token is 40030, a missing one 41003, a wrong grant_type 40002',
    source: ofErrcode(40_030),
    rules: ['refresh-token-known', 'api-refresh-token-present', 'grant-type-refresh-token'],
    test: everyRule,
  },
  'refresh-error-as-printed': {
    zh: '文档示例里刷新失败打印的是 40029',
    en: 'the pages print 40029 as the error of a refresh',
    source: seed('{"errcode":40029,"errmsg":"invalid code"}'),
    simplified: {
      zh: '示例与错误码表矛盾：照表返回 40030',
      en: 'the sample contradicts the list of errcodes, which is followed: 40030',
    },
    test: everyRule,
  },
  'client-one-refresh': {
    zh: '客户端提前刷新，同一用户同时只刷新一次',
    en: 'the client refreshes ahead of the end, and once for all who ask at the same time',
    source: assumed('what follows for a business site'),
    test: testsOf('client/tokens')(
      'whatever happens in whichever order, all who ask at once get the same living token by at most one refresh at a time',
    ),
  },
})

/** Sections B.1 and B.2: the exchange and the refresh. */
export const tokenRows: readonly LedgerRow[] = [...exchange, ...refresh]
