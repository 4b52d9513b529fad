import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { after, test } from 'node:test'
import { openPostgresStore, postgresRestored } from '@weauth/platform'
import { storeConformance } from '@weauth/platform/testing'
import postgres from 'postgres'
import { confirmedQrLogin, lifetimes, redeem, savedCode, succeeded, tally } from '../src/conformance/bed.ts'
import { startPostgres } from './postgres-server.ts'

const server = await startPostgres()
after(server.discard)

// One database, emptied for each test: creating one takes longer than most tests do.
const shared = await server.newDatabase()
const admin = postgres(shared, { max: 1, onnotice: () => {} })
after(() => admin.end())

async function emptied(): Promise<void> {
  await admin`DROP SCHEMA public CASCADE`
  await admin`CREATE SCHEMA public`
}

storeConformance('the PostgreSQL store', async ({ clock }) => {
  await emptied()
  const reopen = () => openPostgresStore({ url: shared, clock })
  return { store: await reopen(), reopen }
})

/** An empty database, and a connection of the test's own. */
async function database() {
  const url = await server.newDatabase()
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  after(() => sql.end())
  return { url, sql }
}

/** Asks again until there is an answer, as a pool that heals gives one soon. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  const before = performance.now()
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (performance.now() - before > 5000) throw error
    }
  }
}

/** A network between store and server, which loses what the server says once it is told to, until the store connects again. */
async function cuttingProxy(upstreamPort: number) {
  const open = new Set<Socket>()
  const proxy = createServer((socket) => {
    const upstream = connect(upstreamPort, '127.0.0.1')
    const close = (): void => {
      open.delete(socket)
      socket.destroy()
      upstream.destroy()
    }
    open.add(socket)
    socket.pipe(upstream).pipe(socket)
    for (const end of [socket, upstream]) end.on('error', close).on('close', close)
    socket.once('cut', () => {
      upstream.unpipe(socket)
      // The answer has come, and goes no further.
      upstream.once('data', close)
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    port: (proxy.address() as AddressInfo).port,
    cutAnswers: () => {
      for (const socket of open) socket.emit('cut')
    },
    close: () => proxy.close(),
  }
}

test('eight instances that start together on an empty database create the tables once', async () => {
  const url = await server.newDatabase()
  const stores = await Promise.all(Array.from({ length: 8 }, () => openPostgresStore({ url })))
  const codes = await Promise.all(stores.map((store) => savedCode(store)))
  assert.equal(new Set(codes.map(({ locator }) => locator)).size, 8)
  await Promise.all(stores.map((store) => store.close()))
})

test('a database of a newer schema is refused and left as it was', async () => {
  const { url, sql } = await database()
  await sql`CREATE TABLE weauth_schema (version bigint NOT NULL)`
  await sql`INSERT INTO weauth_schema VALUES (99)`
  await assert.rejects(openPostgresStore({ url }), /newer weauth.*99/)
  assert.equal((await sql`SELECT 1 FROM pg_tables WHERE tablename LIKE 'weauth%'`).length, 1)
})

test('a database that commits without waiting for the disk is refused', async () => {
  const { url, sql } = await database()
  await sql.unsafe(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`)
  await assert.rejects(openPostgresStore({ url }), /synchronous_commit is off/)
})

test('a database that is not there is told in one sentence', async () => {
  await assert.rejects(
    openPostgresStore({ url: 'postgres://nobody@127.0.0.1:1/none' }),
    /Cannot use PostgreSQL.*ECONNREFUSED/,
  )
})

// Catches a store that goes by the clock of its process: an instance that lags six minutes would go on accepting.
test('the clock of the database counts where none is given', async () => {
  const { url, sql } = await database()
  const store = await openPostgresStore({ url })
  const [row] = await sql<{ at: number }[]>`SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at`
  assert.ok(Math.abs((await store.now()) - (row?.at ?? 0)) < 2000)
  const code = await savedCode(store)
  await sql`UPDATE weauth_codes SET expires_at = expires_at - ${lifetimes.code}`
  assert.deepEqual(await redeem(store, code), { outcome: 'expired' })
  await store.close()
})

// Catches a restoration that only puts the tables back: the code that was used after the dump would be good a second time.
test('a database put back from a dump redeems no code of before, and gives out new locators', async () => {
  const { url, sql } = await database()
  const store = await openPostgresStore({ url })
  const code = await savedCode(store)
  succeeded(await redeem(store, code))
  const login = await confirmedQrLogin(store)
  // What a dump of before the redemption would bring back.
  await sql`UPDATE weauth_codes SET used_at = NULL`
  await sql`DELETE FROM weauth_grants`
  assert.equal(await postgresRestored({ url }), 2)
  assert.deepEqual(await redeem(store, code), { outcome: 'used' })
  assert.deepEqual(await store.takeQrCode(login), { outcome: 'expired' })
  assert.ok((await savedCode(store)).locator > 1_000_000)
  await store.close()
})

test('a connection that is killed costs its answers and nothing more', async () => {
  const { url, sql } = await database()
  const store = await openPostgresStore({ url })
  const code = await savedCode(store)
  // The code is locked by another, so that all who redeem it are waiting when they are killed.
  const results = await sql.begin(async (held) => {
    await held`SELECT FROM weauth_codes WHERE id = ${code.locator} FOR UPDATE`
    const all = Promise.allSettled(Array.from({ length: 10 }, () => redeem(store, code)))
    let waiting = 0
    while (waiting < 10) {
      const [row] = await held<{ count: number }[]>`
        SELECT count(*)::int FROM pg_locks WHERE NOT granted`
      waiting = row?.count ?? 0
    }
    await held`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weauth' AND datname = current_database()`
    return all
  })
  assert.ok(results.every(({ status }) => status === 'rejected'))
  const after = await Promise.all(Array.from({ length: 10 }, () => insist(() => redeem(store, code))))
  assert.deepEqual(tally(after), { taken: 1, used: 9 })
  await store.close()
})

// Catches a driver or store that sends again what it has no answer to: the second attempt would be told «used», or mint a second time.
test('a commit whose answer is lost is no success, and is never tried again', async () => {
  const { url, sql } = await database()
  const network = await cuttingProxy(Number(new URL(url).port))
  const store = await openPostgresStore({ url: url.replace(/:\d+\//, `:${network.port}/`) })
  // The statement is prepared on the connection, so that the next answer is that of its commit.
  await redeem(store, await savedCode(store))
  const code = await savedCode(store)
  network.cutAnswers()
  await assert.rejects(redeem(store, code))
  assert.deepEqual(await insist(() => redeem(store, code)), { outcome: 'used' })
  assert.equal((await sql`SELECT 1 FROM weauth_access_tokens`).length, 2)
  await store.close()
  network.close()
})

test('a server that stops is told within a second, and found again when it is back', async () => {
  const url = await server.newDatabase()
  const store = await openPostgresStore({ url })
  const code = await savedCode(store)
  await server.halt()
  const before = performance.now()
  const failed = await Promise.allSettled(Array.from({ length: 50 }, () => redeem(store, code)))
  assert.ok(failed.every(({ status }) => status === 'rejected'))
  assert.ok(performance.now() - before < 1500, `${performance.now() - before} ms`)
  await server.start()
  const again = performance.now()
  assert.equal((await insist(() => redeem(store, code))).outcome, 'taken')
  assert.ok(performance.now() - again < 2000)
  await store.close()
})
