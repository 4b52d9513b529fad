import { timingSafeEqual } from 'node:crypto'
import type {
  Authorization,
  Consent,
  ConsentForm,
  Digest,
  Ended,
  Presented,
  QrAsked,
  ReturnTarget,
} from '../store/index.ts'

// JavaScript runs one thing at a time: a method that awaits nothing between its look and its change is a compare-and-set. None here does.

/** What every row found by a secret has. */
type SecretRow = { readonly digest: Digest; expiresAt: number }

/** Rows by their locators, the ones that end first at the beginning. */
type Table<Row extends SecretRow> = {
  readonly rows: Map<number, Row>
  /** Keeps a row under the next locator, which is never used again. */
  readonly add: (row: Row) => number
  readonly find: (presented: Presented) => Row | undefined
  /** The locator that was given out last; 0 before the first. */
  readonly last: () => number
}

/** Compares two digests in a time that does not tell where they differ. */
export const sameDigest = (one: Digest, other: Digest): boolean =>
  one.length === other.length && timingSafeEqual(one, other)

/** A table without rows. */
function table<Row extends SecretRow>(): Table<Row> {
  const rows = new Map<number, Row>()
  let last = 0
  return {
    rows,
    add(row) {
      last += 1
      rows.set(last, row)
      return last
    },
    find({ locator, digest }) {
      const row = rows.get(locator)
      return row !== undefined && sameDigest(row.digest, digest) ? row : undefined
    },
    last: () => last,
  }
}

/** Puts a row whose end has moved away behind those that end earlier. */
export function postpone<Row>(rows: Map<number, Row>, locator: number, row: Row): void {
  rows.delete(locator)
  rows.set(locator, row)
}

/** A row that may be taken once. */
type OneTimeRow = SecretRow & { readonly authorization: Authorization; isUsed: boolean }
type RequestRow = OneTimeRow & { readonly session: Digest; readonly target: ReturnTarget }
type CodeRow = OneTimeRow
export type GrantRow = SecretRow & {
  readonly authorization: Authorization
  /** When the last of its tokens ends. */
  endsAt: number
  generation: number
  accessLocator: number
}
type AccessRow = SecretRow & { readonly grantLocator: number }
export type AppTokenRow = SecretRow & { readonly appid: string; readonly salt: Uint8Array | undefined }
export type QrRow = SecretRow & {
  readonly scan: Digest
  readonly asked: QrAsked
  readonly target: ReturnTarget
  status: 'waiting' | 'scanned' | 'confirmed' | 'refused'
  session: Digest | undefined
  userId: string | undefined
  codeLocator: number | undefined
}
type ConsentRow = Pick<Consent, 'appid' | 'userId'> & { givenAt: number; askedAt?: number; persona: string | undefined }

/** Everything there is. */
export type Memory = {
  /** The time; throws when the store is closed. */
  readonly now: () => number
  readonly requests: Table<RequestRow>
  readonly codes: Table<CodeRow>
  /** By the locators of their codes. */
  readonly grants: Map<number, GrantRow>
  readonly accessTokens: Table<AccessRow>
  readonly appTokens: Table<AppTokenRow>
  readonly qrLogins: Table<QrRow>
  /** By user, then app. */
  readonly consents: Map<string, Map<string, ConsentRow>>
  /** By user, then app, or '' for all: codes and grants up to a locator. */
  readonly ends: Map<string, Map<string, { readonly reason: Ended; readonly upTo: number }>>
}

/** Nothing yet. */
export const newMemory = (now: () => number): Memory => ({
  now,
  requests: table(),
  codes: table(),
  grants: new Map(),
  accessTokens: table(),
  appTokens: table(),
  qrLogins: table(),
  consents: new Map(),
  ends: new Map(),
})

/** How a code or grant was ended by its user, if it was. A grant has the locator of its code. */
export function endedBy({ ends }: Memory, { userId, appid, scope }: Authorization, locator: number): Ended | undefined {
  const ofUser = ends.get(userId)
  if (!ofUser) return undefined
  const one = [ofUser.get(appid), ofUser.get('')].find(
    (end) => end !== undefined && end.upTo >= locator && (end.reason === 'reset' || scope !== 'snsapi_base'),
  )
  return one?.reason
}

/** Keeps a code, and the consent it rests on. */
export function addCode(
  { codes, consents, now }: Memory,
  { digest, lifetimeMs }: { readonly digest: Digest; readonly lifetimeMs: number },
  authorization: Authorization,
  consent: ConsentForm | undefined,
): number {
  const at = now()
  if (consent !== undefined) {
    const { userId, appid, persona } = authorization
    const ofUser = consents.get(userId) ?? new Map<string, ConsentRow>()
    consents.set(userId, ofUser)
    const askedAt = consent === 'asked' ? at : ofUser.get(appid)?.askedAt
    ofUser.set(appid, { userId, appid, givenAt: at, ...(askedAt !== undefined && { askedAt }), persona })
  }
  return codes.add({ digest, expiresAt: at + lifetimeMs, authorization, isUsed: false })
}

/** Whether a code or grant is of this app, and of this third-party platform or of none. */
export const isOf = (
  authorization: Authorization,
  { appid, component }: { readonly appid: string; readonly component?: string | undefined },
): boolean => authorization.appid === appid && authorization.component === component
