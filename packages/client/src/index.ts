/**
 * What a business server calls to log its users in with WeChat: the protocol functions, each taking an explicit account; a whole login
 * over them; tokens at rest and the account's own token. Frameworks and other libraries have sub-doors.
 * It imports `@weauth/protocol` and Web standards, so that it runs on Node, Deno, Bun and at the edge. It must not know Node, a
 * framework, a database or the platform, and it never lets a secret, a code or a token into an error or into a printed account.
 */
export type { AuthorizeScope, Bilingual, ErrcodeClass, Lang, TokenReply, UserinfoReply } from '@weauth/protocol'
export { createAccount } from './account.ts'
export type { Account, AccountOptions, Fetch } from './account.ts'
export { authorizeUrl } from './authorize-url.ts'
export type { AuthorizeOptions } from './authorize-url.ts'
export { checkToken, exchangeCode, refreshToken, userinfo } from './calls.ts'
export type { TokenOfUser, UserinfoOptions } from './calls.ts'
export {
  ConfigError,
  DeadlineError,
  isWeauthError,
  MalformedReplyError,
  NeedsAuthorizationError,
  NetworkError,
  OpenidMismatchError,
  RefusedUserError,
  WeauthError,
  WechatReplyError,
} from './errors.ts'
export type { AnyWeauthError, ErrorAction, ErrorKind } from './errors.ts'
export type { CallOptions } from './transport.ts'
export { acceptSnapshotUsers, createLogin, identityText } from './login/index.ts'
export type {
  AccountFor,
  AllowReturnTo,
  Identity,
  IdentityKey,
  LoggedIn,
  Login,
  LoginFailure,
  LoginOptions,
  LoginResult,
  NotLoggedIn,
  StartOptions,
  SubjectKind,
} from './login/index.ts'
export * from './kv/index.ts'
export * from './tokens/index.ts'
export * from './app-token/index.ts'
export type { AppAccessToken, Code, RefreshToken, WebAccessToken } from './token-kinds.ts'
