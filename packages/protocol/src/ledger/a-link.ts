import { endpoints, extras } from '../endpoints.ts'
import type { LedgerRow } from './row.ts'
import { section, switched, testsOf } from './row.ts'
import { assumed, code, community, copied, official, seed } from '../source.ts'

const link = testsOf('protocol/link')
const rules = testsOf('protocol/authorize-rules')
const everyRule = rules('Every rule of the link is shown broken and kept')
const sdkOrders = link(
  'Every client is served or refused as each profile says, and only a link without its end is advised about it',
)

const parameters = section('A.1', {
  'link-appid': {
    zh: 'appid 必填，为 wx 加 16 位小写十六进制',
    en: 'appid is required: wx and 16 lower-case hex digits',
    source: copied('网页授权, table 参数说明'),
    rules: ['appid-present', 'appid-known'],
    paths: [endpoints.authorize.path],
    test: everyRule,
  },
  'link-appid-of-account': {
    zh: '网站应用、移动应用、第三方平台的 appid 不能用于网页授权（10016）',
    en: 'the appid of a website app, mobile app or third-party platform is refused (10016)',
    source: copied('网页授权, table 授权错误返回码说明', '不支持微信开放平台的Appid，请使用公众号Appid'),
    rules: ['appid-kind'],
    test: testsOf('protocol/component')('The appid of a platform is no account’s: it belongs into component_appid'),
  },
  'link-parameter-case': {
    zh: '参数名区分大小写：appId 不算 appid，微信显示空白页',
    en: 'names are case-sensitive: appId is not appid, and WeChat shows a blank page',
    source: community('haomeiwen dqethttx: appId with snsapi_userinfo gives a blank page'),
    rules: ['parameter-case'],
    simplified: { zh: '显示带原因的错误页，而不是空白页', en: 'an error page with the reason instead of a blank one' },
    test: everyRule,
  },
  'link-parameter-once': {
    zh: '同一参数出现两次的链接不予受理',
    en: 'a link in which a parameter stands twice is refused',
    source: assumed('which of two values counts differs between parsers, so neither is taken'),
    rules: ['parameter-once'],
    test: rules('A known parameter that comes twice is refused whichever it is, whatever its values'),
  },
  'link-redirect-uri': {
    zh: 'redirect_uri 必填，是含 http(s):// 的完整地址，编码一次',
    en: 'redirect_uri is required: a full URL with http(s)://, percent-encoded once',
    source: community('developers.weixin.qq.com/community 00024c783e0658beb7c2046056b000', 'redirect_uri 参数错误'),
    rules: ['redirect-uri-present', 'redirect-uri-absolute'],
    test: rules('Two hints know the usual reason: a scope of the QR login, a redirect_uri encoded twice'),
  },
  'link-redirect-uri-https': {
    zh: 'redirect_uri 应当用 https，但 http 也可以',
    en: 'redirect_uri should be https, but http is served',
    source: seed('跳转回调redirect_uri,应当使用https链接来确保授权code的安全性'),
    rules: ['redirect-uri-https'],
    test: rules('Warnings never stop a link'),
  },
  'link-response-type': {
    zh: 'response_type 只能是 code',
    en: 'response_type is always `code`',
    source: seed('response_type 是 返回类型,请填写code'),
    rules: ['response-type'],
    test: everyRule,
  },
  'link-scope': {
    zh: 'scope 为 snsapi_base 或 snsapi_userinfo 之一；snsapi_login 属于 qrconnect',
    en: 'scope is one of snsapi_base and snsapi_userinfo; snsapi_login belongs to qrconnect',
    source: official(
      'developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html',
      'Scope 参数错误或没有 Scope 权限',
    ),
    rules: ['scope-present', 'scope-known'],
    test: rules('Two hints know the usual reason: a scope of the QR login, a redirect_uri encoded twice'),
  },
  'link-state-optional': {
    zh: 'state 可选，原样带回',
    en: 'state is optional and comes back unchanged',
    source: seed('重定向后会带上state参数'),
    test: testsOf('protocol/redirect')(
      'A link without a state comes back without one, a link with an empty one with an empty one',
    ),
  },
  'state-alphabet': switched('state-alphabet', { rules: ['state-alphabet'] }),
  'link-component-appid': {
    zh: '第三方平台代公众号授权时带 component_appid',
    en: 'component_appid names the third-party platform that acts for the account',
    source: extras.component_appid.source,
    test: testsOf('protocol/component')(
      'component_appid stands behind the state; before it, only today’s WeChat takes it',
    ),
  },
  'link-appended-parameters': {
    zh: '微信客户端第二次访问时自行附加 uin、key、pass_ticket 等参数，服务端忽略',
    en: 'uin, key, pass_ticket and others that the WeChat client appends on its second visit are accepted and ignored',
    source: extras.uin.source,
    test: sdkOrders,
  },
  'link-wechat-redirect': {
    zh: '链接须以 #wechat_redirect 结尾：客户端据此决定是否附带用户身份',
    en: 'the link must end in #wechat_redirect: by it the client decides whether to attach the identity',
    source: official('developer.work.weixin.qq.com/document/path/91120; copies of 网页授权'),
    rules: ['wechat-redirect'],
    simplified: {
      zh: '服务器看不到 fragment：同意页用脚本提醒，诊断给出建议，都不阻止',
      en: 'no server sees a fragment: the consent page and the doctor warn, and nothing is stopped',
    },
    test: testsOf('platform/pages-browser')('the consent page warns of a missing #wechat_redirect, and only then'),
  },
})

