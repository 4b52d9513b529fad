import type { FoundQrLogin, Store } from '../store/index.ts'
import { addCode, postpone, sameDigest } from './memory.ts'
import type { Memory, QrRow } from './memory.ts'

/** A refusal stays one, however late it is read. */
const statusOf = (row: QrRow, at: number): FoundQrLogin['status'] =>
  row.status === 'refused' || row.expiresAt > at ? row.status : 'expired'

const isOwn = ({ session }: QrRow, other: Uint8Array): boolean => session !== undefined && sameDigest(session, other)

/** QR logins: shown by a browser, scanned and answered by a phone, and fetched by the browser again. */
export function qrLogins(
  memory: Memory,
): Pick<Store, 'saveQrLogin' | 'scanQrLogin' | 'answerQrLogin' | 'findQrLogin' | 'takeQrCode'> {
  const { now, qrLogins: all } = memory
  const seen = (locator: number, scan: Uint8Array): QrRow | undefined => {
    const row = all.rows.get(locator)
    return row && sameDigest(row.scan, scan) ? row : undefined
  }
  return {
    async saveQrLogin({ digest, scan, lifetimeMs, asked, target }) {
      const expiresAt = now() + lifetimeMs
      const nothingYet = { session: undefined, userId: undefined, codeLocator: undefined }
      return all.add({ digest, scan, expiresAt, asked, target, status: 'waiting', ...nothingYet })
    },
    async scanQrLogin({ locator, digest, session, userId }) {
      const at = now()
      const row = seen(locator, digest)
      if (!row) return { outcome: 'unknown' }
      const again = row.status === 'scanned' && isOwn(row, session) && row.userId === userId
      if (row.status !== 'waiting' && !again) return { outcome: 'used' }
      if (row.expiresAt <= at) return { outcome: 'expired' }
      Object.assign(row, { status: 'scanned', session, userId })
      return { outcome: 'scanned', authorization: { ...row.asked, userId } }
    },
    async answerQrLogin({ locator, digest, session, allow, lifetimeMs }) {
      const at = now()
      const row = seen(locator, digest)
      if (!row || row.userId === undefined || !isOwn(row, session)) return { outcome: 'unknown' }
      if (row.status !== 'scanned') return { outcome: 'used' }
      if (row.expiresAt <= at) return { outcome: 'expired' }
      row.status = allow ? 'confirmed' : 'refused'
      if (allow) {
        row.expiresAt = at + lifetimeMs
        postpone(all.rows, locator, row)
      }
      return { outcome: 'scanned', authorization: { ...row.asked, userId: row.userId } }
    },
    async findQrLogin(presented) {
      const at = now()
      const row = all.find(presented)
      return row && { status: statusOf(row, at), asked: row.asked, target: row.target }
    },
    async takeQrCode({ code, ...presented }) {
      const at = now()
      const row = all.find(presented)
      if (!row || row.status !== 'confirmed' || row.userId === undefined) return { outcome: 'unknown' }
      if (row.expiresAt <= at) return { outcome: 'expired' }
      const authorization = { ...row.asked, userId: row.userId }
      row.codeLocator ??= addCode(memory, code, authorization, 'asked')
      return { outcome: 'taken', authorization, target: row.target, codeLocator: row.codeLocator }
    },
  }
}
