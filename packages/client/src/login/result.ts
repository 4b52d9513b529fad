import type { TokenReply, UserinfoReply } from '@weauth/protocol'
import type { Identity } from './identity.ts'
import type { LoginFailure } from './outcome.ts'

/** The user is who the identity says. The site makes its session and answers with {@link LoggedIn.redirect}. */
export type LoggedIn = {
  readonly kind: 'ok'
  readonly identity: Identity
  readonly token: TokenReply
  /** Absent after `snsapi_base`. */
  readonly profile?: UserinfoReply
  /** Where the login was begun, or asked to return to. */
  readonly returnTo: string
  /**
   * Whether this is a copy of a callback that was answered within the last minute: the same user and the same tokens, for whom the site has most
   * likely made a session already.
   */
  readonly isReplay: boolean
  /** Headers the answer must carry: nothing stored, no referrer. */
  readonly headers: Headers
  /** A 303 to `returnTo` with {@link LoggedIn.headers}; add the session's `set-cookie` to it. */
  readonly redirect: () => Response
}

/** Nobody was logged in. `recover()` is the answer to give: a page that explains, or one silent restart. */
export type NotLoggedIn = {
  readonly recover: () => Promise<Response>
} & (
  | { readonly kind: 'denied' | 'snapshot' }
  /** State unknown, expired, or another browser's: nothing was exchanged. */
  | { readonly kind: 'state' }
  /** A callback of a login that ended more than a minute ago. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'error'; readonly error: LoginFailure }
)

/** What a callback comes to. */
export type LoginResult = LoggedIn | NotLoggedIn
