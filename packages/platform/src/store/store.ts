import type { App, Authorization, QrAsked, ReturnTarget, User } from './records.ts'

/** SHA-256 of a secret, 32 bytes: all the store ever sees of one. */
export type Digest = Uint8Array

/** The two halves of a code or token: which row, and the proof of holding it. */
export type Presented = { readonly locator: number; readonly digest: Digest }

/** Something to keep for a while. The store's own clock decides when that ends. */
export type Lasting = { readonly digest: Digest; readonly lifetimeMs: number }

/** How a user ended what they had authorized: the consent was `revoked`, or everything was `reset` when the password changed. */
export type Ended = 'revoked' | 'reset'

/** Why a thing that may happen once did not happen. `unknown` also covers another app's; only a code can have been ended by its user. */
export type NotTaken = { readonly outcome: 'unknown' | 'used' | 'expired' | Ended }

/** A consent request, answered. `codeLocator` is there when a code was asked for. */
export type TakenRequest = {
  readonly outcome: 'taken'
  readonly authorization: Authorization
  readonly target: ReturnTarget
  readonly codeLocator?: number
}

/** A QR login as the phone that scanned it sees it. */
export type ScannedQrLogin = { readonly outcome: 'scanned'; readonly authorization: Authorization }

/** A QR login as the browser that shows it sees it. `expired` is one that ended before it was answered, or before its code was fetched. */
export type FoundQrLogin = {
  readonly status: 'waiting' | 'scanned' | 'refused' | 'confirmed' | 'expired'
  readonly asked: QrAsked
  readonly target: ReturnTarget
}

/** A redeemed code: the grant that came of it, and its first access token. */
export type TakenCode = {
  readonly outcome: 'taken'
  readonly authorization: Authorization
  readonly grantLocator: number
  readonly accessLocator: number
}

/** A refreshed grant: the access token of `generation` is the current one. */
export type Refreshed = {
  readonly outcome: 'refreshed'
  readonly authorization: Authorization
  readonly generation: number
  readonly accessLocator: number
}

/** What is kept of a presented token. */
export type FoundToken = { readonly outcome: 'live' | 'expired' | Ended; readonly authorization: Authorization }
/** What is kept of a presented ordinary token. */
export type FoundAppToken = { readonly outcome: 'live' | 'expired'; readonly appid: string }

/** The current stable token: where it is kept, what its secret is derived with, and how long it still lives. */
export type StableToken = { readonly locator: number; readonly salt: Uint8Array; readonly endsInMs: number }

/** Whether a user was asked before an app was told who they are, or whether circumstances spoke for the user. */
export type ConsentForm = 'asked' | 'implied'

/** What a user lets an app know. Ages are in milliseconds, by the store's clock. */
export type Consent = {
  readonly appid: string
  readonly userId: string
  /** Since it was last made use of for a new code. */
  readonly givenMsAgo: number
  /** Since the user was last asked and agreed; absent when that never was. */
  readonly askedMsAgo?: number
  /** As whom, when not as themself. */
  readonly persona?: string
}

/** Apps and users as they were last saved, each kind in the order in which they first came, and the version that they bring one to. */
export type Saved = { readonly version: number; readonly apps: readonly App[]; readonly users: readonly User[] }

/** A use of something an app may do so often in a period. */
export type QuotaUse = {
  readonly appid: string
  /** What the quota is of. */
  readonly name: string
  /** Uses in a period; at least 1. */
  readonly limit: number
  /** When the period of a moment ends, and all uses come back. */
  readonly endOf: (now: number) => number
  /** How long after the last use the next may be; 0 by default. */
  readonly gapMs?: number
}

/**
 * Everything the platform must remember. Two rules hold for every implementation, and `storeConformance` proves them:
 *
 * - a thing that may happen once is *taken* by a single compare-and-set, committed together with what it produces;
 * - a promise is fulfilled only when its writes are durable.
 *
 * A method that rejects has changed nothing, or it is not known what it changed: the platform then answers errcode -1 and mints nothing.
 */
export interface Store {
  /** The store's clock, milliseconds since 1970: the authority for every expiry. Rejects when what is kept cannot be read: `/readyz` asks it. */
  now(): Promise<number>

  /** Adds the app, or replaces the one with its appid. */
  saveApp(app: App): Promise<void>
  /** Adds the user, or replaces the one with its id. */
  saveUser(user: User): Promise<void>
  /** The apps and users saved after a version of the directory, by whichever instance; 0 is before all of them. */
  savedSince(version: number): Promise<Saved>

  /** Keeps a consent request for the browser session it was shown to; returns its locator. */
  saveRequest(
    request: Lasting & { session: Digest; authorization: Authorization; target: ReturnTarget },
  ): Promise<number>
  /**
   * Answers a consent request once, from its own session. With `code` the user has agreed, as `persona` if one is named: that code and the
   * consent (`asked`) are kept in the same commit.
   */
  takeRequest(
    taking: Presented & { session: Digest; code?: Lasting; persona?: string | undefined },
  ): Promise<TakenRequest | NotTaken>

  /** Keeps a code, and with `consent` the consent it rests on; returns the code's locator. */
  saveCode(code: Lasting & { authorization: Authorization; consent?: ConsentForm | undefined }): Promise<number>

