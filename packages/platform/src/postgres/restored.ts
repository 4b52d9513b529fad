import { openDatabase } from './database.ts'
import { clock } from './rows.ts'
import { migrate } from './schema.ts'

const secretTables = ['requests', 'codes', 'access_tokens', 'app_tokens', 'qr_logins']

const endOpen = (table: string): string => `WITH ${clock}
  UPDATE weauth_${table} SET used_at = at FROM clock WHERE used_at IS NULL AND expires_at > at RETURNING 1`

const endQrLogins = `WITH ${clock}
  UPDATE weauth_qr_logins SET expires_at = at FROM clock WHERE expires_at > at AND status <> 'refused' AND code_id IS NULL RETURNING 1`

/** More than can have been given out between the dump and now. */
const locatorGap = 1_000_000_000

/**
 * Tells a database that it was put back from a dump, before any instance is started on it. What has happened since the dump is not in it: a
 * code that was used afterwards would be good again. So all codes, consent requests and QR logins are void, and no locator is given out
 * twice.
 *
 * @returns how many of them were still open
 */
export async function postgresRestored({ url, password }: { url: string; password?: string }): Promise<number> {
  const database = await openDatabase(url, password)
  try {
    await migrate(database)
    return await database.transaction(async (query) => {
      const endings = [endOpen('requests'), endOpen('codes'), endQrLogins]
      const ended: unknown[] = []
      for (const ending of endings) ended.push(...(await query(ending, [null])))
      for (const table of secretTables) {
        const sequence = `weauth_${table}_id_seq`
        await query(`SELECT setval('${sequence}', (SELECT last_value FROM ${sequence}) + $1::bigint)`, [locatorGap])
      }
      return ended.length
    })
  } finally {
    await database.close()
  }
}
