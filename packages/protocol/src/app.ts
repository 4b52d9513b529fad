import type { Scope } from './scopes.ts'

/**
 * What holds an appid: service account 服务号, test account 接口测试号, website app 网站应用.
 * (Mobile apps and third-party platforms are known to the document and not served yet.)
 */
export const appKinds = ['service', 'test', 'website'] as const
/** One of {@link appKinds}. */
export type AppKind = (typeof appKinds)[number]

/** What the rules need to know about an app. */
export type AppFacts = {
  readonly kind: AppKind
  /** Callback domains 网页授权域名 as configured, see {@link checkCallbackDomain}. */
  readonly callbackDomains: readonly string[]
  /** The scopes the app may ask for. */
  readonly scopes: readonly Scope[]
  readonly banned: boolean
}
