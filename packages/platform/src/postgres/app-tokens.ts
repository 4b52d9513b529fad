import { timingSafeEqual } from 'node:crypto'
import type { Digest, Store } from '../store/index.ts'
import type { Query } from './database.ts'
import { clock, isLocator } from './rows.ts'
import type { Postgres } from './rows.ts'

// An app asks for an ordinary token some thousand times a day at most: these take a lock of the app and several statements.
const lock = "SELECT pg_advisory_xact_lock(hashtextextended('weauth app ' || $1::text, 0))"

const shorten = `WITH ${clock}
  UPDATE weauth_app_tokens SET expires_at = at + $3::bigint FROM clock
  WHERE appid = $2::text AND expires_at > at + $3::bigint AND (salt IS NOT NULL) = $4::boolean`

const insert = `WITH ${clock}
  INSERT INTO weauth_app_tokens (digest, expires_at, appid, salt)
  SELECT $2::bytea, at + $3::bigint, $4::text, $5::bytea FROM clock
  RETURNING id`

const current = `WITH ${clock}
  SELECT id, digest, salt, expires_at - at AS ends_in FROM weauth_app_tokens, clock
  WHERE appid = $2::text AND expires_at > at + $3::bigint AND salt IS NOT NULL ORDER BY id DESC LIMIT 1`

const find = `WITH ${clock}
  SELECT appid, expires_at > at AS is_live FROM weauth_app_tokens, clock WHERE id = $2::bigint AND digest = $3::bytea`

type StableRow = { readonly id: number; readonly digest: Digest; readonly salt: Uint8Array; readonly ends_in: number }

type NewToken = {
  readonly appid: string
  readonly digest: Digest
  readonly lifetimeMs: number
  /** How long the earlier ones of its kind live on at most. */
  readonly earlierMs: number
  /** Of stable tokens alone. */
  readonly salt: Uint8Array | null
}

async function replace(query: Query, at: number | null, token: NewToken): Promise<number> {
  const { appid, digest, lifetimeMs, earlierMs, salt } = token
  await query(shorten, [at, appid, earlierMs, salt !== null])
  const [row] = await query<{ id: number }>(insert, [at, digest, lifetimeMs, appid, salt])
  if (!row) throw new Error('an insert returned no row')
  return row.id
}

/** Ordinary tokens, which belong to an app and to no user. */
export function appTokens(postgres: Postgres): Pick<Store, 'saveAppToken' | 'keepStableToken' | 'findAppToken'> {
  const { query, transaction, time } = postgres
  return {
    saveAppToken: ({ appid, digest, lifetimeMs, overlapMs: earlierMs }) =>
      transaction(async (held) => {
        await held(lock, [appid])
        return replace(held, time(), { appid, digest, lifetimeMs, earlierMs, salt: null })
      }),
    keepStableToken: ({ appid, salt, lifetimeMs, overlapMs, force, mint }) =>
      transaction(async (held) => {
        await held(lock, [appid])
        const at = time()
        const [found] = await held<StableRow>(current, [at, appid, overlapMs])
        if (found && !force && timingSafeEqual(found.digest, mint(found.salt))) {
          return { locator: found.id, salt: found.salt, endsInMs: found.ends_in }
        }
        const earlierMs = force ? 0 : overlapMs
        const locator = await replace(held, at, { appid, digest: mint(salt), lifetimeMs, earlierMs, salt })
        return { locator, salt, endsInMs: lifetimeMs }
      }),
    async findAppToken({ locator, digest }) {
      if (!isLocator(locator)) return undefined
      const [row] = await query<{ appid: string; is_live: boolean }>(find, [time(), locator, digest])
      return row && { outcome: row.is_live ? 'live' : 'expired', appid: row.appid }
    },
  }
}
