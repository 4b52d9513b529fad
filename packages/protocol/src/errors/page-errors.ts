import type { Bilingual, Source } from '../source.ts'
import { community, copied, official, seed } from '../source.ts'

/** The stable name of a page WeChat shows instead of the consent page; the key of {@link pageErrors}. */
export type PageErrorId =
  | 'redirect-uri-domain'
  | 'account-banned'
  | 'scope-unauthorized'
  | 'must-follow'
  | 'too-frequent'
  | 'scope-empty'
  | 'redirect-uri-empty'
  | 'appid-empty'
  | 'state-empty'
  | 'component-unauthorized'
  | 'open-platform-appid'
  | 'open-in-wechat'
  | 'link-unreachable'
  | 'redirect-uri-malformed'
  | 'scope-not-permitted'
  | 'appid-unknown'
  | 'response-type'
  | 'state-too-long'
  | 'developer-unbound'

/** A page on which an authorization ends before it began. */
export type PageError = {
  /** The number shown by the mobile client; the pages of PC WeChat, the developer tool and plain browsers have none. */
  readonly code?: number
  /** WeChat's literal text. */
  readonly text: string
  /** `zh` is WeChat's text, `en` our translation of it. */
  readonly meaning: Bilingual
  readonly cause: Bilingual
  readonly remedy: Bilingual
  readonly source: Source
}

const page = (
  { code, text, en, source }: { code?: number; text: string; en: string; source: Source },
  cause: Bilingual,
  remedy: Bilingual,
): PageError => ({ ...(code === undefined ? {} : { code }), text, meaning: { zh: text, en }, cause, remedy, source })

const table = copied('网页授权, table 授权错误返回码说明: ten copies in unrelated repositories agree')
const faq = official('developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html')
const absent = (parameter: string): [cause: Bilingual, remedy: Bilingual] => [
  { zh: `链接里没有 ${parameter}，或其值为空`, en: `the link has no ${parameter}, or an empty one` },
  { zh: `补上 ${parameter}，参数名区分大小写`, en: `add ${parameter}; parameter names are case-sensitive` },
]

/**
 * Every page error of `/connect/oauth2/authorize`: the coded ones in the order of their codes (10007, 10008 and 10014 are in no
 * copy of the table), then those that are only a message. The same fault may show as one or the other, by client:
 * `redirect-uri-domain` as `redirect-uri-malformed`, `scope-unauthorized` as `scope-not-permitted`.
 */
