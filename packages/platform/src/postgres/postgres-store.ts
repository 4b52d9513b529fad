import type { Store } from '../store/index.ts'
import { appTokens } from './app-tokens.ts'
import { codes } from './codes.ts'
import { consents } from './consents.ts'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { grants } from './grants.ts'
import { qrLogins } from './qr-logins.ts'
import { quotas } from './quotas.ts'
import { records } from './records.ts'
import { clock } from './rows.ts'
import type { Postgres } from './rows.ts'
import { migrate } from './schema.ts'

/** Where to keep the store. */
export type PostgresStoreOptions = {
  /** `postgres://user:password@host/database`; `?max=20` is the number of connections, 10 by default. */
  readonly url: string
  /** Where the URL holds none. */
  readonly password?: string
  /** For tests: the time, whole milliseconds since 1970. The database's own clock by default, so that all instances have the same. */
  readonly clock?: { now(): number }
}

/**
 * Opens a durable store in PostgreSQL, and creates its tables (`weauth_…`) unless they are there. Any number of instances may share it.
 * Needs the package `postgres`. Rejects with an Error when the database cannot be reached, gives up durability for speed, or was written
 * by a newer weauth.
 *
 * @example
 * const store = await openPostgresStore({ url: 'postgres://weauth:secret@127.0.0.1/weauth' })
 * await store.close()
 */
export async function openPostgresStore({ url, password, clock }: PostgresStoreOptions): Promise<Store> {
  const database = await openDatabase(url, password)
  try {
    await checkDurability(database)
    await migrate(database)
  } catch (cause) {
    await database.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Cannot use PostgreSQL as the store: ${reason}. 无法使用 PostgreSQL 保存数据。`, { cause })
  }
  const postgres: Postgres = { ...database, time: () => clock?.now() ?? null }
  const now = readClock(postgres)
  return {
    now,
    ...records(postgres),
    ...codes(postgres),
    ...qrLogins(postgres),
    ...grants(postgres),
    ...consents(postgres),
    ...appTokens(postgres),
    ...quotas(postgres, now),
    purge: purge(postgres, now),
    close: database.close,
  }
}

/** An answer must not leave before what it promises is on disk. */
async function checkDurability({ query }: Database): Promise<void> {
  const [row] = await query<{ synchronous_commit: string }>('SHOW synchronous_commit', [])
  if (row?.synchronous_commit === 'off') {
    throw new Error('synchronous_commit is off: a crash would lose tokens that have been handed out')
  }
}

function readClock({ query, time }: Postgres): Store['now'] {
  return async () => {
    const [row] = await query<{ at: number }>(`WITH ${clock} SELECT at FROM clock`, [time()])
    if (!row) throw new Error('the database does not know the time')
    return row.at
  }
}

const ended = [
  ['requests', 'expires_at'],
  ['qr_logins', 'expires_at'],
  ['codes', 'expires_at'],
  ['access_tokens', 'expires_at'],
  ['grants', 'ends_at'],
  ['app_tokens', 'expires_at'],
]

function purge({ query }: Postgres, now: Store['now']): Store['purge'] {
  // Several instances purge at once: each passes over what another is about to delete.
  const deletions = ended.map(
    ([table, end]) => `DELETE FROM weauth_${table} WHERE id IN (
      SELECT id FROM weauth_${table} WHERE ${end} < $1::bigint ORDER BY ${end} LIMIT $2::bigint FOR UPDATE SKIP LOCKED
    ) RETURNING 1`,
  )
  const statement = `WITH ${deletions.map((deletion, index) => `gone${index} AS (${deletion})`).join(', ')}
    SELECT ${ended.map((_, index) => `(SELECT count(*) FROM gone${index})`).join(' + ')} AS gone`
  return async (limit, graceMs) => {
    const [row] = await query<{ gone: number }>(statement, [(await now()) - graceMs, limit])
    return row?.gone ?? 0
  }
}
