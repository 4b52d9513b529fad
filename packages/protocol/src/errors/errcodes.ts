import type { Errcode, ErrcodeClass } from './errcode-row.ts'
import { gateway, globalList, row, wxJava } from './errcode-row.ts'
import { componentErrcodes } from './errcodes-component.ts'
import { community, copied, official, seed } from '../source.ts'

export type { Errcode, ErrcodeClass, ErrcodeLiteral } from './errcode-row.ts'

const tokenPage = official('developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken')
const openList = copied('开放平台返回码, e.g. cnblogs.com/maomaochongchong/p/10147491')

/** Every errcode this project knows, those of third-party platforms last. */
export const errcodes: readonly Errcode[] = [
  row(
    { code: -1, errmsg: 'system error', literal: 'logged', class: 'transient', source: gateway },
    { zh: '系统繁忙，此时请开发者稍候再试', en: 'system busy, try again later' },
    { zh: '微信一侧的暂时故障', en: 'a passing fault on the side of WeChat' },
    { zh: '逐次延长间隔，重试几次', en: 'retry a few times with back-off' },
  ),
  row(
    { code: 0, errmsg: 'ok', literal: 'logged', class: 'ok', source: gateway },
    { zh: '请求成功', en: 'success' },
    { zh: '调用成功', en: 'the call succeeded' },
    { zh: '无需处理', en: 'nothing to do' },
  ),
  row(
    {
      code: 40001,
      errmsg: 'invalid credential, access_token is invalid or not latest',
      literal: 'logged',
      class: 'refresh',
      source: gateway,
    },
    {
      zh: '获取 access_token 时 AppSecret 错误，或者 access_token 无效',
      en: 'wrong AppSecret when getting an access_token, or an invalid access_token',
    },
    {
      zh: '普通 access_token 与网页授权 access_token 混用，或已被新的取代',
      en: 'an ordinary token on /sns, a web token on /cgi-bin, or a superseded one',
    },
    { zh: '先确认用对了哪一种 token，再刷新', en: 'make sure it is the right kind of token, then refresh it' },
  ),
  row(
    { code: 40002, errmsg: 'invalid grant_type', literal: 'logged', class: 'config', source: tokenPage },
    { zh: '不合法的凭证类型', en: 'invalid grant type' },
    { zh: 'grant_type 缺失或拼错', en: 'grant_type is missing or misspelt' },
    { zh: '照接口填写固定值，如 authorization_code', en: 'send the fixed value, such as authorization_code' },
  ),
  row(
    {
      code: 40003,
      errmsg: 'invalid openid',
      literal: 'logged',
      class: 'config',
      source: seed('{ "errcode":40003,"errmsg":"invalid openid"}'),
    },
    { zh: '不合法的 OpenID', en: 'invalid openid' },
    { zh: 'openid 属于另一用户或另一公众号', en: 'the openid belongs to another user or account' },
    { zh: '使用与 access_token 一同返回的 openid', en: 'use the openid that came with the access_token' },
  ),
  row(
    { code: 40013, errmsg: 'invalid appid', literal: 'logged', class: 'config', source: gateway },
    { zh: '不合法的 AppID，注意大小写，避免异常字符', en: 'invalid appid; mind the case and stray characters' },
    { zh: 'appid 写错，或混入了不可见字符', en: 'a typing error or an invisible character' },
    { zh: '从后台重新复制 appid', en: 'copy the appid again from the console' },
  ),
  row(
    { code: 40014, errmsg: 'invalid access_token', literal: 'logged', class: 'refresh', source: globalList },
    { zh: '不合法的 access_token', en: 'invalid access_token' },
    { zh: 'token 保存时被截断，或已失效', en: 'the token was cut when stored, or is dead' },
    { zh: '给 token 留足 512 字符，再刷新', en: 'leave room for 512 characters, then refresh' },
  ),
  row(
    {
      code: 40029,
      errmsg: 'invalid code',
      literal: 'logged',
      class: 'restart',
      source: seed('{"errcode":40029,"errmsg":"invalid code"}'),
    },
    { zh: '不合法（或已过期）的 oauth_code', en: 'invalid (or expired) oauth_code' },
    {
      zh: 'code 已过期、早已用过、属于另一 appid，或被截断',
      en: 'expired, used long ago, issued to another appid, or cut short',
    },
    { zh: '重新发起一次授权，不要重试同一个 code', en: 'begin the authorization again; never retry the same code' },
  ),
  row(
    { code: 40030, errmsg: 'invalid refresh_token', literal: 'logged', class: 'reauthorize', source: openList },
    { zh: '不合法的 refresh_token', en: 'invalid refresh_token' },
    { zh: 'refresh_token 写错，或属于另一 appid', en: 'a wrong refresh_token, or one of another appid' },
    { zh: '让用户重新授权', en: 'let the user authorize again' },
  ),
  row(
    { code: 40048, errmsg: 'invalid url domain', literal: 'listed', class: 'config', source: openList },
    { zh: '不合法的 url 域名', en: 'invalid url domain' },
    { zh: '接口地址的域名写错', en: 'the domain of the request is mistyped' },
    { zh: '对照文档核对接口地址', en: 'compare the address with the document' },
  ),
  row(
    { code: 40066, errmsg: 'invalid url', literal: 'logged', class: 'config', source: gateway },
    { zh: '不合法的 url', en: 'invalid url' },
    { zh: '接口路径写错，或多了空格、换行', en: 'a mistyped path, a stray blank or line break' },
    { zh: '对照文档核对接口地址', en: 'compare the address with the document' },
  ),
  row(
    { code: 40097, errmsg: 'invalid args', literal: 'assumed', class: 'config', source: globalList },
    { zh: '参数错误', en: 'invalid arguments' },
    { zh: 'getticket 缺少 type，或不是 jsapi', en: 'getticket was sent no type, or another one than jsapi' },
    { zh: '对照文档填写参数', en: 'send what the document says' },
  ),
  row(
    { code: 40125, errmsg: 'invalid appsecret', literal: 'logged', class: 'config', source: tokenPage },
    { zh: '无效的 appsecret', en: 'invalid appsecret' },
    { zh: '密钥写错、已被重置，或属于另一应用', en: 'a wrong or reset secret, or that of another app' },
    { zh: '在后台重新获取 AppSecret 并更新配置', en: 'get the AppSecret again and update the configuration' },
  ),
  row(
    { code: 40163, errmsg: 'code been used', literal: 'logged', class: 'restart', source: wxJava },
    { zh: 'oauth_code已使用', en: 'the oauth_code has been used' },
    { zh: '回调被访问了两次，或用户刷新了回调页', en: 'the callback was opened twice or reloaded' },
    {
      zh: '一个 code 只换一次并复用其结果，否则重新授权',
      en: 'exchange a code once and share the result, else begin again',
    },
  ),
  row(
    {
      code: 40164,
      errmsg: 'invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist',
      literal: 'logged',
      class: 'config',
      source: official('developers.weixin.qq.com/doc/oplatform/developers/basic_func/ip_whitelist'),
    },
    { zh: '调用接口的 IP 地址不在白名单中', en: 'the calling IP address is not in the whitelist' },
    { zh: '服务器的出口 IP 没有登记', en: 'the egress address of the server is not registered' },
    { zh: '把 errmsg 中的 IP 加入后台的 IP 白名单', en: 'add the IP of the errmsg to the whitelist' },
  ),
  row(
    { code: 40188, errmsg: 'invalid scope', literal: 'listed', class: 'config', source: wxJava },
    { zh: '不合法的 scope', en: 'invalid scope' },
    { zh: 'scope 不被支持；网页授权中少见', en: 'an unsupported scope; rare in web authorization' },
    { zh: '检查授权链接中的 scope', en: 'check the scope of the authorize link' },
  ),
  row(
    {
      code: 40226,
      errmsg: 'code blocked',
      literal: 'logged',
      class: 'permission',
      source: official('mp.weixin.qq.com/debug/wxadoc/dev/OpenApiDoc/user-login/code2Session.html'),
    },
    { zh: '高风险等级用户，小程序登录拦截', en: 'a high-risk user; mini-program login is blocked' },
    { zh: '小程序登录的错误，网页授权中不应出现', en: 'an error of mini-program login, not expected here' },
    { zh: '拒绝这次登录，不要重试', en: 'refuse this login and do not retry' },
  ),
  row(
    {
      code: 40243,
      errmsg: 'appsecret is frozen',
      literal: 'assumed',
      class: 'config',
      source: official('developers.weixin.qq.com/doc/service/guide/dev/api'),
    },
    { zh: 'AppSecret已被冻结，请解冻后再次调用', en: 'the AppSecret is frozen' },
    { zh: '有人在后台冻结了 AppSecret', en: 'someone froze the AppSecret in the console' },
    { zh: '在后台解冻，约 10 分钟后生效', en: 'unfreeze it in the console; it takes about ten minutes' },
  ),
  row(
    { code: 41001, errmsg: 'access_token missing', literal: 'logged', class: 'config', source: gateway },
    { zh: '缺少 access_token 参数', en: 'access_token is missing' },
    { zh: '参数没有传，或值为空', en: 'the parameter was not sent, or is empty' },
    { zh: '带上换取到的网页授权 access_token', en: 'send the web access_token of the exchange' },
  ),
  row(
    { code: 41002, errmsg: 'appid missing', literal: 'logged', class: 'config', source: gateway },
    { zh: '缺少 appid 参数', en: 'appid is missing' },
    { zh: '参数没有传、值为空，或写成了 appId', en: 'not sent, empty, or spelt appId' },
    { zh: '以 appid 为名带上 AppID', en: 'send the AppID under the name appid' },
  ),
  row(
    { code: 41003, errmsg: 'refresh_token missing', literal: 'listed', class: 'config', source: openList },
    { zh: '缺少 refresh_token 参数', en: 'refresh_token is missing' },
    { zh: '参数没有传，或没有保存下来', en: 'not sent, or never stored' },
    { zh: '换取 token 时把 refresh_token 一并保存', en: 'store the refresh_token at the exchange' },
  ),
  row(
    { code: 41004, errmsg: 'appsecret missing', literal: 'logged', class: 'config', source: tokenPage },
    { zh: '缺少 secret 参数', en: 'secret is missing' },
    { zh: '参数没有传、值为空，或写成了 appsecret', en: 'not sent, empty, or spelt appsecret' },
    { zh: '以 secret 为名带上 AppSecret', en: 'send the AppSecret under the name secret' },
  ),
  row(
    { code: 41008, errmsg: 'missing code', literal: 'logged', class: 'restart', source: openList },
    { zh: '缺少 oauth code', en: 'the oauth code is missing' },
    { zh: '用户拒绝了授权，或回调页被直接打开', en: 'the user refused, or the callback was opened by hand' },
    { zh: '回调没有 code 时不要换 token，重新发起授权', en: 'without a code do not exchange; begin again' },
  ),
  row(
    { code: 41009, errmsg: 'missing openid', literal: 'listed', class: 'config', source: openList },
    { zh: '缺少 openid', en: 'openid is missing' },
    { zh: '参数没有传，或值为空', en: 'the parameter was not sent, or is empty' },
    { zh: '带上与 access_token 一同返回的 openid', en: 'send the openid that came with the access_token' },
  ),
  row(
    { code: 42001, errmsg: 'access_token expired', literal: 'logged', class: 'refresh', source: gateway },
    { zh: 'access_token 超时', en: 'the access_token has expired' },
    { zh: '签发后已过有效期', en: 'it was issued too long ago' },
    { zh: '用 refresh_token 刷新', en: 'refresh it with the refresh_token' },
  ),
  row(
    { code: 42002, errmsg: 'refresh_token expired', literal: 'listed', class: 'reauthorize', source: openList },
    { zh: 'refresh_token 超时', en: 'the refresh_token has expired' },
    { zh: '距用户授权已超过 refresh_token 的有效期', en: 'the user authorized too long ago' },
    { zh: '让用户重新授权', en: 'let the user authorize again' },
  ),
  row(
    { code: 42003, errmsg: 'code expired', literal: 'listed', class: 'restart', source: openList },
    { zh: 'oauth_code 超时', en: 'the oauth_code has expired' },
    { zh: 'code 过了有效期才来换取', en: 'the code was exchanged too late' },
    { zh: '重新发起一次授权，收到 code 立即换取', en: 'begin again, and exchange the code at once' },
  ),
  row(
    {
      code: 42007,
      errmsg: 'access_token and refresh_token exception',
      literal: 'listed',
      class: 'reauthorize',
      source: wxJava,
    },
    {
      zh: '用户修改微信密码，accesstoken 和 refreshtoken 失效，需要重新授权',
      en: 'the user changed the WeChat password; both tokens are dead',
    },
    { zh: '用户改了微信密码', en: 'the user changed the WeChat password' },
    { zh: '丢弃两个 token，让用户重新授权', en: 'drop both tokens and let the user authorize again' },
  ),
  row(
    { code: 43001, errmsg: 'require GET method', literal: 'logged', class: 'config', source: globalList },
    { zh: '需要 GET 请求', en: 'GET is required' },
    { zh: '用了别的请求方法', en: 'another method was used' },
    { zh: '改用 GET，参数放在查询串', en: 'use GET, with the parameters in the query' },
  ),
  row(
    { code: 43002, errmsg: 'require POST method', literal: 'logged', class: 'config', source: gateway },
    { zh: '需要 POST 请求', en: 'POST is required' },
    { zh: '用了别的请求方法', en: 'another method was used' },
    { zh: '改用 POST', en: 'use POST' },
  ),
  row(
    { code: 43003, errmsg: 'require https', literal: 'logged', class: 'config', source: gateway },
    { zh: '需要 HTTPS 请求', en: 'https is required' },
    { zh: '接口地址写成了 http://', en: 'the address begins with http://' },
    { zh: '改用 https://', en: 'use https://' },
  ),
  row(
    { code: 45009, errmsg: 'reach max api daily quota limit', literal: 'logged', class: 'rate', source: gateway },
    { zh: '接口调用超过限制', en: 'the daily limit of the interface is reached' },
    { zh: '当天的额度已用完', en: 'the quota of the day is used up' },
    { zh: '等到次日，或用 clear_quota 清零', en: 'wait for the next day, or call clear_quota' },
  ),
  row(
    {
      code: 45011,
      errmsg: 'api minute-quota reach limit, must slower, retry next minute',
      literal: 'logged',
      class: 'rate',
      source: gateway,
    },
    { zh: 'API 调用太频繁，请稍候再试', en: 'called too often, try again later' },
    { zh: '超过每分钟的频率限制', en: 'the limit per minute is exceeded' },
    { zh: '下一分钟再试，并缓存结果', en: 'retry in the next minute, and cache results' },
  ),
  row(
    { code: 46004, errmsg: 'user no exist', literal: 'listed', class: 'unknown', source: wxJava },
    { zh: '不存在的用户', en: 'no such user' },
    { zh: '账号已注销，或 openid 有误；网页授权中少见', en: 'a deleted user or a wrong openid; rare here' },
    { zh: '核对 openid，必要时让用户重新登录', en: 'check the openid, or let the user log in again' },
  ),
  row(
    {
      code: 48001,
      errmsg: 'api unauthorized',
      literal: 'logged',
      class: 'permission',
      source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo.html'),
    },
    { zh: 'api 功能未授权', en: 'the interface is not authorized' },
    {
      zh: '用 snsapi_base 的 token 拉取用户信息，或账号没有权限',
      en: 'userinfo with a token of snsapi_base, or an account without the permission',
    },
    {
      zh: '改用 snsapi_userinfo 授权；账号须已认证',
      en: 'authorize with snsapi_userinfo; the account must be verified',
    },
  ),
  row(
    {
      code: 48004,
      errmsg: 'api forbidden for irregularities',
      literal: 'logged',
      class: 'permission',
      source: gateway,
    },
    { zh: 'api 接口被封禁', en: 'the interface is banned for this account' },
    { zh: '账号因违规被停用该接口', en: 'the account broke a rule' },
    { zh: '登录 mp.weixin.qq.com 查看详情并申诉', en: 'see mp.weixin.qq.com and appeal there' },
  ),
  row(
    {
      code: 48006,
      errmsg: 'forbid to clear quota because of reaching the limit',
      literal: 'logged',
      class: 'rate',
      source: official('developers.weixin.qq.com/doc/offiaccount/Message_Management/API_Call_Limits.html'),
    },
    { zh: 'api 禁止清零调用次数，因为清零次数达到上限', en: 'no more clearings of the quotas: their limit is reached' },
    { zh: '本月的十次清零已用完', en: 'the ten clearings of the month are used up' },
    { zh: '缓存 token 以减少调用，等到下月', en: 'cache tokens so as to call less, and wait for the next month' },
  ),
  row(
    { code: 49003, errmsg: 'not match openid with appid', literal: 'listed', class: 'config', source: wxJava },
    { zh: 'openid 与 appid 不匹配', en: 'the openid does not belong to the appid' },
    { zh: '把别的应用的 openid 拿来用了', en: 'an openid of another app was used' },
    { zh: '按 appid 分开保存 openid', en: 'store openids by appid' },
  ),
  row(
    { code: 50001, errmsg: 'user unauthorized', literal: 'logged', class: 'reauthorize', source: gateway },
    { zh: '用户未授权该 api', en: 'the user has not authorized this interface' },
    { zh: '用户撤回了授权', en: 'the user withdrew the consent' },
    { zh: '让用户重新授权', en: 'let the user authorize again' },
  ),
  row(
    { code: 50002, errmsg: 'user limited', literal: 'logged', class: 'permission', source: gateway },
    { zh: '用户受限，可能是账号被冻结或注销', en: 'limited; the account may be frozen or cancelled' },
    { zh: '公众号或用户违规、被冻结或已注销', en: 'the account or the user is frozen, banned or gone' },
    { zh: '到公众平台查看账号状态', en: 'check the state of the account in the console' },
  ),
  row(
    { code: 50005, errmsg: 'user is unsubscribed', literal: 'listed', class: 'unknown', source: wxJava },
    { zh: '用户未关注公众号', en: 'the user does not follow the account' },
    { zh: '消息类接口的错误，网页授权中不应出现', en: 'an error of message interfaces, not expected here' },
    { zh: '只对关注者调用该接口', en: 'call that interface for followers only' },
  ),
  row(
    {
      code: 89503,
      errmsg: 'this call needs confirmation by the administrator',
      literal: 'assumed',
      class: 'config',
      source: community('developers.weixin.qq.com/community/minihome/doc/00026e3d380f1818352acf32456000'),
    },
    { zh: '此次调用需要管理员确认，请耐心等候', en: 'this call needs the confirmation of the administrator' },
    { zh: '从新的 IP 获取普通 access_token，触发了风控', en: 'an ordinary token was asked for from a new IP' },
    { zh: '请管理员在微信里确认，再重试', en: 'let the administrator confirm in WeChat, then retry' },
  ),
  ...componentErrcodes,
]

const byCode = new Map(errcodes.map((each) => [each.code, each]))

/** The row of an errcode, or nothing when this project does not know the code. */
export const errcode = (code: number): Errcode | undefined => byCode.get(code)

/**
 * What to do about an errcode, see {@link ErrcodeClass}; `unknown` for a code this project does not know.
 *
 * @example
 * errcodeClass(40163) // 'restart'
 */
export const errcodeClass = (code: number): ErrcodeClass => byCode.get(code)?.class ?? 'unknown'
