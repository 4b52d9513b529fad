import type { App, Saved, Store, User } from '../store/index.ts'
import type { Postgres } from './rows.ts'

// The version is counted in a row of its own, whose lock makes the saves wait for each other: a version that has been seen is never
// followed by the late commit of a smaller one, which whoever asks for what came after would miss.
const save = `WITH next AS (UPDATE weauth_records_version SET version = version + 1 RETURNING version)
  INSERT INTO weauth_records (kind, id, record, version) SELECT $1::text, $2::text, $3::text, version FROM next
  ON CONFLICT (kind, id) DO UPDATE SET record = excluded.record, version = excluded.version`

const savedSince = 'SELECT kind, record, version FROM weauth_records WHERE version > $1::bigint ORDER BY position'

type RecordRow = { readonly kind: string; readonly record: string; readonly version: number }

/** Apps and users. */
export function records({ query }: Postgres): Pick<Store, 'saveApp' | 'saveUser' | 'savedSince'> {
  // Saved one after the other, because several connections would change their order.
  let last: Promise<unknown> = Promise.resolve()
  const queue = async (kind: string, id: string, record: App | User): Promise<void> => {
    const saved = last.then(() => query(save, [kind, id, JSON.stringify(record)]))
    last = saved.catch(() => {})
    await saved
  }
  return {
    saveApp: (app) => queue('app', app.appid, app),
    saveUser: (user) => queue('user', user.id, user),
    async savedSince(version) {
      const rows = await query<RecordRow>(savedSince, [version])
      const of = <T>(kind: string): T[] =>
        rows.filter((row) => row.kind === kind).map(({ record }) => JSON.parse(record))
      const versions = rows.map((row) => row.version)
      const saved: Saved = { version: Math.max(version, ...versions), apps: of('app'), users: of('user') }
      return saved
    },
  }
}
