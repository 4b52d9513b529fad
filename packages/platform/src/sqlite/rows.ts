import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { GroupCommit } from './group-commit.ts'
import type { Authorization, Digest, Ended, NotTaken, Presented } from '../store/index.ts'

/** What each part of the SQLite store works with. */
export type Sqlite = {
  readonly db: DatabaseSync
  readonly now: () => number
  readonly write: GroupCommit['write']
}

/** What every row found by a secret has. */
export type SecretRow = { readonly digest: Digest; readonly expires_at: number }

/** The columns of an authorization. */
export type AuthorizationRow = {
  readonly appid: string
  readonly user_id: string
  readonly scope: Authorization['scope']
  readonly flow: string
  readonly component: string | null
  /** Absent from consent requests: as whom is chosen when they are answered. */
  readonly persona?: string | null
}

/** A row that may be taken once. */
export type OneTimeRow = SecretRow &
  AuthorizationRow & { readonly used_at: number | null; readonly ended: Ended | null }

/** Reads the authorization out of a row. */
export function authorizationOf(row: AuthorizationRow): Authorization {
  const { appid, user_id: userId, scope, flow, component, persona = null } = row
  return { appid, userId, scope, flow, ...(component !== null && { component }), ...(persona !== null && { persona }) }
}

/** Whether a code or grant is of this app, and of this third-party platform or of none. */
export const isOf = (
  row: AuthorizationRow,
  { appid, component }: Pick<Authorization, 'appid'> & { component?: string | undefined },
): boolean => row.appid === appid && row.component === (component ?? null)

/** Compares two digests in a time that does not tell where they differ. */
export function sameDigest(one: Digest, other: Digest): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** At exactly `expires_at` a thing has expired. */
export function lifeOf(row: SecretRow, now: number): 'live' | 'expired' {
  return row.expires_at > now ? 'live' : 'expired'
}

/**
 * Returns a function that reads the first row of a SELECT. In one, `*` stands last: a newer weauth may add columns to the file while this
 * one is still running, and the names are those of the beginning.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the columns it selects
export function reader<Row>(db: DatabaseSync, select: string): (...parameters: SQLInputValue[]) => Row | undefined {
  const find = db.prepare(select)
  const names = find.columns().map(({ name }) => name)
  // The objects that node:sqlite makes are slow to make and slow to read; every token that is presented pays for one.
  find.setReturnArrays(true)
  return (...parameters) => {
    const values: unknown = find.get(...parameters)
    if (!Array.isArray(values)) return undefined
    const row: Record<string, unknown> = {}
    for (const [index, name] of names.entries()) row[name] = values[index]
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- STRICT tables hold what they declare
    return row as Row
  }
}

/** Returns a function that finds a row by its locator if the presented digest is its own. The one parameter of `select` is the locator. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the columns it selects
export function finder<Row extends SecretRow>(
  db: DatabaseSync,
  select: string,
): (presented: Presented) => Row | undefined {
  const find = reader<Row>(db, select)
  return ({ locator, digest }) => {
    const row = find(locator)
    return row !== undefined && sameDigest(row.digest, digest) ? row : undefined
  }
}

/**
 * Returns a function that takes a row once, and tells why when it does not. The reading gives the reason; only the UPDATE takes,
 * so at most one taker wins even if the reading were moved out of the transaction one day.
 */
export function taker<Row extends OneTimeRow>(
  db: DatabaseSync,
  table: 'requests' | 'codes',
  ended = 'NULL',
): (presented: Presented, isOwn: (row: Row) => boolean, now: number) => Row | NotTaken {
  const find = finder<Row>(db, `SELECT ${ended} AS ended, * FROM ${table} WHERE id = ?`)
  const mark = db.prepare(`UPDATE ${table} SET used_at = ? WHERE id = ? AND used_at IS NULL AND expires_at > ?`)
  return (presented, isOwn, now) => {
    const row = find(presented)
    if (row === undefined || !isOwn(row)) return { outcome: 'unknown' }
    if (row.used_at !== null) return { outcome: 'used' }
    if (row.ended !== null) return { outcome: row.ended }
    if (lifeOf(row, now) === 'expired') return { outcome: 'expired' }
    return mark.run(now, presented.locator, now).changes === 1 ? row : { outcome: 'used' }
  }
}
