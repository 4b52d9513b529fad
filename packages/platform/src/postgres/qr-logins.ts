import type { Authorization, FoundQrLogin, NotTaken, QrAsked, ReturnTarget, Store } from '../store/index.ts'
import { keepConsent } from './consents.ts'
import { clock, isLocator } from './rows.ts'
import type { Postgres } from './rows.ts'

const insert = `WITH ${clock}
  INSERT INTO weauth_qr_logins (digest, scan, expires_at, status, appid, scope, flow, target)
  SELECT $2::bytea, $3::bytea, at + $4::bigint, 'waiting', $5::text, $6::text, $7::text, $8::text FROM clock
  RETURNING id`

const find = `WITH ${clock} SELECT *, expires_at > at AS is_live FROM weauth_qr_logins, clock
  WHERE id = $2::bigint AND digest = $3::bytea`

// As with a consent request only the UPDATE takes; `found` is the row as it was before.
const scan = `WITH ${clock},
  found AS (SELECT * FROM weauth_qr_logins WHERE id = $2::bigint AND scan = $3::bytea),
  taken AS (
    UPDATE weauth_qr_logins SET status = 'scanned', session = $4::bytea, user_id = $5::text FROM found, clock
    WHERE weauth_qr_logins.id = found.id AND weauth_qr_logins.status = 'waiting' AND weauth_qr_logins.expires_at > at
    RETURNING 1
  )
  SELECT found.*, found.expires_at > at AS is_live, EXISTS (SELECT FROM taken) AS is_taken,
    found.session = $4::bytea AND found.user_id = $5::text AS is_again
  FROM found, clock`

const answer = `WITH ${clock},
  found AS (SELECT * FROM weauth_qr_logins WHERE id = $2::bigint AND scan = $3::bytea AND session = $4::bytea),
  taken AS (
    UPDATE weauth_qr_logins SET
      status = CASE WHEN $5::boolean THEN 'confirmed' ELSE 'refused' END,
      expires_at = CASE WHEN $5::boolean THEN at + $6::bigint ELSE weauth_qr_logins.expires_at END
    FROM found, clock
    WHERE weauth_qr_logins.id = found.id AND weauth_qr_logins.status = 'scanned' AND weauth_qr_logins.expires_at > at
    RETURNING 1
  )
  SELECT found.*, found.expires_at > at AS is_live, EXISTS (SELECT FROM taken) AS is_taken FROM found, clock`

// The lock comes first: whoever waited for it sees the code that was kept meanwhile, and keeps none.
const takeCode = `WITH ${clock},
  found AS (SELECT * FROM weauth_qr_logins WHERE id = $2::bigint AND digest = $3::bytea FOR UPDATE),
  code AS (
    INSERT INTO weauth_codes (digest, expires_at, appid, user_id, scope, flow)
    SELECT $4::bytea, at + $5::bigint, appid, user_id, scope, flow FROM found, clock
    WHERE status = 'confirmed' AND found.expires_at > at AND code_id IS NULL
    RETURNING id, user_id, appid
  ),
  consent AS (${keepConsent("'asked'", 'code', 'NULL::text')}),
  kept AS (UPDATE weauth_qr_logins SET code_id = code.id FROM code WHERE weauth_qr_logins.id = $2::bigint)
  SELECT found.*, found.expires_at > at AS is_live, coalesce(code_id, (SELECT id FROM code)) AS code FROM found, clock`

type Row = {
  readonly status: Exclude<FoundQrLogin['status'], 'expired'>
  readonly appid: string
  readonly scope: QrAsked['scope']
  readonly flow: string
  readonly target: string
  readonly user_id: string | null
  readonly is_live: boolean
}
type Taken = Row & { readonly is_taken: boolean }

const askedOf = ({ appid, scope, flow }: Row): QrAsked => ({ appid, scope, flow })
const authorizationOf = (row: Row, userId: string): Authorization => ({ ...askedOf(row), userId })
// What was kept came from an accepted link, and comes back as it was.
const targetOf = ({ target }: Row): ReturnTarget => JSON.parse(target) as ReturnTarget

/** Why a row that was in the state to be taken was not, or in another. */
const notTaken = (row: Row, state: Row['status']): NotTaken => ({
  outcome: row.status === state && !row.is_live ? 'expired' : 'used',
})

type QrLogins = Pick<Store, 'saveQrLogin' | 'scanQrLogin' | 'answerQrLogin' | 'findQrLogin' | 'takeQrCode'>

/** QR logins: shown by a browser, scanned and answered by a phone, and fetched by the browser again. */
export function qrLogins(postgres: Postgres): QrLogins {
  const { query, time } = postgres
  return {
    async saveQrLogin({ digest, scan, lifetimeMs, asked, target }) {
      const kept = [asked.appid, asked.scope, asked.flow, JSON.stringify(target)]
      const [row] = await query<{ id: number }>(insert, [time(), digest, scan, lifetimeMs, ...kept])
      if (!row) throw new Error('an insert returned no row')
      return row.id
    },
    scanQrLogin: scanner(postgres),
    async answerQrLogin({ locator, digest, session, allow, lifetimeMs }) {
      if (!isLocator(locator)) return { outcome: 'unknown' }
      const [row] = await query<Taken>(answer, [time(), locator, digest, session, allow, lifetimeMs])
      if (!row || row.user_id === null) return { outcome: 'unknown' }
      if (!row.is_taken) return notTaken(row, 'scanned')
      return { outcome: 'scanned', authorization: authorizationOf(row, row.user_id) }
    },
    async findQrLogin({ locator, digest }) {
      if (!isLocator(locator)) return undefined
      const [row] = await query<Row>(find, [time(), locator, digest])
      const isOver = row && !row.is_live && row.status !== 'refused'
      return row && { status: isOver ? 'expired' : row.status, asked: askedOf(row), target: targetOf(row) }
    },
    async takeQrCode({ locator, digest, code }) {
      if (!isLocator(locator)) return { outcome: 'unknown' }
      const values = [time(), locator, digest, code.digest, code.lifetimeMs]
      const [row] = await query<Row & { code: number | null }>(takeCode, values)
      if (!row || row.status !== 'confirmed' || row.user_id === null) return { outcome: 'unknown' }
      if (!row.is_live || row.code === null) return { outcome: 'expired' }
      const authorization = authorizationOf(row, row.user_id)
      return { outcome: 'taken', authorization, target: targetOf(row), codeLocator: row.code }
    },
  }
}

function scanner({ query, time }: Postgres): Store['scanQrLogin'] {
  return async function scanQrLogin({ locator, digest, session, userId }) {
    if (!isLocator(locator)) return { outcome: 'unknown' }
    const values = [time(), locator, digest, session, userId]
    const [row] = await query<Taken & { is_again: boolean | null }>(scan, values)
    if (!row) return { outcome: 'unknown' }
    if (row.is_taken || (row.status === 'scanned' && row.is_again === true && row.is_live)) {
      return { outcome: 'scanned', authorization: authorizationOf(row, userId) }
    }
    // Another scanned it while this statement ran, and that may have been the same phone: now it can be seen.
    if (row.status === 'waiting' && row.is_live) return scanQrLogin({ locator, digest, session, userId })
    if (row.status === 'scanned' && row.is_again === true) return { outcome: 'expired' }
    return notTaken(row, 'waiting')
  }
}
