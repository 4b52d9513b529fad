import type { AppFacts, AuthorizeScope } from '@weauth/protocol'
import {
  authorizeScopes,
  behavioursOf,
  buildAuthorizeLink,
  checkAuthorizeLink,
  endpoints,
  parseAuthorizeQuery,
} from '@weauth/protocol'
import type { Account } from './account.ts'
import { ConfigError } from './errors.ts'

/** What an authorize link asks for. */
export type AuthorizeOptions = {
  /** The callback: an absolute http or https URL, not encoded, on the callback domain 网页授权域名 of the app. */
  readonly redirectUri: string
  /** `snsapi_base` yields the openid without a page; `snsapi_userinfo` asks the user and yields nickname and picture, too. */
  readonly scope: AuthorizeScope
  /** 1 to 128 of a-zA-Z0-9: random, kept with this browser, and compared when the callback comes. */
  readonly state: string
}

/** The most generous app under which this redirect_uri can be valid, for its real callback domain is not known here. */
function generousApp(redirectUri: string): AppFacts {
  const host = URL.canParse(redirectUri) ? new URL(redirectUri).host : ''
  return { kind: 'test', callbackDomains: [host], scopes: authorizeScopes, banned: false, requireFollow: false }
}

/**
 * The link that starts a login, to be sent as a redirect: parameters in WeChat's order, encoded once, with `#wechat_redirect`.
 *
 * @throws {ConfigError} when WeChat would refuse the link whatever the app: a state of other characters, a redirect_uri that is no
 * plain absolute URL, a link too long. Every rule is one of `authorizeRules` in `@weauth/protocol`, judged as the document has it.
 * @example
 * const url = authorizeUrl(account, { redirectUri: 'https://shop.example.com/cb', scope: 'snsapi_userinfo', state: 'Xy12' })
 */
export function authorizeUrl(account: Account, options: AuthorizeOptions): string {
  const { redirectUri, scope, state } = options
  if (!state) {
    // WeChat takes a link without state; whoever sends one lets strangers log their victims in as themselves.
    throw refusal('state is missing', {
      zh: '为每次登录生成随机 state，并在回调时核对',
      en: 'make a random state for each login and compare it when the callback comes',
    })
  }
  const { appid, openHost } = account
  // What encodeURIComponent would throw at becomes U+FFFD, which the rules refuse.
  const link = buildAuthorizeLink({
    openHost,
    appid,
    redirectUri: redirectUri.toWellFormed(),
    scope,
    state: state.toWellFormed(),
  })
  const facts = { app: generousApp(redirectUri), behaviours: behavioursOf('documented') }
  const broken = checkAuthorizeLink(parseAuthorizeQuery(link.split(/[?#]/)[1] ?? ''), facts).find(
    ({ severity }) => severity === 'error',
  )
  if (broken) throw refusal(`the link would break the rule ${broken.rule}`, broken.hint)
  return link
}

const refusal = (what: string, hint: ConfigError['hint']): ConfigError =>
  new ConfigError(what, `GET ${endpoints.authorize.path}`, hint)