  /**
   * Keeps a QR login, which two parties hold by two secrets: the browser that shows it by `digest`, whoever sees the picture by `scan`.
   * Returns its locator, which both share.
   */
  saveQrLogin(login: Lasting & { scan: Digest; asked: QrAsked; target: ReturnTarget }): Promise<number>
  /** A phone scans it, once, for a user; presented by `scan`. The same session and user may look again until it is answered. */
  scanQrLogin(scanning: Presented & { session: Digest; userId: string }): Promise<ScannedQrLogin | NotTaken>
  /**
   * Answers a scanned QR login once, from the session that scanned it; presented by `scan`. With `allow` the browser has `lifetimeMs` from
   * now to fetch its code.
   */
  answerQrLogin(
    answering: Presented & { session: Digest; allow: boolean; lifetimeMs: number },
  ): Promise<ScannedQrLogin | NotTaken>
  /** What became of a QR login; presented by `digest`. */
  findQrLogin(presented: Presented): Promise<FoundQrLogin | undefined>
  /**
   * Keeps the code of a confirmed QR login and the consent (`asked`), once; presented by `digest`. Asked again, as by a browser that lost
   * the answer, it keeps nothing and tells the locator of the code it has. One that is not confirmed is `unknown`.
   */
  takeQrCode(taking: Presented & { code: Lasting }): Promise<Required<TakenRequest> | NotTaken>

  /**
   * Redeems a code once, for its own app and by the third-party platform that asked for it if one did, and keeps the grant and its first access token in the same commit.
   * `mint` is told the locator of the new grant and gives the digests of both tokens. It may be called again when a neighbour's write
   * fails: the last call counts, so it computes and does nothing else. When it throws, the code has not been redeemed.
   */
  takeCode(
    taking: Presented & {
      appid: string
      component?: string | undefined
      refreshLifetimeMs: number
      accessLifetimeMs: number
      mint: (grantLocator: number) => { readonly refresh: Digest; readonly access: Digest }
    },
  ): Promise<TakenCode | NotTaken>

  /**
   * Refreshes the grant of a presented refresh token, for and by the same as above. A new access token of the next generation is kept
   * (older ones live out their time); with `keepWhileValid`, a current one that is still live is extended instead.
   * `mint` gives the digest of the access token of a generation, on the same terms as for `takeCode`.
   */
  refreshGrant(
    refreshing: Presented & {
      appid: string
      component?: string | undefined
      accessLifetimeMs: number
      keepWhileValid: boolean
      mint: (grantLocator: number, generation: number) => Digest
    },
  ): Promise<Refreshed | { readonly outcome: 'unknown' | 'expired' | Ended }>

  /** Looks a presented web access token up. */
  findAccess(presented: Presented): Promise<FoundToken | undefined>

  /** What the user lets the app know, unless that was withdrawn or never given. */
  findConsent(of: { userId: string; appid: string }): Promise<Consent | undefined>
  /** All consents of a user, in the order of the appids. */
  listConsents(userId: string): Promise<Consent[]>
  /**
   * Withdraws a consent, once. In the same commit every code, grant and token that the user authorized for the app ends as `revoked`, but
   * for those of `snsapi_base`, which asks no consent. What is authorized afterwards is not touched.
   */
  withdrawConsent(of: { userId: string; appid: string }): Promise<'withdrawn' | 'unknown'>
  /** Ends as `reset` all codes, grants and tokens that the user authorized so far, for every app. The consents stay. */
  endAuthorizations(userId: string): Promise<void>

  /** Keeps an ordinary token; the app's earlier ones, but for stable ones, end after `overlapMs` at the latest. Returns its locator. */
  saveAppToken(token: Lasting & { appid: string; overlapMs: number }): Promise<number>
  /**
   * The stable token of an app: the present one while it lives longer than `overlapMs`, else a new one with `salt`, beside which the
   * earlier one ends after `overlapMs` at the latest. With `force` it is a new one in any case, and the earlier one ends at once.
   * `mint` gives the digest that a salt leads to, on the same terms as for `takeCode`; a kept token with another digest (the app's
   * secret was reset) is not handed out again.
   */
  keepStableToken(asking: {
    appid: string
    salt: Uint8Array
    lifetimeMs: number
    overlapMs: number
    force: boolean
    mint: (salt: Uint8Array) => Digest
  }): Promise<StableToken>
  /** Looks a presented ordinary token up, stable or not. */
  findAppToken(presented: Presented): Promise<FoundAppToken | undefined>

  /** Takes one use of a quota, unless none is left (`exhausted`) or the last was a moment ago (`early`). */
  takeQuota(use: QuotaUse): Promise<'taken' | 'exhausted' | 'early'>
  /** Takes one use as above, and in the same commit gives the app back all uses of its other quotas. */
  clearQuotas(use: QuotaUse): Promise<'taken' | 'exhausted' | 'early'>

  /**
   * Deletes up to `limit` rows of each kind that ended more than `graceMs` ago; returns how many went. A used code or request ends
   * when it expires, a grant with the last of its tokens. Locators of what went are not given out again.
   */
  purge(limit: number, graceMs: number): Promise<number>
  /** Makes durable what is still being written, then closes. Every later write rejects; closing again does nothing. */
  close(): Promise<void>
}
