import type { App, Consent, QuotaUse, Saved, Store, User } from '../store/index.ts'
import { appTokens } from './app-tokens.ts'
import { logins } from './logins.ts'
import { newMemory } from './memory.ts'
import type { Memory } from './memory.ts'
import { qrLogins } from './qr-logins.ts'

/**
 * Opens a store in memory alone: nothing is durable, and no other process sees it.
 *
 * @example
 * const store = openMemoryStore({ clock: { now: () => 1_700_000_000_000 } })
 */
export function openMemoryStore({ clock }: { readonly clock: { now(): number } }): Store {
  let isClosed = false
  const now = (): number => {
    if (isClosed) throw new Error('the store is closed')
    return clock.now()
  }
  const memory = newMemory(now)
  return {
    now: async () => now(),
    ...directory(memory),
    ...logins(memory),
    ...qrLogins(memory),
    ...consents(memory),
    ...appTokens(memory),
    ...quotas(memory),
    purge: purge(memory),
    close: async () => {
      isClosed = true
    },
  }
}

type Kept<T> = { readonly record: T; readonly version: number }

// As every store does: what was given may go on changing, what was kept does not.
const copy = <T>(record: T): T => JSON.parse(JSON.stringify(record)) as T

const newer = <T>(all: ReadonlyMap<string, Kept<T>>, version: number): T[] =>
  [...all.values()].filter((one) => one.version > version).map(({ record }) => record)

function directory({ now }: Memory): Pick<Store, 'saveApp' | 'saveUser' | 'savedSince'> {
  const apps = new Map<string, Kept<App>>()
  const users = new Map<string, Kept<User>>()
  let last = 0
  return {
    async saveApp(record) {
      now()
      apps.set(record.appid, { record: copy(record), version: (last += 1) })
    },
    async saveUser(record) {
      now()
      users.set(record.id, { record: copy(record), version: (last += 1) })
    },
    async savedSince(version): Promise<Saved> {
      if (version === last) return { version, apps: [], users: [] }
      return { version: last, apps: newer(apps, version), users: newer(users, version) }
    },
  }
}

function consents({
  now,
  consents: all,
  ends,
  codes,
}: Memory): Pick<Store, 'findConsent' | 'listConsents' | 'withdrawConsent' | 'endAuthorizations'> {
  type Row = NonNullable<ReturnType<NonNullable<ReturnType<Memory['consents']['get']>>['get']>>
  const told = ({ userId, appid, givenAt, askedAt, persona }: Row, at: number): Consent => ({
    userId,
    appid,
    givenMsAgo: at - givenAt,
    ...(askedAt !== undefined && { askedMsAgo: at - askedAt }),
    ...(persona !== undefined && { persona }),
  })
  const end = (userId: string, appid: string, reason: 'revoked' | 'reset'): void => {
    const ofUser = ends.get(userId) ?? new Map<string, { reason: 'revoked' | 'reset'; upTo: number }>()
    ends.set(userId, ofUser)
    ofUser.set(appid, { reason, upTo: codes.last() })
  }
  return {
    async findConsent({ userId, appid }) {
      const row = all.get(userId)?.get(appid)
      return row && told(row, now())
    },
    async listConsents(userId) {
      const at = now()
      const rows = [...(all.get(userId)?.values() ?? [])]
      return rows.toSorted((one, other) => (one.appid < other.appid ? -1 : 1)).map((row) => told(row, at))
    },
    async withdrawConsent({ userId, appid }) {
      now()
      if (!all.get(userId)?.delete(appid)) return 'unknown'
      end(userId, appid, 'revoked')
      return 'withdrawn'
    },
    async endAuthorizations(userId) {
      now()
      end(userId, '', 'reset')
    },
  }
}

function quotas({ now }: Memory): Pick<Store, 'takeQuota' | 'clearQuotas'> {
  const all = new Map<string, Map<string, { endsAt: number; used: number; lastAt: number }>>()
  const take = ({ appid, name, limit, endOf, gapMs = 0 }: QuotaUse): 'taken' | 'exhausted' | 'early' => {
    const at = now()
    const ofApp = all.get(appid) ?? new Map<string, { endsAt: number; used: number; lastAt: number }>()
    all.set(appid, ofApp)
    const row = ofApp.get(name)
    const isOver = row === undefined || row.endsAt <= at
    if (!isOver && row.used >= limit) return 'exhausted'
    if (row !== undefined && row.lastAt + gapMs > at) return 'early'
    ofApp.set(name, isOver ? { endsAt: endOf(at), used: 1, lastAt: at } : { ...row, used: row.used + 1, lastAt: at })
    return 'taken'
  }
  return {
    takeQuota: async (use) => take(use),
    async clearQuotas(use) {
      const taken = take(use)
      const ofApp = all.get(use.appid)
      if (taken === 'taken') for (const name of ofApp?.keys() ?? []) if (name !== use.name) ofApp?.delete(name)
      return taken
    },
  }
}

/**
 * Rows stand in the order of their ends, or nearly: one that was shortened, or whose app has a shorter lifetime, may wait behind another. So
 * only the beginning is looked at, and a purge takes as long as what it deletes.
 */
function purge(memory: Memory): Store['purge'] {
  const { now, requests, codes, accessTokens, appTokens: tokens, qrLogins: logins, grants } = memory
  const byExpiry = [requests, codes, accessTokens, tokens, logins].map(({ rows }) => rows)
  return async (limit, graceMs) => {
    const before = now() - graceMs
    let gone = 0
    const drop = <Row>(rows: Map<number, Row>, endOf: (row: Row) => number): void => {
      let left = limit
      for (const [locator, row] of rows) {
        if (left === 0 || endOf(row) >= before) return
        rows.delete(locator)
        left -= 1
        gone += 1
      }
    }
    for (const rows of byExpiry) drop(rows as Map<number, { expiresAt: number }>, ({ expiresAt }) => expiresAt)
    drop(grants, ({ endsAt }) => endsAt)
    return gone
  }
}