const order = section('A.2', {
  'parameter-order': switched('parameter-order', { rules: ['parameter-order'] }),
  'link-orders-of-sdks': {
    zh: '各 SDK 实际拼接的次序，按档案受理或拒绝',
    en: 'the orders in which SDKs really write the link are served or refused as each profile says',
    source: code(
      'Keycloak plugin, aspnet-contrib, chanxuehong/wechat, Auth.js, WxJava, EasyWeChat, Senparc, silenceper',
    ),
    test: sdkOrders,
  },
  'link-canonical-order': {
    zh: '客户端总是按文档次序生成链接',
    en: 'the client always writes the documented order',
    source: seed('尤其注意:由于授权操作安全等级较高,所以在发起授权请求时,微信会对授权链接做正则强匹配校验'),
    test: link('A link is built in the documented order, encoded once, and ends in #wechat_redirect'),
  },
  'wrong-order-explained': {
    zh: '次序不对时诊断说明：文档称会打不开，如今的微信通常放过',
    en: 'of a wrong order the doctor says that the document calls it fatal and today’s WeChat mostly lets it pass',
    source: assumed('what follows from the document and from the orders that SDKs ship'),
    test: testsOf('protocol/doctor-corpus')(
      'the corpus has every rule of the link and every advice at least three times, once alone',
    ),
  },
  'link-parameter-behind-fragment': {
    zh: '#wechat_redirect 之后的参数不起作用，登录照常',
    en: 'a parameter behind #wechat_redirect has no effect, and the login works',
    source: community('developers.weixin.qq.com/community oCJUsw6lUZ1S…'),
    test: rules('wechat-redirect: it is missed where the end of the link can be seen, and only there'),
  },
})

const callbacks = testsOf('platform/callbacks')

const twice = section('A.3', {
  'connect-redirect': {
    zh: 'connect_redirect=1 可放在 state 之后，受理并忽略',
    en: 'connect_redirect=1 may stand behind the state; it is accepted and ignored',
    source: extras.connect_redirect.source,
    test: sdkOrders,
  },
  'client-second-visit': {
    zh: '微信客户端带 connect_redirect=1&uin=… 再次访问自己的地址',
    en: 'the WeChat client visits its own URL a second time, with connect_redirect=1&uin=…',
    source: community('csdn 126417254; cnblogs xuqp/9713171; developers.weixin.qq.com/community oCJUsw23TXK2…'),
    simplified: {
      zh: '受理这样的地址，但浏览器不会自己再次访问',
      en: 'such a URL is served, but no browser here visits it by itself',
    },
    test: sdkOrders,
  },
  'duplicate-callback': {
    zh: '回调以相同的 code 与 state 到达两次，第二次换取得 40163 或 40029',
    en: 'the callback arrives twice with the same code and state; the second exchange gets 40163 or 40029',
    source: community('csdn 126417254; cnblogs xuqp/9713171; juejin 6953880265173237790'),
    test: callbacks('the same code twice: the first to be exchanged is taken, the second is told that it was'),
  },
  'callback-second-code': {
    zh: '重复的回调也可能带另一个 code、相同的 state',
    en: 'a second callback may carry another code with the same state',
    source: community('csdn 82652158: the client tries again after some three seconds'),
    test: callbacks('another code with the same state: both are good'),
  },
  'callback-prefetched': {
    zh: '回调先被来自其他地址的程序访问一次',
    en: 'a program at another address fetches the callback, too',
    source: community('cnodejs.org 59c919ab…: two callbacks, two addresses of Tencent'),
    test: callbacks(
      'a crawler opens the callback from elsewhere, with the code and without a cookie, and nobody waits for it',
    ),
  },
  'quick-authorizations-one-code': {
    zh: 'PC 微信上一秒内的几次授权得到同一个 code',
    en: 'on PC WeChat several authorizations within a second yielded one code',
    source: community('developers.weixin.qq.com/community oCJUswxerwYo…, one report'),
    notDone: {
      zh: '文档说每次授权的 code 不同；只有一份报告',
      en: 'the document says that every authorization has its own code; there is one report',
    },
  },
  'code-delivered-to-another-user': {
    zh: '数小时后另一用户收到同一个 code 值',
    en: 'hours later the value of a code was delivered to another user',
    source: community('developers.weixin.qq.com/community oCJUsw0YtVj_…, one report'),
    notDone: {
      zh: '只有一份报告；这里 code 值绝不重复',
      en: 'there is one report; here no value of a code comes twice',
    },
  },
  'pc-connect-redirect-fails': {
    zh: 'PC 微信上带 connect_redirect=1 会授权失败',
    en: 'on PC WeChat a link with connect_redirect=1 fails',
    source: code('github.com/binarywang/WxJava/issues/2376, of 2021'),
    simplified: { zh: '与其他说法矛盾，总是受理', en: 'it contradicts the others, so the link is always served' },
    test: sdkOrders,
  },
  'shared-callback-url': {
    zh: '用户把仍带 code 的地址分享出去，别人打开时不会登录成他',
    en: 'a callback URL that a user shares logs nobody else in',
    source: community('developers.weixin.qq.com/community oCJUswxerwYo…'),
    test: testsOf('client/login')(
      'a shared link of a finished login shows a stranger a neutral page with a button, and logs nobody in',
    ),
  },
  'exchange-single-flight': {
    zh: '客户端对一个 code 只换一次，重复的回调得到第一次的结果',
    en: 'the client exchanges a code once, and a duplicate callback gets the first result',
    source: assumed('what follows from duplicate callbacks for a business site'),
    test: testsOf('client/login')(
      'the same callback twice, fifty at once, and another code with the same state all see the first outcome of one exchange',
    ),
  },
})

/** Sections A.1 to A.3: the link, the order of its parameters, and why callbacks come twice. */
export const linkRows: readonly LedgerRow[] = [...parameters, ...order, ...twice]
