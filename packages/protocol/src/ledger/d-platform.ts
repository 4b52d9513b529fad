import { endpoints, extras } from '../endpoints.ts'
import { errcode } from '../errors/errcodes.ts'
import { lifetimeSources } from '../lifetimes.ts'
import { pageErrors } from '../errors/page-errors.ts'
import type { LedgerRow } from './row.ts'
import { section, testsOf } from './row.ts'
import type { Source } from '../source.ts'
import { assumed, community, official } from '../source.ts'

const component = testsOf('platform/component')
const protocol = testsOf('protocol/component')
const tokens = testsOf('platform/web-tokens')
const unionids = testsOf('platform/unionid')
const everyRule = testsOf('platform/provoked')('every error rule is provoked above, at every endpoint that has it')
const unionidPage = official('developers.weixin.qq.com/miniprogram/dev/framework/open-ability/union-id.html')
const ofErrcode = (each: number): Source => errcode(each)?.source ?? assumed('')
const oneUser = tokens(
  'an openid is the user’s own for each app; the unionid is one for the apps of an open-platform account and differs from the openid',
)

const unionid = section('D.3', {
  'unionid-per-open-platform': {
    zh: '用户 + 开放平台账号 = unionid',
    en: 'a user has one unionid for an open-platform account',
    source: unionidPage,
    test: oneUser,
  },
  'unionid-across-kinds': {
    zh: '公众号、网站应用、移动应用在同一开放平台账号下 unionid 相同',
    en: 'it is the same in accounts, website apps and mobile apps of that open-platform account',
    source: unionidPage,
    test: unionids(
      'one user has another openid in an account, a website app and a mobile app of one company, and the same unionid',
    ),
  },
  'unionid-mini-programs': {
    zh: '小程序、小店也在其中',
    en: 'and in mini programs and shops',
    source: unionidPage,
    notDone: { zh: '不提供小程序与小店的登录', en: 'the logins of mini programs and shops are not part of weauth' },
  },
  'unionid-one-binding': {
    zh: '一个公众号只能绑定一个开放平台账号',
    en: 'an account is bound to one open-platform account at most',
    source: unionidPage,
    test: testsOf('platform/seed')('takes the documented example to the letter'),
  },
  'unionid-of-website-and-mobile-apps': {
    zh: '网站应用与移动应用属于开放平台账号，总有 unionid',
    en: 'a website or mobile app is an open-platform account’s, so it always has a unionid',
    source: unionidPage,
    test: unionids(
      'an account bound to no open-platform account has no unionid; a website or mobile app always has one',
    ),
  },
  'unionid-changes-with-binding': {
    zh: '更换绑定后 unionid 改变',
    en: 'another binding changes the unionid',
    source: unionidPage,
    test: unionids(
      'an app bound to another open-platform account has another unionid for the same user, at once and with a token of before',
    ),
  },
})

