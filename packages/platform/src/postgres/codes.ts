import type { ReturnTarget, Store } from '../store/index.ts'
import { authorizationOf, clock, isLocator, whyNotTaken } from './rows.ts'
import type { OneTimeRow, Postgres } from './rows.ts'

const insertRequest = `WITH ${clock}
  INSERT INTO weauth_requests (digest, expires_at, appid, user_id, scope, flow, component, session, target)
  SELECT $2::bytea, at + $3::bigint, $4::text, $5::text, $6::text, $7::text, $8::text, $9::bytea, $10::text FROM clock
  RETURNING id`

const insertCode = `WITH ${clock}
  INSERT INTO weauth_codes (digest, expires_at, appid, user_id, scope, flow, component)
  SELECT $2::bytea, at + $3::bigint, $4::text, $5::text, $6::text, $7::text, $8::text FROM clock
  RETURNING id`

// Only the UPDATE takes; `found` gives the reason when it does not. Whoever waited for another's lock judges the row again as that one
// left it.
const takeRequest = `WITH ${clock},
  found AS (SELECT * FROM weauth_requests WHERE id = $2::bigint AND digest = $3::bytea AND session = $4::bytea),
  taken AS (
    UPDATE weauth_requests SET used_at = at FROM clock
    WHERE id = $2::bigint AND digest = $3::bytea AND session = $4::bytea AND used_at IS NULL AND expires_at > at
    RETURNING appid, user_id, scope, flow, component
  ),
  code AS (
    INSERT INTO weauth_codes (digest, expires_at, appid, user_id, scope, flow, component)
    SELECT $5::bytea, at + $6::bigint, taken.* FROM taken, clock WHERE $5::bytea IS NOT NULL
    RETURNING id
  )
  SELECT found.*, at, EXISTS (SELECT FROM taken) AS is_taken, (SELECT id FROM code) AS code_id FROM found, clock`

type RequestRow = OneTimeRow & {
  readonly target: string
  readonly is_taken: boolean
  readonly code_id: number | null
}

/** Consent requests, and the codes they are answered with. */
export function codes({ query, time }: Postgres): Pick<Store, 'saveRequest' | 'takeRequest' | 'saveCode'> {
  const insert = async (text: string, values: Parameters<typeof query>[1]): Promise<number> => {
    const [row] = await query<{ id: number }>(text, values)
    if (!row) throw new Error('an insert returned no row')
    return row.id
  }
  return {
    saveRequest({ digest, lifetimeMs, session, authorization, target }) {
      const { appid, userId, scope, flow, component = null } = authorization
      const kept = [appid, userId, scope, flow, component, session, JSON.stringify(target)]
      return insert(insertRequest, [time(), digest, lifetimeMs, ...kept])
    },
    async takeRequest({ locator, digest, session, code }) {
      if (!isLocator(locator)) return { outcome: 'unknown' }
      const values = [time(), locator, digest, session, code?.digest ?? null, code?.lifetimeMs ?? null]
      const [row] = await query<RequestRow>(takeRequest, values)
      if (!row) return { outcome: 'unknown' }
      if (!row.is_taken) return whyNotTaken(row)
      return {
        outcome: 'taken',
        authorization: authorizationOf(row),
        // What was kept came from an accepted link, and comes back as it was. JSON, because a text of PostgreSQL cannot hold U+0000.
        target: JSON.parse(row.target) as ReturnTarget,
        ...(row.code_id !== null && { codeLocator: row.code_id }),
      }
    },
    saveCode({ digest, lifetimeMs, authorization: { appid, userId, scope, flow, component = null } }) {
      return insert(insertCode, [time(), digest, lifetimeMs, appid, userId, scope, flow, component])
    },
  }
}
