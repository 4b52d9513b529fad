import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import postgres from 'postgres'
import type { PgLike } from '@weauth/client'
import { postgresStore } from '@weauth/client'
import type { MadeKeyValueStore } from '@weauth/client/testing'
import { keyValueConformance } from '@weauth/client/testing'
import { EmbeddedPostgres } from '../../../test/embedded-postgres.ts'
import { freePort } from './free-port.ts'

const folder = mkdtempSync(join(tmpdir(), 'weauth-kv-postgres-'))
// The server runs as another user where this one is root.
chmodSync(folder, 0o755)
const port = await freePort()
const server = new EmbeddedPostgres({
  databaseDir: join(folder, 'data'),
  port,
  user: 'postgres',
  password: 'weauth',
  persistent: false,
  // PostgreSQL refuses to run as root.
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
  postgresFlags: ['-c', 'fsync=off'],
  onLog: () => {},
})
await server.initialise()
await server.start()
const sql = postgres({ host: '127.0.0.1', port, user: 'postgres', password: 'weauth', max: 10, onnotice: () => {} })
const clients = Array.from({ length: 5 }, () => server.getPgClient('postgres', '127.0.0.1'))
await Promise.all(clients.map((client) => client.connect()))
after(async () => {
  await Promise.all(clients.map((client) => client.end()))
  await sql.end()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** pg's Pool is none of this repository's packages: its clients take turns instead, each with one query at a time. */
function turns(): PgLike {
  const lanes = clients.map((client) => ({ client: client as PgLike, idle: Promise.resolve<unknown>(undefined) }))
  let next = 0
  return {
    query(text, values) {
      const lane = lanes[next++ % lanes.length] ?? assert.fail()
      const result = lane.idle.then(() => lane.client.query(text, values))
      lane.idle = result.catch(() => {})
      return result
    },
  }
}

// The database's clock cannot be moved: every row is made older instead.
const advance = async (ms: number): Promise<void> => {
  await sql`UPDATE weauth_kv SET ends_at = ends_at - ${ms}::float8 * interval '1 millisecond'`
}

const made = async (store: ReturnType<typeof postgresStore>): Promise<MadeKeyValueStore> => {
  await store.migrate()
  await sql`TRUNCATE weauth_kv`
  return { store, advance }
}

keyValueConformance('the store in PostgreSQL by postgres, with ten connections', () => made(postgresStore(sql)))
keyValueConformance('the store in PostgreSQL by pg, with five', () => made(postgresStore(turns())))

test('ten processes may migrate PostgreSQL at once', async () => {
  await sql`DROP TABLE IF EXISTS weauth_kv`
  await Promise.all(Array.from({ length: 10 }, () => postgresStore(sql).migrate()))
  assert.equal((await sql`SELECT 1 FROM pg_indexes WHERE tablename = 'weauth_kv'`).length, 2)
})

test('purging PostgreSQL deletes what has expired and tells how much', async () => {
  const { store } = await made(postgresStore(sql))
  await store.set('a', '1', 1000)
  await store.set('b', '2', 60_000)
  await advance(1000)
  assert.equal(await postgresStore(sql).purge(), 1)
  assert.equal(await store.get('b'), '2')
})

// Catches a table that grows for ever because nobody calls `purge`.
test('PostgreSQL’s table stays small by itself: ten processes write, and what has ended is gone', async () => {
  const { store } = await made(postgresStore(sql))
  await store.set('token', 'a', 1e12)
  for (let round = 0; round < 20; round++) {
    const write = (_: unknown, index: number): Promise<void> =>
      postgresStore(sql).set(`login ${round} ${index}`, 'x', 60_000)
    await Promise.all(Array.from({ length: 10 }, write))
    await advance(60_000)
  }
  const [{ rows } = { rows: 0 }] = await sql<{ rows: number }[]>`SELECT count(*)::int AS rows FROM weauth_kv`
  assert.ok(rows <= 11, `${rows} rows`)
  assert.equal(await store.get('token'), 'a')
})
