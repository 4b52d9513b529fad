import type { AppFacts, CallbackMode, Scope } from '@weauth/protocol'

export type { ReturnTarget } from '@weauth/protocol'

/** The languages WeChat writes region names in. */
export type Language = 'zh_CN' | 'zh_TW' | 'en'

/** A region name: one for all languages, or one for each. */
export type RegionName = string | Readonly<Record<Language, string>>

/** An app as kept. Its secret is known by digest only. */
export type App = AppFacts & {
  readonly appid: string
  /** SHA-256 of the secret, hex. */
  readonly secretDigest: string
  readonly name: string
  /** The open-platform account the app is bound to; apps of one account share the unionid of a user. */
  readonly openPlatform?: string
  readonly refreshTokenDays: number
  /** How codes reach the business, in development: once, unless a header says otherwise. */
  readonly callbacks?: CallbackMode | undefined
  /** Where the account's server takes messages, and what they are signed and, where there is a key, encrypted with (安全模式). */
  readonly messagePush?:
    | { readonly url: string; readonly token: string; readonly encodingAesKey?: string | undefined }
    | undefined
  /** IP 白名单: addresses and CIDR ranges that calls with its secret or token may come from; anywhere where absent. */
  readonly ipWhitelist?: readonly string[] | undefined
}

/** A WeChat user as kept. */
export type User = {
  readonly id: string
  readonly nickname: string
  /** 1 male, 2 female, 0 unknown. */
  readonly sex: 0 | 1 | 2
  readonly province: RegionName
  readonly city: RegionName
  readonly country: RegionName
  readonly language: Language
  readonly privilege: readonly string[]
  /** A version of the generated picture (0: the user has none), or a PNG file in base64. */
  readonly avatar: number | { readonly png: string }
  /** Other nicknames and pictures the user has made up to appear as, no two nicknames the same. */
  readonly alternatives?: readonly Alternative[] | undefined
  /** The appids of the accounts the user follows. */
  readonly follows: readonly string[]
  /** Restricted, frozen or gone: links are refused to this user, and calls about them get 50002. */
  readonly limited?: boolean | undefined
}

/** A nickname and picture under which a user may appear to an app. */
export type Alternative = {
  readonly nickname: string
  /** A version of the generated picture; 0: none. */
  readonly avatar: number
}

/** What is authorized: which user, for which app, how far. `flow` ties the traces of one login together. */
export type Authorization = {
  readonly appid: string
  readonly userId: string
  readonly scope: Scope
  readonly flow: string
  /** The appid of the third-party platform that asked for it: none but that may trade its code and refresh its tokens. */
  readonly component?: string
  /** As whom the user appears to the app, when not as themself. Kept as it is given; what it means is the platform's business. */
  readonly persona?: string
}

/** What a QR login asks for, before anybody has scanned it. */
export type QrAsked = Pick<Authorization, 'appid' | 'scope' | 'flow'>
