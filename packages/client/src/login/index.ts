/**
 * A site's whole login over the protocol functions: state that is checked and survives, callbacks that repeat, users who refuse, pages that
 * explain. It imports the rooms beside it and Web standards; it must not know a framework, nor which store keeps its attempts.
 */
export { identityText } from './identity.ts'
export type { Identity, IdentityKey, SubjectKind } from './identity.ts'
export { createLogin } from './login.ts'
export type { Login, StartOptions } from './login.ts'
export { acceptSnapshotUsers } from './options.ts'
export type { AccountFor, LoginOptions } from './options.ts'
export type { LoginFailure } from './outcome.ts'
export type { LoggedIn, LoginResult, NotLoggedIn } from './result.ts'
export type { AllowReturnTo } from './return-to.ts'
