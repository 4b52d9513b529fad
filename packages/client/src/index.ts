/**
 * What a business server calls to log its users in with WeChat: today the protocol functions, each taking an explicit account.
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
  MalformedReplyError,
  NetworkError,
  OpenidMismatchError,
  WeauthError,
  WechatReplyError,
} from './errors.ts'
export type { AnyWeauthError, ErrorAction, ErrorKind } from './errors.ts'
export type { CallOptions } from './transport.ts'