const acting = section('D.4', {
  'component-link': {
    zh: '链接带 component_appid，通常在 state 之后',
    en: 'the link carries component_appid, as a rule behind the state',
    source: extras.component_appid.source,
    rules: ['component-known'],
    test: protocol('component_appid stands behind the state; before it, only today’s WeChat takes it'),
  },
  'component-callback-domain': {
    zh: '回调域名用平台的网页开发域名：纯主机名，无端口',
    en: 'the platform’s own development domain counts: a pure host without a port',
    source: community('developers.weixin.qq.com/community 0000c6e4f4434832…, answer by staff'),
    test: protocol('The domain of a platform is a pure host: no port, no path, no address'),
  },
  'component-not-authorized': {
    zh: '公众号没有授权给平台：授权页 10015，接口 61003',
    en: 'an account that has not authorized the platform: 10015 on the page, 61003 in calls',
    source: pageErrors['component-unauthorized'].source,
    rules: ['component-authorized', 'account-authorized-component'],
    test: component(
      'an account that takes its authorization back is refused at the link and at the exchange of a code already out',
    ),
  },
  'component-permission-set': {
    zh: '没有授权网页授权权限集：「Scope 参数错误…」，接口 61007',
    en: 'without the permission set of web authorization: Scope 参数错误… on the page, 61007 in calls',
    source: ofErrcode(61_007),
    rules: ['component-permission', 'component-permission-granted'],
    test: protocol('Every rule about third-party platforms is shown broken, and silent in a link without one'),
  },
  'component-authorization-page': {
    zh: '公众号管理员授权给平台的页面',
    en: 'the page on which an administrator authorizes a platform',
    source: community('cnblogs semanteme/6443830: 请确认授权入口页所在域名 belongs to that page'),
    simplified: {
      zh: '种子文件的 authorizedBy、withheldBy 与 saveApp 代替它',
      en: '`authorizedBy` and `withheldBy` of the seed, and saveApp, stand for it',
    },
    test: component(
      'an account that takes its authorization back is refused at the link and at the exchange of a code already out',
    ),
  },
  'component-callback-appid': {
    zh: '回调带公众号的 appid',
    en: 'the callback carries the account’s appid',
    source: community('developers.weixin.qq.com/community oCJUswxx6oby…'),
    test: component(
      'one platform acts for two accounts: each code comes back with its account’s appid and yields its account’s openid',
    ),
  },
  'component-token': {
    zh: 'api_component_token 以密钥与 ticket 换取 component_access_token，7200 秒',
    en: 'api_component_token gives a component_access_token for secret and ticket, good for 7200 seconds',
    source: endpoints.componentToken.source,
    rules: [
      'api-component-appid-present',
      'api-component-appsecret-present',
      'api-component-known',
      'api-component-kind',
    ],
    paths: [endpoints.componentToken.path],
    test: everyRule,
  },
  'component-token-overlap': {
    zh: '新的 component_access_token 取得后旧的再用五分钟',
    en: 'when there is a newer component_access_token, the one before works five minutes more',
    source: assumed('as an ordinary token does; not established for this one'),
    test: component('a new component_access_token leaves the one before five minutes'),
  },
  'component-verify-ticket': {
    zh: 'component_verify_ticket 每十分钟推送，十二小时内有效；过期 61005，错误 61006',
    en: 'a component_verify_ticket is pushed every ten minutes and good for twelve hours; expired 61005, wrong 61006',
    source: lifetimeSources['verifyTicketLifetimeSeconds'] ?? assumed(''),
    rules: ['verify-ticket-known', 'verify-ticket-fresh'],
    test: component('a ticket is the same for ten minutes, then another, and each is good for twelve hours'),
  },
  'component-verify-ticket-push': {
    zh: 'ticket 加密后推送到平台的接收地址',
    en: 'tickets are pushed, encrypted, to an address of the platform',
    source: lifetimeSources['verifyTicketEverySeconds'] ?? assumed(''),
    simplified: {
      zh: '不推送：开发者从 /_weauth/component-ticket 取',
      en: 'not pushed: a developer fetches it from /_weauth/component-ticket',
    },
    test: component(
      'a developer gets the ticket from /_weauth/component-ticket, and is told which platforms there are',
    ),
  },
  'component-exchange': {
    zh: '平台以 component_access_token 换取，不用公众号的密钥',
    en: 'the platform trades the code with its component_access_token, without the account’s secret',
    source: endpoints.componentAccessToken.source,
    rules: ['api-component-access-token-present'],
    paths: [endpoints.componentAccessToken.path],
    test: component(
      'one platform acts for two accounts: each code comes back with its account’s appid and yields its account’s openid',
    ),
  },
  'component-exchange-as-sdks': {
    zh: '各 SDK 的换取请求都受理',
    en: 'the exchange is served as each SDK sends it',
    source: endpoints.componentAccessToken.source,
    test: component('the exchange as silenceper/wechat send it is served'),
  },
  'component-token-mismatches': {
    zh: '坏的 token 为 40001、公众号的为 48001、别的平台的为 40094、过期为 42006',
    en: 'a broken token is 40001, an account’s 48001, another platform’s 40094, an expired one 42006',
    source: ofErrcode(40_094),
    rules: ['component-token-known', 'component-token-kind', 'component-token-belongs', 'component-token-fresh'],
    test: component(
      'a component_access_token and the token of an account are two things: neither stands for the other',
    ),
  },
  'component-ip-whitelist': {
    zh: '调用方 IP 不在平台的白名单为 61004',
    en: 'a caller outside the platform’s whitelist gets 61004',
    source: ofErrcode(61_004),
    rules: ['component-ip-registered'],
    test: everyRule,
  },
  'component-refresh': {
    zh: '平台刷新它得到的 refresh_token，30 天',
    en: 'the platform refreshes what it was granted, for thirty days',
    source: endpoints.componentRefreshToken.source,
    paths: [endpoints.componentRefreshToken.path],
    test: component('a platform refreshes what it was granted, as often as it likes'),
  },
  'component-userinfo': {
    zh: '用户信息走普通的 /sns/userinfo',
    en: 'user info is the ordinary /sns/userinfo',
    source: endpoints.componentAccessToken.source,
    test: testsOf('platform/component-browser')(
      'acts for two accounts: one user picks, consents and is known to each account by another openid and one unionid',
    ),
  },
})

/** Sections D.3 and D.4: unionid, and third-party platforms acting for accounts. */
export const platformRows: readonly LedgerRow[] = [...unionid, ...acting]
