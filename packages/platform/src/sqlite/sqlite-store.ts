import { statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { groupCommit } from './group-commit.ts'
import type { App, User, Store } from '../store/index.ts'
import { codeRows } from './codes.ts'
import { consentRows } from './consents.ts'
import { qrLoginRows } from './qr-logins.ts'
import { quotaRows } from './quotas.ts'
import type { Sqlite } from './rows.ts'
import { openDatabase } from './schema.ts'
import { appTokenRows, grantRows } from './tokens.ts'

/** Where to keep the store and what time it is. */
export type SqliteStoreOptions = {
  /** A file, created when missing (its folder must exist), or `:memory:`. */
  readonly path: string
  /** Whole milliseconds since 1970. */
  readonly clock: { now(): number }
}

/**
 * Opens a durable store in one SQLite file. Several processes may open the same file: they stay correct and wait for each other.
 * Throws an Error when the file cannot be opened and written, or was written by a newer weauth.
 *
 * @example
 * const store = openSqliteStore({ path: 'weauth.db', clock: { now: () => 1_700_000_000_000 } })
 * await store.close()
 */
export function openSqliteStore({ path, clock }: SqliteStoreOptions): Store {
  const db = openDatabase(path)
  const { write, flush } = groupCommit(db)
  const sqlite: Sqlite = { db, write, now: neverBack(clock) }
  return {
    now: checkedClock(sqlite),
    ...recordRows(sqlite),
    ...codeRows(sqlite),
    ...qrLoginRows(sqlite),
    ...grantRows(sqlite),
    ...consentRows(sqlite),
    ...appTokenRows(sqlite),
    ...quotaRows(sqlite),
    purge: purge(sqlite),
    close: async () => {
      if (!db.isOpen) return
      flush()
      db.close()
    },
  }
}

const newest = (table: string): string => `(SELECT coalesce(max(version), 0) FROM ${table})`

/** A clock that stands still while the one it goes by is behind where it was: what has expired does not come to life again. */
function neverBack(clock: { now(): number }): () => number {
  let latest = 0
  return () => (latest = Math.max(latest, clock.now()))
}

/**
 * The time, told only while the file can be read, and is the one that was opened: SQLite goes on with one that was moved or removed, and
 * what it then keeps may be lost with the process. The file is looked at and not opened: closing it would give up SQLite's locks on it.
 */
function checkedClock({ db, now }: Sqlite): Store['now'] {
  const row = db.prepare('SELECT max(version) FROM apps')
  const file = db.location()
  const opened = file === null ? undefined : statSync(file, { bigint: true })
  return async () => {
    row.get()
    if (file !== null && opened !== undefined) {
      const { dev, ino } = await stat(file, { bigint: true })
      if (dev !== opened.dev || ino !== opened.ino) throw new Error(`${file} is another file than was opened`)
    }
    return now()
  }
}

function recordRows({ db, write }: Sqlite): Pick<Store, 'saveApp' | 'saveUser' | 'savedSince'> {
  const saver = (table: string, key: string) => {
    const upsert = db.prepare(
      `INSERT INTO ${table} (${key}, record, version) VALUES (?, ?, 1 + max(${newest('apps')}, ${newest('users')}))
        ON CONFLICT DO UPDATE SET record = excluded.record, version = excluded.version`,
    )
    return (id: string, record: App | User): Promise<void> =>
      write(() => {
        upsert.run(id, JSON.stringify(record))
      })
  }
  const saveApp = saver('apps', 'appid')
  const saveUser = saver('users', 'id')
  // One statement, so that no other process saves between two looks.
  const since = db.prepare(
    `SELECT 1 AS is_app, rowid, record, version FROM apps WHERE version > :version
      UNION ALL SELECT 0, rowid, record, version FROM users WHERE version > :version ORDER BY rowid`,
  )
  return {
    saveApp: (app) => saveApp(app.appid, app),
    saveUser: (user) => saveUser(user.id, user),
    savedSince: async (version) => {
      const rows = since.all({ version })
      const of = <T>(isApp: number): T[] =>
        rows.filter((row) => row['is_app'] === isApp).map((row): T => JSON.parse(String(row['record'])))
      return { version: Math.max(version, ...rows.map((row) => Number(row['version']))), apps: of(1), users: of(0) }
    },
  }
}

function purge({ db, write, now }: Sqlite): Store['purge'] {
  const deletions = [
    ['requests', 'expires_at'],
    ['qr_logins', 'expires_at'],
    ['codes', 'expires_at'],
    ['access_tokens', 'expires_at'],
    ['grants', 'ends_at'],
    ['app_tokens', 'expires_at'],
  ].map(([table, end]) =>
    db.prepare(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${end} < ? ORDER BY ${end} LIMIT ?)`),
  )
  return (limit, graceMs) =>
    write(() => {
      const before = now() - graceMs
      return deletions.reduce((gone, deletion) => gone + Number(deletion.run(before, limit).changes), 0)
    })
}
