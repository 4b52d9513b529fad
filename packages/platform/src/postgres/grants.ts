import type { Ended, Refreshed, Store } from '../store/index.ts'
import { endOf } from './consents.ts'
import { authorizationOf, clock, isLocator, whyNotTaken } from './rows.ts'
import type { AuthorizationRow, OneTimeRow, Postgres } from './rows.ts'

// Code, grant and access token in one statement, which is one transaction: whoever takes the code has the tokens, or nobody has.
const takeCode = `WITH ${clock},
  found AS (
    SELECT *, ${endOf('weauth_codes')} AS ended FROM weauth_codes
    WHERE id = $2::bigint AND digest = $3::bytea AND appid = $4::text AND component IS NOT DISTINCT FROM $5::text
  ),
  taken AS (
    UPDATE weauth_codes SET used_at = at FROM found, clock
    WHERE weauth_codes.id = found.id AND weauth_codes.used_at IS NULL AND weauth_codes.expires_at > at
      AND found.ended IS NULL
    RETURNING found.id, found.appid, found.user_id, found.scope, found.flow, found.component, found.persona
  ),
  access AS (
    INSERT INTO weauth_access_tokens (digest, expires_at, grant_id)
    SELECT $7::bytea, at + $9::bigint, taken.id FROM taken, clock
    RETURNING id
  ),
  grown AS (
    INSERT INTO weauth_grants
      (digest, expires_at, ends_at, generation, access_id, id, appid, user_id, scope, flow, component, persona)
    SELECT $6::bytea, at + $8::bigint, at + greatest($8::bigint, $9::bigint), 1, access.id, taken.*
    FROM taken, access, clock
  )
  SELECT found.*, at, (SELECT id FROM access) AS access_id FROM found, clock`

// The generation is part of what is minted, so it is named beforehand: with a wrong guess nothing is minted, and the right one is told.
// The lock on the grant comes first. What it waited for may have made a token that this statement cannot see yet; then the grant is at
// another generation than was guessed, and the next attempt does see it.
const refreshGrant = `WITH ${clock},
  held AS (
    SELECT *, ${endOf('weauth_grants')} AS ended FROM weauth_grants
    WHERE id = $2::bigint AND digest = $3::bytea AND appid = $4::text AND component IS NOT DISTINCT FROM $5::text
    FOR UPDATE
  ),
  live AS (SELECT held.* FROM held, clock WHERE ended IS NULL AND expires_at > at),
  kept AS (
    UPDATE weauth_access_tokens SET expires_at = at + $6::bigint FROM live, clock
    WHERE $7::boolean AND weauth_access_tokens.id = live.access_id AND weauth_access_tokens.expires_at > at
    RETURNING weauth_access_tokens.id
  ),
  minted AS (
    INSERT INTO weauth_access_tokens (digest, expires_at, grant_id)
    SELECT $9::bytea, at + $6::bigint, live.id FROM live, clock
    WHERE live.generation + 1 = $8::bigint AND NOT EXISTS (SELECT FROM kept)
    RETURNING id
  ),
  moved AS (
    UPDATE weauth_grants SET
      generation = weauth_grants.generation + (SELECT count(*) FROM minted),
      access_id = current.id,
      ends_at = greatest(weauth_grants.ends_at, at + $6::bigint)
    FROM (SELECT id FROM kept UNION ALL SELECT id FROM minted) AS current, live, clock
    WHERE weauth_grants.id = live.id
  )
  SELECT held.*, expires_at > at AS is_live, (SELECT id FROM kept) AS kept_id, (SELECT id FROM minted) AS minted_id
  FROM held, clock`

const findAccess = `WITH ${clock}
  SELECT t.expires_at > at AS is_live, appid, user_id, scope, flow, component, persona, ${endOf('weauth_grants')} AS ended
  FROM weauth_access_tokens t JOIN weauth_grants ON weauth_grants.id = grant_id, clock
  WHERE t.id = $2::bigint AND t.digest = $3::bytea`

type LivingRow = AuthorizationRow & { readonly is_live: boolean; readonly ended: Ended | null }

type GrantRow = LivingRow & {
  readonly generation: number
  readonly kept_id: number | null
  readonly minted_id: number | null
}

/** Grants: how a code becomes one, how it is refreshed, and the access tokens it has. */
export function grants(postgres: Postgres): Pick<Store, 'takeCode' | 'refreshGrant' | 'findAccess'> {
  const { query, time } = postgres
  return {
    async takeCode({ locator, digest, appid, component = null, refreshLifetimeMs, accessLifetimeMs, mint }) {
      if (!isLocator(locator)) return { outcome: 'unknown' }
      const { refresh, access } = mint(locator)
      const own = [locator, digest, appid, component]
      const values = [time(), ...own, refresh, access, refreshLifetimeMs, accessLifetimeMs]
      const [row] = await query<OneTimeRow & { readonly access_id: number | null }>(takeCode, values)
      if (!row) return { outcome: 'unknown' }
      if (row.access_id === null) return whyNotTaken(row)
      const authorization = authorizationOf(row)
      return { outcome: 'taken', authorization, grantLocator: locator, accessLocator: row.access_id }
    },
    refreshGrant: refresher(postgres),
    async findAccess({ locator, digest }) {
      if (!isLocator(locator)) return undefined
      const [row] = await query<LivingRow>(findAccess, [time(), locator, digest])
      return row && { outcome: row.ended ?? (row.is_live ? 'live' : 'expired'), authorization: authorizationOf(row) }
    },
  }
}

function refresher({ query, time }: Postgres): Store['refreshGrant'] {
  return async ({ locator, digest, appid, component = null, accessLifetimeMs, keepWhileValid, mint }) => {
    if (!isLocator(locator)) return { outcome: 'unknown' }
    // Most grants are refreshed for the first time. What may be kept is not minted in vain.
    let guess = keepWhileValid ? undefined : 2
    for (;;) {
      const minted = guess === undefined ? null : mint(locator, guess)
      const values = [locator, digest, appid, component, accessLifetimeMs, keepWhileValid, guess ?? null, minted]
      const [row] = await query<GrantRow>(refreshGrant, [time(), ...values])
      if (!row) return { outcome: 'unknown' }
      if (row.ended !== null) return { outcome: row.ended }
      if (!row.is_live) return { outcome: 'expired' }
      const refreshed = (accessLocator: number, generation: number): Refreshed => ({
        outcome: 'refreshed',
        authorization: authorizationOf(row),
        generation,
        accessLocator,
      })
      if (row.kept_id !== null) return refreshed(row.kept_id, row.generation)
      if (row.minted_id !== null) return refreshed(row.minted_id, row.generation + 1)
      guess = row.generation + 1
    }
  }
}
