import type { ReturnTarget, Store } from '../store/index.ts'
import { keepConsent } from './consents.ts'
import { authorizationOf, clock, isLocator, whyNotTaken } from './rows.ts'
import type { OneTimeRow, Postgres } from './rows.ts'

const insertRequest = `WITH ${clock}
  INSERT INTO weauth_requests (digest, expires_at, appid, user_id, scope, flow, component, session, target)
  SELECT $2::bytea, at + $3::bigint, $4::text, $5::text, $6::text, $7::text, $8::text, $9::bytea, $10::text FROM clock
  RETURNING id`

const insertCode = `WITH ${clock},
  code AS (
    INSERT INTO weauth_codes (digest, expires_at, appid, user_id, scope, flow, component, persona)
    SELECT $2::bytea, at + $3::bigint, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text FROM clock
    RETURNING id, user_id, appid
  ),
  consent AS (${keepConsent('$10::text', 'code', '$9::text')})
  SELECT id FROM code`

// Only the UPDATE takes; `found` gives the reason when it does not. Whoever waited for another's lock judges the row again as that one
// left it.
const takeRequest = `WITH ${clock},
  found AS (SELECT * FROM weauth_requests WHERE id = $2::bigint AND digest = $3::bytea AND session = $4::bytea),
  taken AS (
    UPDATE weauth_requests SET used_at = at FROM found, clock
    WHERE weauth_requests.id = found.id AND weauth_requests.used_at IS NULL AND weauth_requests.expires_at > at
    RETURNING found.appid, found.user_id, found.scope, found.flow, found.component
  ),
  code AS (
    INSERT INTO weauth_codes (digest, expires_at, appid, user_id, scope, flow, component, persona)
    SELECT $5::bytea, at + $6::bigint, taken.*, $7::text FROM taken, clock WHERE $5::bytea IS NOT NULL
    RETURNING id, user_id, appid
  ),
  consent AS (${keepConsent("'asked'", 'code', '$7::text')})
  SELECT found.*, at, NULL AS ended, EXISTS (SELECT FROM taken) AS is_taken, (SELECT id FROM code) AS code_id
  FROM found, clock`

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
    async takeRequest({ locator, digest, session, code, persona }) {
      if (!isLocator(locator)) return { outcome: 'unknown' }
      const kept = [code?.digest ?? null, code?.lifetimeMs ?? null, persona ?? null]
      const [row] = await query<RequestRow>(takeRequest, [time(), locator, digest, session, ...kept])
      if (!row) return { outcome: 'unknown' }
      if (!row.is_taken) return whyNotTaken(row)
      return {
        outcome: 'taken',
        authorization: { ...authorizationOf(row), ...(persona !== undefined && { persona }) },
        // What was kept came from an accepted link, and comes back as it was. JSON, because a text of PostgreSQL cannot hold U+0000.
        target: JSON.parse(row.target) as ReturnTarget,
        ...(row.code_id !== null && { codeLocator: row.code_id }),
      }
    },
    saveCode({ digest, lifetimeMs, authorization, consent = null }) {
      const { appid, userId, scope, flow, component = null, persona = null } = authorization
      const kept = [appid, userId, scope, flow, component, persona, consent]
      return insert(insertCode, [time(), digest, lifetimeMs, ...kept])
    },
  }
}
