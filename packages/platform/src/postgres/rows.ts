import type { Authorization, Ended, NotTaken } from '../store/index.ts'
import type { Database } from './database.ts'

/** What each part of the store works with. */
export type Postgres = Database & {
  /** The test's time, or nothing where the database's own clock counts: the first parameter of every statement that has a {@link clock}. */
  readonly time: () => number | null
}

/**
 * The time of a statement, `clock.at`, in milliseconds since 1970. `clock_timestamp()` and not `now()`, which stands still within a
 * transaction; read once, so that one statement has one time.
 */
export const clock = `clock AS MATERIALIZED (
  SELECT coalesce($1::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) AS at
)`

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

/** Reads the authorization out of a row. */
export function authorizationOf(row: AuthorizationRow): Authorization {
  const { appid, user_id: userId, scope, flow, component, persona = null } = row
  return { appid, userId, scope, flow, ...(component !== null && { component }), ...(persona !== null && { persona }) }
}

/** A row that may be taken once, as it was when the statement began. */
export type OneTimeRow = AuthorizationRow & {
  readonly used_at: number | null
  readonly expires_at: number
  readonly ended: Ended | null
  readonly at: number
}

/** Why a row that was not taken was not; one that another took while this statement ran is used. */
export function whyNotTaken({ used_at, ended, expires_at, at }: OneTimeRow): NotTaken {
  if (used_at !== null) return { outcome: 'used' }
  return { outcome: ended ?? (expires_at <= at ? 'expired' : 'used') }
}

/** Whether a number can be the locator of a row: a presented one may be any number. */
export const isLocator = (number: number): boolean => Number.isSafeInteger(number) && number > 0
