import type { AuthorizeScope } from './scopes.ts'

/**
 * What may hold an appid here: service account 服务号, test account 接口测试号, website app 网站应用.
 * Mobile apps and third-party platforms are not served yet.
 */
export const appKinds = ['service', 'test', 'website'] as const
/** One of {@link appKinds}. */
export type AppKind = (typeof appKinds)[number]

/** What the rules need to know about an app. */
export type AppFacts = {
  readonly kind: AppKind
  /** Callback domains 网页授权域名 as configured, each without a finding of `checkCallbackDomain`. */
  readonly callbackDomains: readonly string[]
  /** The scopes the app has been granted. */
  readonly scopes: readonly AuthorizeScope[]
  readonly banned: boolean
  /** A test account that only followers may use (10006). */
  readonly requireFollow: boolean
}
