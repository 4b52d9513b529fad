import type { Authorization, QrAsked, ReturnTarget, Digest, FoundQrLogin, Store } from '../store/index.ts'
import { codeInsert } from './codes.ts'
import { finder, lifeOf, sameDigest } from './rows.ts'
import type { SecretRow, Sqlite } from './rows.ts'

type Row = SecretRow & {
  readonly status: Exclude<FoundQrLogin['status'], 'expired'>
  readonly appid: string
  readonly scope: QrAsked['scope']
  readonly flow: string
  readonly redirect_uri: string
  readonly state: string | null
  readonly session: Digest | null
  readonly user_id: string | null
  readonly code_id: number | null
}

type QrLoginStore = Pick<Store, 'saveQrLogin' | 'scanQrLogin' | 'answerQrLogin' | 'findQrLogin' | 'takeQrCode'>

/** QR logins: shown by a browser, scanned and answered by a phone, and fetched by the browser again. */
export function qrLoginRows(sqlite: Sqlite): QrLoginStore {
  const { db, write, now } = sqlite
  const insert = db.prepare(
    `INSERT INTO qr_logins (digest, scan, expires_at, status, appid, scope, flow, redirect_uri, state)
      VALUES (?, ?, ?, 'waiting', ?, ?, ?, ?, ?)`,
  )
  const find = finder<Row>(db, 'SELECT * FROM qr_logins WHERE id = ?')
  return {
    saveQrLogin: ({ digest, scan, lifetimeMs, asked, target }) =>
      write(() => {
        const { appid, scope, flow } = asked
        const { redirectUri, state = null } = target
        return Number(
          insert.run(digest, scan, now() + lifetimeMs, appid, scope, flow, redirectUri, state).lastInsertRowid,
        )
      }),
    ...phoneSide(sqlite),
    findQrLogin: async (presented) => {
      const row = find(presented)
      return row && { status: statusOf(row, now()), asked: askedOf(row), target: targetOf(row) }
    },
    takeQrCode: codeTaker(sqlite),
  }
}

/** A refusal stays one, however late it is read. */
const statusOf = (row: Row, now: number): FoundQrLogin['status'] =>
  row.status === 'refused' || lifeOf(row, now) === 'live' ? row.status : 'expired'

const askedOf = ({ appid, scope, flow }: Row): QrAsked => ({ appid, scope, flow })

const authorizationOf = (row: Row, userId: string): Authorization => ({ ...askedOf(row), userId })

// What was kept came from an accepted link, and comes back as it was.
const targetOf = ({ redirect_uri: redirectUri, state }: Row): ReturnTarget =>
  ({ redirectUri, ...(state !== null && { state }) }) as ReturnTarget

/** What whoever holds the picture's secret may do. As in `taker`, the reading gives the reason and only the UPDATE takes. */
function phoneSide({ db, write, now }: Sqlite): Pick<Store, 'scanQrLogin' | 'answerQrLogin'> {
  const find = finder<Row>(
    db,
    `SELECT scan AS digest, expires_at, status, appid, scope, flow, redirect_uri, state, session, user_id, code_id
      FROM qr_logins WHERE id = ?`,
  )
  const scan = db.prepare(
    `UPDATE qr_logins SET status = 'scanned', session = ?, user_id = ?
      WHERE id = ? AND status = 'waiting' AND expires_at > ?`,
  )
  const answer = db.prepare(
    `UPDATE qr_logins SET status = ?, expires_at = ? WHERE id = ? AND status = 'scanned' AND expires_at > ?`,
  )
  const isOwn = (row: Row, session: Digest): boolean => row.session !== null && sameDigest(row.session, session)
  return {
    scanQrLogin: ({ session, userId, ...presented }) =>
      write(() => {
        const row = find(presented)
        const at = now()
        if (row === undefined) return { outcome: 'unknown' }
        const again = row.status === 'scanned' && isOwn(row, session) && row.user_id === userId
        if (row.status !== 'waiting' && !again) return { outcome: 'used' }
        if (lifeOf(row, at) === 'expired') return { outcome: 'expired' }
        if (!again && scan.run(session, userId, presented.locator, at).changes !== 1) return { outcome: 'used' }
        return { outcome: 'scanned', authorization: authorizationOf(row, userId) }
      }),
    answerQrLogin: ({ session, allow, lifetimeMs, ...presented }) =>
      write(() => {
        const row = find(presented)
        const at = now()
        if (row === undefined || row.user_id === null || !isOwn(row, session)) return { outcome: 'unknown' }
        if (row.status !== 'scanned') return { outcome: 'used' }
        if (lifeOf(row, at) === 'expired') return { outcome: 'expired' }
        const [status, end] = allow ? ['confirmed', at + lifetimeMs] : ['refused', row.expires_at]
        if (answer.run(status, end, presented.locator, at).changes !== 1) return { outcome: 'used' }
        return { outcome: 'scanned', authorization: authorizationOf(row, row.user_id) }
      }),
  }
}

function codeTaker(sqlite: Sqlite): Store['takeQrCode'] {
  const { db, write, now } = sqlite
  const insertCode = codeInsert(sqlite)
  const find = finder<Row>(db, 'SELECT * FROM qr_logins WHERE id = ?')
  const keep = db.prepare('UPDATE qr_logins SET code_id = ? WHERE id = ? AND code_id IS NULL')
  return ({ code, ...presented }) =>
    write(() => {
      const row = find(presented)
      if (row === undefined || row.status !== 'confirmed' || row.user_id === null) return { outcome: 'unknown' }
      if (lifeOf(row, now()) === 'expired') return { outcome: 'expired' }
      const authorization = authorizationOf(row, row.user_id)
      const codeLocator = row.code_id ?? insertCode(code, authorization, 'asked')
      if (row.code_id === null && keep.run(codeLocator, presented.locator).changes !== 1) {
        throw new Error('a QR login had its code taken within the transaction that was to take it')
      }
      return { outcome: 'taken', authorization, target: targetOf(row), codeLocator }
    })
}
