import type { Bilingual, TokenReply, UserinfoReply } from '@weauth/protocol'
import type { AnyWeauthError, ErrorAction, ErrorKind } from '../errors.ts'
import type { Identity } from './identity.ts'

/** Why a login ended without a user, as plain data: it holds no secret, code or token. */
export type LoginFailure = {
  /** `code` of the error it came from, or one of this layer's own. */
  readonly code: AnyWeauthError['code'] | 'malformed_callback' | 'interrupted'
  readonly kind: ErrorKind
  readonly message: string
  readonly action: ErrorAction
  readonly hint: Bilingual
  readonly errcode?: number
  /** The number under which WeChat's support finds the call. */
  readonly rid?: string
}

/** What came of an attempt, in a form that can be kept and told again. */
export type Outcome =
  | { readonly kind: 'ok'; readonly token: TokenReply; readonly profile?: UserinfoReply; readonly identity: Identity }
  | { readonly kind: 'denied' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'error'; readonly error: LoginFailure }
