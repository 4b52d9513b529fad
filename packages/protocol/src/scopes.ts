import type { AppKind } from './app.ts'
import type { Bilingual, Source } from './source.ts'
import { official, seed } from './source.ts'

/** The scopes of web authorization, and that of the website login which people confuse with them. */
export const scopes = ['snsapi_base', 'snsapi_userinfo', 'snsapi_login'] as const
/** One of {@link scopes}. */
export type Scope = (typeof scopes)[number]

/** What a scope gives and asks. */
export type ScopeFacts = { readonly silent: boolean; readonly meaning: Bilingual; readonly source: Source }

/** Each scope with WeChat's own sentence about it. */
export const scopeTable: Readonly<Record<Scope, ScopeFacts>> = {
  snsapi_base: {
    silent: true,
    meaning: { zh: '静默授权，只能获取用户 openid', en: 'silent; yields the openid only' },
    source: seed('snsapi_base (不弹出授权页面,直接跳转,只能获取用户openid)'),
  },
  snsapi_userinfo: {
    silent: false,
    meaning: { zh: '弹出授权页面，可获取昵称、头像等', en: 'asks for consent; yields nickname, picture and region' },
    source: seed(
      'snsapi_userinfo (弹出授权页面,可通过openid拿到昵称、性别、所在地。并且,即使在未关注的情况下,只要用户授权,也能获取其信息)',
    ),
  },
  snsapi_login: {
    silent: false,
    meaning: { zh: '网站应用扫码登录', en: 'QR login of a website app, on qrconnect only' },
    source: official('developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login'),
  },
}

/** The scopes `/connect/oauth2/authorize` accepts. */
export const authorizeScopes = ['snsapi_base', 'snsapi_userinfo'] as const
/** One of {@link authorizeScopes}. */
export type AuthorizeScope = (typeof authorizeScopes)[number]

/** Whether web authorization knows the scope. */
export const isAuthorizeScope = (scope: string): scope is AuthorizeScope =>
  (authorizeScopes as readonly string[]).includes(scope)

/**
 * The scopes that an app of each kind can be granted. A platform asks for those of the accounts it acts for.
 * Source: 应用授权作用域 in the guides of 网页授权, 网站应用 and 移动应用 (developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html).
 */
export const scopesOfKind: Readonly<Record<AppKind, readonly Scope[]>> = {
  service: authorizeScopes,
  test: authorizeScopes,
  website: ['snsapi_login'],
  mobile: ['snsapi_userinfo'],
  component: authorizeScopes,
}