export const pageErrors: Readonly<Record<PageErrorId, PageError>> = {
  'redirect-uri-domain': page(
    {
      code: 10003,
      text: 'redirect_uri域名与后台配置不一致',
      en: 'the host of redirect_uri differs from the configured callback domain',
      source: table,
    },
    {
      zh: '主机名不完全相同，带了未配置的端口，或路径不在已配置的路径之下',
      en: 'another host (parents and children do not match), a port not configured, or a path outside the configured one',
    },
    {
      zh: '在「网页授权域名」填写完整主机名，不加 http://、不带端口（测试号除外），与 redirect_uri 一致',
      en: 'configure the full host name as in redirect_uri, without http:// and, but for a test account, without a port',
    },
  ),
  'account-banned': page(
    { code: 10004, text: '此公众号被封禁', en: 'this account is banned', source: table },
    { zh: '账号被封，更多时候是 appid 写错', en: 'the account is banned; more often the appid is simply wrong' },
    { zh: '先核对 appid，再到公众平台查看账号状态', en: 'check the appid, then the state of the account' },
  ),
  'scope-unauthorized': page(
    {
      code: 10005,
      text: '此公众号并没有这些scope的权限',
      en: 'this account may not ask for these scopes',
      source: table,
    },
    {
      zh: '账号未认证、类型不符，或 scope 写错',
      en: 'an unverified account, the wrong kind of account, or a wrong scope',
    },
    {
      zh: '使用已认证的服务号；网页授权用 snsapi_base 或 snsapi_userinfo',
      en: 'use a verified service account and snsapi_base or snsapi_userinfo',
    },
  ),
  'must-follow': page(
    { code: 10006, text: '必须关注此测试号', en: 'the user must follow this test account', source: table },
    { zh: '接口测试号只对其关注者开放', en: 'a test account serves its followers only' },
    { zh: '先扫描测试号的二维码关注，再打开链接', en: 'scan the QR code of the test account first' },
  ),
  'too-frequent': page(
    { code: 10009, text: '操作太频繁了，请稍后重试', en: 'too frequent, try again later', source: table },
    { zh: '短时间内反复打开授权页，阈值不明', en: 'the page was opened too often; the threshold is not known' },
    { zh: '检查是否有循环跳转，稍后再试', en: 'look for a redirect loop, then wait' },
  ),
  'scope-empty': page(
    { code: 10010, text: 'scope不能为空', en: 'scope must not be empty', source: table },
    ...absent('scope'),
  ),
  'redirect-uri-empty': page(
    { code: 10011, text: 'redirect_uri不能为空', en: 'redirect_uri must not be empty', source: table },
    ...absent('redirect_uri'),
  ),
  'appid-empty': page(
    { code: 10012, text: 'appid不能为空', en: 'appid must not be empty', source: table },
    ...absent('appid'),
  ),
  'state-empty': page(
    { code: 10013, text: 'state不能为空', en: 'state must not be empty', source: table },
    {
      zh: '触发条件不明：文档说 state 可选，不带 state 的链接实际可用',
      en: 'trigger unknown: state is documented as optional and links without it work, so it is not raised here',
    },
    { zh: '总是带上随机的 state', en: 'always send a random state' },
  ),
  'component-unauthorized': page(
    {
      code: 10015,
      text: '公众号未授权第三方平台，请检查授权状态',
      en: 'the account has not authorized the third-party platform',
      source: table,
    },
    { zh: 'component_appid 所指的平台没有该公众号的授权', en: 'the platform named by component_appid has no grant' },
    { zh: '让公众号管理员重新授权给平台', en: 'let the administrator of the account authorize the platform again' },
  ),
  'open-platform-appid': page(
    {
      code: 10016,
      text: '不支持微信开放平台的Appid，请使用公众号Appid',
      en: 'an open-platform appid is not supported, use that of an official account',
      source: table,
    },
    { zh: '用了网站应用或移动应用的 appid', en: 'the appid is that of a website app or a mobile app' },
    {
      zh: '换成公众号的 appid；网站应用请走 qrconnect',
      en: 'use the appid of the account; a website app uses qrconnect',
    },
  ),
  'open-in-wechat': page(
    {
      text: '请在微信客户端打开链接',
      en: 'open this link in WeChat',
      source: community('github.com/jindasong/vue-wechat-auth/issues/4'),
    },
    { zh: '在微信之外的浏览器中打开', en: 'opened in a browser other than that of WeChat' },
    { zh: '在微信中打开；浏览器登录请用网站应用', en: 'open it in WeChat; for other browsers use a website app' },
  ),
  'link-unreachable': page(
    {
      text: '该链接无法访问',
      en: 'this link cannot be opened',
      source: seed('若提示“该链接无法访问”,请检查参数是否填写错误,是否拥有scope参数对应的授权作用域权限。'),
    },
    {
      zh: '参数缺失、写错、顺序不对，或没有 scope 的权限',
      en: 'a missing, wrong or misplaced parameter, or no right to the scope',
    },
    {
      zh: '按 appid、redirect_uri、response_type、scope、state 的顺序逐项核对',
      en: 'check each parameter in the order appid, redirect_uri, response_type, scope, state',
    },
  ),
  'redirect-uri-malformed': page(
    {
      text: 'redirect_uri 参数错误',
      en: 'redirect_uri is wrong',
      source: community('developers.weixin.qq.com/community/develop/doc/0002808128c758895210f8aae66000'),
    },
    {
      zh: '没有 http(s)://、未做 urlencode、过长，或域名与配置不符',
      en: 'no scheme, not encoded, too long, or another domain',
    },
    { zh: '填写完整地址并整体 urlencode 一次', en: 'give the full URL, percent-encoded once as a whole' },
  ),
  'scope-not-permitted': page(
    { text: 'Scope 参数错误或没有 Scope 权限', en: 'scope is wrong or not permitted', source: faq },
    {
      zh: '账号类型不符、未配置授权域名、参数顺序不对，或 snsapi_userinfo 被停用',
      en: 'the wrong kind of account, no callback domain, wrong parameter order, or snsapi_userinfo suspended',
    },
    {
      zh: '核对账号类型与接口权限，并配置授权域名',
      en: 'check the kind of account, its permissions and callback domain',
    },
  ),
  'appid-unknown': page(
    { text: 'AppID 参数错误', en: 'appid is wrong', source: community('github.com/HADB/GetWeixinCode/issues/24') },
    { zh: '没有这个 appid', en: 'no such appid' },
    { zh: '从后台重新复制 appid', en: 'copy the appid again from the console' },
  ),
  'response-type': page(
    { text: 'response_type参数错误', en: 'response_type is wrong', source: community('cnblogs.com/dreamli/6264478') },
    {
      zh: 'response_type 不是 code，或 redirect_uri 中未编码的 # 截断了后面的参数',
      en: 'response_type is not code, or a bare # in redirect_uri cut off what follows',
    },
    { zh: '填写 code，并对 redirect_uri 整体 urlencode', en: 'send code, and percent-encode the whole redirect_uri' },
  ),
  'state-too-long': page(
    {
      text: 'state参数过长',
      en: 'state is too long',
      source: community('developers.weixin.qq.com/community/personal/oCJUsw0CF6iit8BB96PB569XEmQk'),
    },
    { zh: 'state 超过 128 字节', en: 'state is longer than 128 bytes' },
    { zh: 'state 只放随机串，数据留在服务端', en: 'let state be a random string and keep the data on the server' },
  ),
  'developer-unbound': page(
    {
      text: '未绑定网页开发者',
      en: 'not bound as a web developer',
      source: community('developers.weixin.qq.com/community 00060efc69c5…; csdn 52734922'),
    },
    {
      zh: '开发者工具里登录的微信号不是该公众号的开发者',
      en: 'the user of the developer tool is no developer of the account',
    },
    { zh: '在公众平台绑定该微信号为网页开发者', en: 'bind that user as a web developer of the account' },
  ),
}

/** Errors that the older pages of PC WeChat, the developer tool and plain browsers show under the text of another. */
const olderPage: Partial<Readonly<Record<PageErrorId, PageErrorId>>> = {
  // One URL gave both: developers.weixin.qq.com/community/develop/doc/0002808128c758895210f8aae66000
  'redirect-uri-domain': 'redirect-uri-malformed',
  // developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html
  'scope-unauthorized': 'scope-not-permitted',
}

/** What PC WeChat, the developer tool and plain browsers show, where no page has a number. */
export const textOnPc = (id: PageErrorId): string => pageErrors[olderPage[id] ?? id].text
