import type { Bilingual, TokenReply, UserinfoReply } from '@weauth/protocol'
import type { ErrorAction } from '../errors.ts'
import type { Identity } from './identity.ts'

/** Why a login ended without a user, as plain data: it holds no secret, code or token. */
export type LoginFailure = {
  /** `code` of the error it came from, or of this layer's own: `malformed_callback`, `subject_missing`. */
  readonly code: string
  readonly message: string
  readonly action: ErrorAction
  readonly hint: Bilingual
  readonly errcode?: number
}

/** What came of an attempt, in a form that can be kept and told again. */
export type Outcome =
  | { readonly kind: 'ok'; readonly token: TokenReply; readonly profile?: UserinfoReply; readonly identity: Identity }
  | { readonly kind: 'denied' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'error'; readonly error: LoginFailure }
