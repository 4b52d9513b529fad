import type { Scope } from './scopes.ts'

/**
 * What may hold an appid here: service account 服务号, test account 接口测试号, website app 网站应用, mobile app 移动应用,
 * third-party platform 第三方平台 (`component`, as the wire calls it).
 */
export const appKinds = ['service', 'test', 'website', 'mobile', 'component'] as const
/** One of {@link appKinds}. */
export type AppKind = (typeof appKinds)[number]

/** What the rules need to know about an app. */
export type AppFacts = {
  readonly kind: AppKind
  /** Callback domains 网页授权域名 (授权回调域 of a website app) as configured, each without a finding of `checkCallbackDomain`. */
  readonly callbackDomains: readonly string[]
  /** The scopes the app has been granted. */
  readonly scopes: readonly Scope[]
  readonly banned: boolean
  /** A test account that only followers may use (10006). */
  readonly requireFollow: boolean
  /** A service account that has not been verified 未认证: no web authorization. */
  readonly unverified?: boolean | undefined
  /** The AppSecret was frozen in the console (40243). */
  readonly secretFrozen?: boolean | undefined
  /** Calls that each interface serves the app in a minute; WeChat's own limit where absent. */
  readonly callsPerMinute?: number | undefined
  /** Calls that each interface with a daily quota serves the app in a day; WeChat's own limit where absent. */
  readonly callsPerDay?: number | undefined
  /** WeChat shows the snapshot page before it lets the app ask a user: its decision, by means it does not tell. */
  readonly snapshotPages?: boolean | undefined
  /** Whether browsers other than WeChat's are turned away, whatever the profile says. */
  readonly wechatOnly?: boolean | undefined
  /** How often one user may open a link of the app in a minute (10009). No limit where absent: WeChat's is not known. */
  readonly authorizationsPerMinute?: number | undefined
  /** A third-party platform only: the appids of the accounts that have authorized it. */
  readonly authorizedBy?: readonly string[] | undefined
  /** Those of `authorizedBy` that kept the permission set of web authorization 网页授权 to themselves. */
  readonly withheldBy?: readonly string[] | undefined
}

/** Whether the app is an account 公众号, with users, followers and a token of its own. */
export const isAccount = ({ kind }: { readonly kind: AppKind }): boolean => kind === 'service' || kind === 'test'

/** Whether the app is one of the open platform 开放平台 by nature: it is always of an open-platform account, so its users have a unionid. */
export const isOpenPlatformApp = ({ kind }: { readonly kind: AppKind }): boolean =>
  kind === 'website' || kind === 'mobile'
