import { isAccount } from '../app.ts'
import { placeOf, valueOf } from './link.ts'
import type { AuthorizeRule } from './rule.ts'
import { excerpt } from './rule.ts'
import { isAuthorizeScope } from '../scopes.ts'
import { callbackDomainSteps } from './callback-match.ts'
import { community, copied, official, seed } from '../source.ts'

// The rules that compare the link with the app it names. Each is silent when the app is not known to whoever asks.

/** An app has this appid. */
export const appidKnown: AuthorizeRule = {
  id: 'appid-known',
  severity: 'error',
  source: community('HADB/GetWeixinCode#24', 'AppID 参数错误'),
  check: (link, { app }) =>
    app === null
      ? {
          verdict: 'appid-unknown',
          at: placeOf(link, 'appid'),
          given: excerpt(valueOf(link, 'appid') ?? '—'),
          expected: 'wx + 16 hex',
          hint: {
            zh: '没有这个 appid：核对是否抄错、含空格或大写',
            en: 'no app has this appid: look for a typo, a space or a capital',
          },
        }
      : undefined,
}

/** The app is an account, and not a website or mobile app or a third-party platform (10016). */
export const appidKind: AuthorizeRule = {
  id: 'appid-kind',
  severity: 'error',
  source: copied('网页授权 guide, table of page codes', '不支持微信开放平台的Appid，请使用公众号Appid'),
  check: (link, { app }) =>
    app && !isAccount(app)
      ? {
          verdict: 'open-platform-appid',
          at: placeOf(link, 'appid'),
          given: app.kind,
          expected: 'service',
          hint: {
            zh: '这是开放平台的 appid：网页授权要用服务号的；网站应用走 qrconnect，第三方平台的放在 component_appid',
            en: 'this appid is of the open platform: use a service account’s; a website app logs in on qrconnect, a third-party platform stands in component_appid',
          },
        }
      : undefined,
}

/** The account is not banned (10004). */
export const accountNotBanned: AuthorizeRule = {
  id: 'account-not-banned',
  severity: 'error',
  source: copied('网页授权 guide, table of page codes', '此公众号被封禁'),
  check: (link, { app }) =>
    app?.banned
      ? {
          verdict: 'account-banned',
          at: placeOf(link, 'appid'),
          given: 'banned',
          expected: 'not banned',
          hint: {
            zh: '该公众号被封禁；也常见于 appid 填错',
            en: 'the account is banned; often the appid is simply wrong',
          },
        }
      : undefined,
}

/** The account has been verified (10005). */
export const accountVerified: AuthorizeRule = {
  id: 'account-verified',
  severity: 'error',
  source: official(
    'developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html',
    '此公众号并没有这些scope的权限',
  ),
  check: (link, { app }) =>
    app?.unverified
      ? {
          verdict: 'scope-unauthorized',
          at: placeOf(link, 'appid'),
          given: '未认证',
          expected: '已认证',
          hint: {
            zh: '服务号未认证：完成认证后才能使用网页授权',
            en: 'the account is not verified: only a verified one may use web authorization',
          },
        }
      : undefined,
}

/** The account was granted the scope (10005). */
export const scopeGranted: AuthorizeRule = {
  id: 'scope-granted',
  severity: 'error',
  source: seed('请检查参数是否填写错误,是否拥有scope参数对应的授权作用域权限'),
  check(link, { app }) {
    const given = valueOf(link, 'scope')
    if (!app || given === undefined || !isAuthorizeScope(given) || app.scopes.includes(given)) return undefined
    return {
      verdict: 'scope-unauthorized',
      at: placeOf(link, 'scope'),
      given,
      expected: app.scopes.join(' | ') || '—',
      hint: {
        zh: '公众号没有此 scope 的权限：需要已认证的服务号',
        en: 'the account was not granted this scope: it takes a verified service account',
      },
    }
  },
}

/** `redirect_uri` lies under a callback domain of the app, or of the third-party platform that acts for it (10003). */
export const callbackDomain: AuthorizeRule = {
  id: 'callback-domain',
  severity: 'error',
  source: seed(
    '授权回调域名配置规范为全域名,比如需要网页授权的域名为:www.qq.com,配置以后此域名下面的页面http://www.qq.com/music.html 、 http://www.qq.com/login.html 都可以进行OAuth2.0鉴权。但http://pay.qq.com 、 http://music.qq.com 、 http://qq.com无法进行OAuth2.0鉴权',
  ),
  check(link, { app, component }) {
    const given = valueOf(link, 'redirect_uri')
    // 「如果公众号登录授权给了第三方开发者来进行管理,则不必做任何设置,由第三方代替公众号实现网页授权即可」
    const owner = component ?? app
    if (!owner || given === undefined) return undefined
    const broken = callbackDomainSteps(given, owner).find((step) => !step.holds)
    if (!broken) return undefined
    return {
      verdict: 'redirect-uri-domain',
      at: placeOf(link, 'redirect_uri', { from: broken.from, to: broken.to }),
      given: excerpt(given, 200),
      expected: owner.callbackDomains.join(', ') || '—',
      hint: broken.hint,
    }
  },
}
