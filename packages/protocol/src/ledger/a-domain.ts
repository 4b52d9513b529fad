import type { LedgerRow } from './row.ts'
import { section, testsOf } from './row.ts'
import { assumed, community, copied, official, seed } from '../source.ts'

const domain = testsOf('protocol/callback-domain')
const guide = official('developers.weixin.qq.com/doc/service/guide/h5/auth.html')
const consoleText = copied(
  'the console’s own text, quoted in cloud.tencent.com 2005981 and cnblogs oldinaction/7545921',
)
const faq = official('developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html')

const matching = section('A.4', {
  'domain-exact-host': {
    zh: '回调域名按完整主机名精确匹配：父域名、子域名都不算',
    en: 'a callback domain is one whole host name: neither parents nor children match',
    source: seed('但http://pay.qq.com 、 http://music.qq.com 、 http://qq.com无法进行OAuth2.0鉴权'),
    rules: ['callback-domain'],
    test: domain(
      'www.qq.com admits music.html and login.html on that host over http and https, but not pay, music or qq.com',
    ),
  },
  'domain-scheme-ignored': {
    zh: '域名不分 http 与 https，其下任何路径都可以',
    en: 'http and https both do, and so does any path on the host',
    source: guide,
    test: domain(
      'www.qq.com admits music.html and login.html on that host over http and https, but not pay, music or qq.com',
    ),
  },
  'domain-with-path': {
    zh: '也可以配置「域名 + 路径」，回调须在该路径之下',
    en: 'host and path may be configured; the callback must lie under that path',
    source: consoleText,
    test: domain('A path of the entry admits itself and what lies under it'),
  },
  'domain-form': {
    zh: '配置项只含字母、数字、-；不含协议、IP、端口',
    en: 'an entry is of letters, digits and -: no scheme, no IP address, no port',
    source: consoleText,
    test: domain(
      'A callback domain is a full domain name with an optional path; port, address and localhost are for test accounts',
    ),
  },
  'domain-icp-filing': {
    zh: '域名须已 ICP 备案，不能是短链接域名',
    en: 'the domain must have an ICP filing and be no short-link service',
    source: consoleText,
    simplified: { zh: '不查备案：本地开发没有备案', en: 'filings are not looked up: a local site has none' },
    test: domain('Whatever may be configured admits a URL on it'),
  },
  'domain-verify-file': {
    zh: '配置时微信读取域名下的 MP_verify_XXXX.txt',
    en: 'when an entry is saved, WeChat fetches MP_verify_XXXX.txt from the domain',
    source: consoleText,
    notDone: {
      zh: '种子文件的作者拥有自己的域名；没有可保存的后台',
      en: 'who writes the seed owns its domains, and there is no console in which an entry is saved',
    },
  },
  'domain-port': {
    zh: '正式账号的 redirect_uri 带端口则 10003',
    en: 'on a real account a redirect_uri with a port is refused with 10003',
    source: faq,
    test: domain('A port counts on a test account alone, and only the one configured'),
  },
  'domain-test-account': {
    zh: '测试号允许 IP 与端口，端口须写在配置里，也不用验证文件',
    en: 'a test account may have an IP address and a port, which must be configured with it',
    source: community('developers.weixin.qq.com/community 0002808128c758895210f8aae66000; csdn 52233841, 81671052'),
    test: domain('An address counts as it is written, not as it is understood'),
  },
  'domain-count': {
    zh: '每个账号两个回调域名',
    en: 'an account has two callback domains',
    source: community('cnblogs wang-yaz/16668783; developers.weixin.qq.com/community oCJUsw-4gchKK…'),
    simplified: { zh: '今日的数目未确定，不限个数', en: 'today’s number is not established, so any number is taken' },
    test: domain('The entry that admitted the URL is named, whichever of several it is'),
  },
  'domain-saves-per-month': {
    zh: '每月只能修改几次',
    en: 'the entries may be changed a few times a month only',
    source: community('developers.weixin.qq.com/community oCJUsw4_jY0j…: five, in 2024'),
    notDone: {
      zh: '次数未确定；没有修改它的后台',
      en: 'the number is not established, and there is no console to change it in',
    },
  },
  'domain-of-redirect-uri-only': {
    zh: '只检查 redirect_uri 的域名，不看从哪个页面发起',
    en: 'only redirect_uri is looked at, not the page on which the link was',
    source: assumed('the message about an entry page belongs to another flow'),
    test: testsOf('platform/authorize')(
      'the page on which a link was does not count: only the domain of redirect_uri does',
    ),
  },
  'domain-of-platform': {
    zh: '授权给第三方平台的公众号无需配置，用平台自己的域名',
    en: 'through a third-party platform its own domain counts, and the account needs none',
    source: seed('如果公众号登录授权给了第三方开发者来进行管理,则不必做任何设置,由第三方代替公众号实现网页授权即可'),
    test: testsOf('protocol/component')(
      'Through a platform its own domain counts and the account’s does not, whatever the account has configured',
    ),
  },
  'entitlement-verified-service-account': {
    zh: '只有已认证的服务号（及测试号）有网页授权，须有该 scope 的权限',
    en: 'web authorization is for verified service accounts and test accounts that were granted the scope',
    source: faq,
    rules: ['account-verified', 'scope-granted'],
    test: testsOf('protocol/account-states')(
      'account-verified: a service account without verification has no scope at all, and what is wrong with its link is told first',
    ),
  },
  'entitlement-subscription-account': {
    zh: '订阅号没有网页授权',
    en: 'a subscription account has no web authorization',
    source: guide,
    simplified: {
      zh: '没有订阅号这一类：用 unverified 或空的 scopes 表示',
      en: 'there is no such kind here: `unverified`, or no scopes, stands for it',
    },
    test: testsOf('protocol/account-states')(
      'account-verified: a service account without verification has no scope at all, and what is wrong with its link is told first',
    ),
  },
  'domain-tricks-refused': {
    zh: 'user@host、反斜杠、控制字符等冒充域名的写法被拒绝',
    en: 'user@host, backslashes, control characters and other disguises of a host are refused',
    source: assumed('no source says how WeChat parses them; what two parsers read differently is refused'),
    test: testsOf('protocol/callback-domain-attacks')(
      'T-PROP-1: every accepted redirect_uri obeys a strict grammar and is parsed to a configured host',
    ),
  },
  'domain-default-port': {
    zh: '主机名不分大小写，默认端口视同没有',
    en: 'capitals do not matter, and a default port is none',
    source: assumed('what every URL parser does'),
    test: domain('What is only unusual is allowed: capitals, the default port, a query, a fragment, a code of its own'),
  },
  'domain-hidden-characters': {
    zh: '链接里的空格、换行使其打不开',
    en: 'a space or line break in the link breaks it',
    source: community('csdn 77910740; cnblogs zitjubiz/5935712'),
    test: domain('The reason names the trick'),
  },
})

/** Section A.4: the callback domain. */
export const domainRows: readonly LedgerRow[] = matching
