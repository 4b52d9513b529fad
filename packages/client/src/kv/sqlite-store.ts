import type { KeyValueStore } from './key-value.ts'
import { systemNow } from '../time.ts'
import { inPassing, sweptAtOnce } from './in-passing.ts'

type Statement = {
  run(...values: (string | number)[]): { readonly changes: number | bigint }
  get(...values: (string | number)[]): unknown
}

/** As much of a SQLite database as {@link sqliteStore} uses: `DatabaseSync` of node:sqlite, better-sqlite3 and bun:sqlite have it. */
export type SqliteLike = { exec(sql: string): unknown; prepare(sql: string): Statement }

/** A store in SQLite. */
export type SqliteStore = KeyValueStore & {
  /** Deletes all that has expired; returns how many rows went. Nobody needs to call it: writing deletes some of it, now and then. */
  readonly purge: () => Promise<number>
}

const table = `CREATE TABLE IF NOT EXISTS weauth_kv
    (key TEXT PRIMARY KEY, value TEXT NOT NULL, ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS weauth_kv_by_end ON weauth_kv (ends_at)`

const insert = `INSERT INTO weauth_kv (key, value, ends_at) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at`

/**
 * A store in one table of a SQLite database, which is created unless it is there. Several processes may share the file: open it with a
 * busy timeout, in WAL mode. Expiry goes by this machine's clock, for SQLite has no other.
 *
 * @example
 * declare const database: SqliteLike
 * const store = sqliteStore(database)
 */
export function sqliteStore(
  database: SqliteLike,
  { now = systemNow }: { /** Milliseconds since 1970. */ readonly now?: () => number } = {},
): SqliteStore {
  database.exec(table)
  const find = database.prepare('SELECT value FROM weauth_kv WHERE key = ? AND ends_at > ?')
  const set = database.prepare(insert)
  const setIfNone = database.prepare(`${insert} WHERE weauth_kv.ends_at <= ?`)
  const replace = database.prepare(
    'UPDATE weauth_kv SET value = ?, ends_at = ? WHERE key = ? AND value = ? AND ends_at > ?',
  )
  const remove = database.prepare('DELETE FROM weauth_kv WHERE key = ?')
  const purge = database.prepare('DELETE FROM weauth_kv WHERE ends_at <= ?')
  const some = database.prepare(
    `DELETE FROM weauth_kv WHERE key IN (SELECT key FROM weauth_kv WHERE ends_at <= ? ORDER BY ends_at LIMIT ${sweptAtOnce})`,
  )
  const sweep = inPassing(async () => some.run(now()))
  const endAt = (lifetimeMs: number): number => Math.ceil(now() + lifetimeMs)
  return {
    async get(key) {
      // bun:sqlite says null where the others say undefined.
      const row = find.get(key, now()) as { readonly value: string } | null | undefined
      return row?.value
    },
    async set(key, value, lifetimeMs) {
      set.run(key, value, endAt(lifetimeMs))
      await sweep()
    },
    async setIf(key, expected, value, lifetimeMs) {
      const { changes } =
        expected === undefined
          ? setIfNone.run(key, value, endAt(lifetimeMs), now())
          : replace.run(value, endAt(lifetimeMs), key, expected, now())
      await sweep()
      return Number(changes) === 1
    },
    async delete(key) {
      remove.run(key)
    },
    purge: async () => Number(purge.run(now()).changes),
  }
}
