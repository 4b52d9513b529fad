import type { AppFacts } from '../app.ts'
import { appidKnown, callbackDomain } from '../authorize/app-rules.ts'
import type { AuthorizeLink } from '../authorize/link.ts'
import { placeOf, valueOf } from '../authorize/link.ts'
import type { AuthorizeFacts, AuthorizeRule } from '../authorize/rule.ts'
import { excerpt } from '../authorize/rule.ts'
import type { ReturnTarget } from '../authorize/rules.ts'
import * as text from '../authorize/text-rules.ts'
import { isEmbedded } from './link.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import type { Finding } from '../rule.ts'
import { allFindings, firstError } from '../rule.ts'
import type { Source } from '../source.ts'
import { assumed, community, official } from '../source.ts'

// qrconnect is opened by browsers on computers, whose error pages say a sentence and no number.

const guide = 'developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login'
const faq = 'developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html'
const noText = assumed('what a link without it is answered is not told; the page is that of a wrong one')

const present = (name: 'appid' | 'redirect_uri' | 'scope', verdict: PageErrorId): AuthorizeRule => ({
  ...text.presence(name, verdict),
  id: `qr-${name.replace('_', '-')}-present`,
  source: noText,
})

/** `response_type` is `code`; wxLogin.js leaves it out. */
const responseType: AuthorizeRule = {
  ...text.responseType,
  id: 'qr-response-type',
  source: official(guide, 'response_type 填code'),
  check: (link, facts) =>
    isEmbedded(link) && valueOf(link, 'response_type') === undefined ? undefined : text.responseType.check(link, facts),
}

/** An app has this appid. */
const appKnown: AuthorizeRule = {
  ...appidKnown,
  id: 'qr-appid-known',
  source: community('developers.weixin.qq.com/community: on qrconnect an appid that does not exist', 'AppID 参数错误'),
}

/** The app is in a state to be logged in to; each state that it must not be in is a page of its own on the accounts' side, one here. */
const refusedApp = (
  id: string,
  source: Source,
  isRefused: (app: AppFacts) => boolean,
  breach: Pick<Finding<PageErrorId>, 'expected' | 'hint'> & { readonly given: (app: AppFacts) => string },
): AuthorizeRule => ({
  id,
  severity: 'error',
  source,
  check: (link, { app }) =>
    app && isRefused(app)
      ? { ...breach, verdict: 'scope-not-permitted', at: placeOf(link, 'appid'), given: breach.given(app) }
      : undefined,
})

const websiteApp = refusedApp(
  'qr-app-kind',
  community(
    'developers.weixin.qq.com/community, answers about qrconnect; and the FAQ of authorization',
    'Scope 参数错误或没有 Scope 权限',
  ),
  ({ kind }) => kind !== 'website',
  {
    given: ({ kind }) => kind,
    expected: 'website',
    hint: {
      zh: '扫码登录只属于网站应用：公众号走 /connect/oauth2/authorize，移动应用由 App 内的 SDK 发起',
      en: 'the QR login belongs to website apps: an account uses /connect/oauth2/authorize, a mobile app the SDK within the app',
    },
  },
)

const appNotBanned = refusedApp(
  'qr-app-not-banned',
  assumed('what a banned website app is shown is not told'),
  ({ banned }) => banned,
  {
    given: () => 'banned',
    expected: 'not banned',
    hint: { zh: '该网站应用被封禁', en: 'the website app is banned' },
  },
)

/** `scope` is `snsapi_login`. */
const scopeKnown: AuthorizeRule = {
  id: 'qr-scope-known',
  severity: 'error',
  source: official(guide, '网页应用目前仅填写snsapi_login'),
  check(link) {
    const given = valueOf(link, 'scope') ?? ''
    if (given === 'snsapi_login') return undefined
    return {
      verdict: 'scope-not-permitted',
      at: placeOf(link, 'scope'),
      given: excerpt(given),
      expected: 'snsapi_login',
      hint: {
        zh: '网站应用的 scope 只能是 snsapi_login；snsapi_base 与 snsapi_userinfo 属于公众号网页授权',
        en: 'the scope of a website app is snsapi_login; snsapi_base and snsapi_userinfo belong to accounts',
      },
    }
  },
}

const loginGranted = refusedApp(
  'qr-scope-granted',
  official(faq, 'Scope 参数错误或没有 Scope 权限'),
  ({ scopes }) => !scopes.includes('snsapi_login'),
  {
    given: ({ scopes }) => scopes.join(' | ') || '—',
    expected: 'snsapi_login',
    hint: {
      zh: '该网站应用没有「微信登录」权限：在开放平台申请并等审核通过',
      en: 'the app was not granted WeChat login: apply for it in the console of the open platform',
    },
  },
)

/** `redirect_uri` lies under the app's callback domain 授权回调域. */
const domain: AuthorizeRule = {
  ...callbackDomain,
  id: 'qr-callback-domain',
  source: official(guide, 'redirect_uri的域名与审核时填写的授权域名不一致'),
  check(link, facts) {
    const breach = callbackDomain.check(link, facts)
    return breach && { ...breach, verdict: 'redirect-uri-malformed' }
  },
}

/** Advice: `lang` is one of those there are. */
const lang: AuthorizeRule = {
  id: 'qr-lang',
  severity: 'warning',
  source: official(guide, '界面语言，支持cn（中文简体）与en（英文），默认为cn'),
  check(link) {
    const given = valueOf(link, 'lang')
    if (given === undefined || given === 'cn' || given === 'en') return undefined
    return {
      verdict: 'link-unreachable',
      at: placeOf(link, 'lang'),
      given: excerpt(given),
      expected: 'cn | en',
      hint: { zh: 'lang 只支持 cn 与 en，其他值按 cn 处理', en: 'lang is cn or en; anything else counts as cn' },
    }
  },
}

/**
 * Everything WeChat demands of a qrconnect link, in the order it is judged. No order of parameters (better-auth sends another), and no
 * limit on state: 128 bytes are said of accounts alone, and longer ones are reported to work here.
 */
export const qrconnectRules: readonly AuthorizeRule[] = [
  present('appid', 'appid-unknown'),
  present('redirect_uri', 'redirect-uri-malformed'),
  present('scope', 'scope-not-permitted'),
  text.oncePerParameter,
  text.parameterCase,
  responseType,
  appKnown,
  websiteApp,
  appNotBanned,
  scopeKnown,
  loginGranted,
  text.redirectUriAbsolute,
  domain,
  text.redirectUriHttps,
  lang,
]

/** Every finding about a qrconnect link, in the order of {@link qrconnectRules}. */
export function checkQrconnectLink(link: AuthorizeLink, facts: AuthorizeFacts): Finding<PageErrorId>[] {
  return allFindings(qrconnectRules, link, facts)
}

/** Judges a qrconnect link as the platform does: the first error, or where it returns to. The app must be known or known not to exist. */
export function acceptQrconnectLink(
  link: AuthorizeLink,
  facts: AuthorizeFacts & { readonly app: AppFacts | null },
): { readonly finding: Finding<PageErrorId> } | { readonly target: ReturnTarget } {
  const finding = firstError(qrconnectRules, link, facts)
  if (finding) return { finding }
  const state = valueOf(link, 'state')
  return {
    target: {
      redirectUri: valueOf(link, 'redirect_uri') as string,
      ...(state === undefined ? {} : { state }),
    } as ReturnTarget,
  }
}
