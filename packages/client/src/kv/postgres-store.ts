import { inPassing, sweptAtOnce } from './in-passing.ts'
import type { KeyValueStore } from './key-value.ts'

type Row = Readonly<Record<string, unknown>>

/** As much of pg, a Pool or a Client, as {@link postgresStore} uses. */
export type PgLike = { query(text: string, values: (string | number)[]): Promise<{ readonly rows: readonly Row[] }> }
/** As much of the `sql` of postgres as {@link postgresStore} uses. */
export type PostgresJsLike = { unsafe(text: string, values: (string | number)[]): PromiseLike<readonly Row[]> }

/** A store in PostgreSQL, and what its table needs. */
export type PostgresStore = KeyValueStore & {
  /** Creates the table `weauth_kv` unless it is there; several processes may do so at once. */
  readonly migrate: () => Promise<void>
  /** Deletes all that has expired; returns how many rows went. Nobody needs to call it: writing deletes some of it, now and then. */
  readonly purge: () => Promise<number>
}

// One statement, so that it needs no transaction of the caller's. The lock is there because two CREATE TABLE IF NOT EXISTS at once can
// fail on each other; it goes with the statement.
const migration = `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('weauth_kv'));
  CREATE TABLE IF NOT EXISTS weauth_kv (key text PRIMARY KEY, value text NOT NULL, ends_at timestamptz NOT NULL);
  CREATE INDEX IF NOT EXISTS weauth_kv_by_end ON weauth_kv (ends_at);
END $$`

// The database's own clock: processes whose clocks differ still agree on what has expired. clock_timestamp() and not now(), which
// stands still within a transaction.
const end = `clock_timestamp() + $3::float8 * interval '1 millisecond'`
const insert = `INSERT INTO weauth_kv (key, value, ends_at) VALUES ($1, $2, ${end})
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at`
const insertIfNone = `${insert} WHERE weauth_kv.ends_at <= clock_timestamp() RETURNING 1 AS done`
// Who had to wait for the row's lock judges its condition again on the new version, so that of many only one is done.
const replace = `UPDATE weauth_kv SET value = $2, ends_at = ${end}
  WHERE key = $1 AND value = $4 AND ends_at > clock_timestamp() RETURNING 1 AS done`
// Rows that another process is deleting or setting anew are left to it, so that no sweep waits for a lock.
const deleteSome = `DELETE FROM weauth_kv WHERE key IN (SELECT key FROM weauth_kv WHERE ends_at <= clock_timestamp()
  ORDER BY ends_at LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED)`

/**
 * A store in one table of PostgreSQL, by the `sql` of postgres or a Pool of pg. Values may hold any text but U+0000. Works behind
 * transaction poolers.
 *
 * @example
 * declare const pool: PgLike
 * const store = postgresStore(pool)
 * await store.migrate()
 */
export function postgresStore(client: PgLike | PostgresJsLike): PostgresStore {
  const query = async (text: string, ...values: (string | number)[]): Promise<readonly Row[]> =>
    'unsafe' in client ? client.unsafe(text, values) : (await client.query(text, values)).rows
  const sweep = inPassing(() => query(deleteSome))
  return {
    async get(key) {
      const rows = await query('SELECT value FROM weauth_kv WHERE key = $1 AND ends_at > clock_timestamp()', key)
      const value = rows[0]?.['value']
      return typeof value === 'string' ? value : undefined
    },
    async set(key, value, lifetimeMs) {
      await query(insert, key, value, lifetimeMs)
      await sweep()
    },
    async setIf(key, expected, value, lifetimeMs) {
      const rows =
        expected === undefined
          ? await query(insertIfNone, key, value, lifetimeMs)
          : await query(replace, key, value, lifetimeMs, expected)
      await sweep()
      return rows.length === 1
    },
    async delete(key) {
      await query('DELETE FROM weauth_kv WHERE key = $1', key)
    },
    async migrate() {
      await query(migration)
    },
    async purge() {
      return (await query('DELETE FROM weauth_kv WHERE ends_at <= clock_timestamp() RETURNING 1 AS done')).length
    },
  }
}
