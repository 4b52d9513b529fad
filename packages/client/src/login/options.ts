import type { AuthorizeScope, Lang } from '@weauth/protocol'
import type { Account } from '../account.ts'
import type { KeyValueStore } from '../kv/key-value.ts'
import type { SubjectKind } from './identity.ts'
import type { AllowReturnTo } from './return-to.ts'

/**
 * Accepts the virtual users of snapshot pages as if they were people. Their openid, unionid, nickname and picture are not the user's own:
 * whoever accepts them makes accounts that nobody can log in to again, and must not take payments for them.
 */
export const acceptSnapshotUsers: unique symbol = Symbol('weauth: accept snapshot users')

/** One account, or the account for a request. */
export type AccountFor = Account | ((request: Request) => Account | Promise<Account>)

/** How a site logs its users in. */
export type LoginOptions = {
  /** The official account: where users come from inside WeChat. */
  readonly account: AccountFor
  /** The website app for browsers outside WeChat (QR code); without one they are told to open the page in WeChat. */
  readonly website?: AccountFor
  /** The site's callback, absolute; its host is the callback domain 网页授权域名 of the accounts. */
  readonly callbackUrl: string
  /** Where logins under way are kept; shared by all processes of the site. */
  readonly store: KeyValueStore
  /** Signs the browser's cookie: at least 32 characters, random. A list rotates: the first signs, each is believed. */
  readonly keys: string | readonly string[]
  /**
   * `snsapi_userinfo` by default; `snsapi_base` yields no profile and asks nothing. A function tells for each login that begins: by its path,
   * or by the `returnTo` of its query. A visitor has no say unless the function gives them one.
   */
  readonly scope?: AuthorizeScope | ((request: Request) => AuthorizeScope)
  /** By which kind of key the site knows its users. A login that does not yield it is refused; nothing else takes its place. */
  readonly subject: SubjectKind
  /** Path that begins a login, for the buttons on this layer's pages. Default `/login`. */
  readonly loginPath?: string
  /** Admits places to return to on other origins. */
  readonly allowReturnTo?: AllowReturnTo
  /** In which language the profile names regions; simplified Chinese by default. */
  readonly lang?: (request: Request) => Lang
  /** Draws a QR code: SVG markup of a text. */
  readonly qr?: (text: string) => string
  readonly [acceptSnapshotUsers]?: true
  /** Waits; used while another process settles the same callback. */
  readonly wait?: (milliseconds: number) => Promise<void>
}
