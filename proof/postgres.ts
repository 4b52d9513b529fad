import assert from 'node:assert/strict'
import postgres from 'postgres'
import { openPostgresStore } from '@weauth/platform'
import type { Answer, Connection } from '../bench/connection.ts'
import { connectTo } from '../bench/connection.ts'
import type { PostgresServer } from '../packages/platform/test/postgres-server.ts'
import { startPostgres } from '../packages/platform/test/postgres-server.ts'
import { check, isToken } from './crashes.ts'
import { errcodeOf, newCode, redemption, startPlatform, withPlatforms } from './platforms.ts'
import type { Proof } from './proof.ts'
import { race } from './races.ts'
import { runAll, subjectOn, told } from './sequences.ts'

async function withPostgres<T>(use: (server: PostgresServer, database: string) => Promise<T>): Promise<T> {
  const server = await startPostgres()
  try {
    return await use(server, await server.newDatabase())
  } finally {
    await server.discard()
  }
}

export const racePostgres: Proof = {
  claim:
    'on PostgreSQL one code, redeemed ten thousand times by four instances at once, has one winner; so has each of a thousand, redeemed fifty times',
  plantedBug: 'taken-without-condition',
  run: ({ size }) =>
    withPostgres(async (_, database) => {
      if (size === 'quick') return race(database, 2, 10, 20)
      return `${await race(database, 4, 1, 10_000)}; ${await race(database, 4, 1000, 50)}`
    }),
}

export const modelOnPostgres: Proof = {
  claim: 'the model holds on PostgreSQL, over restarts in between',
  plantedBug: 'lives-too-long',
  run: ({ size, seed }) =>
    withPostgres(async (_, database) => {
      const sequences = size === 'full' ? 20_000 : 120
      const subject = await subjectOn((clock) => openPostgresStore({ url: database, clock }))
      return told(sequences, await runAll(subject, sequences, seed + 2, true))
    }),
}

/** Asks until the answer is a token or says no for good; how long that took, in milliseconds. */
async function until(ask: () => Promise<boolean>): Promise<number> {
  const from = performance.now()
  while (!(await ask())) assert.ok(performance.now() - from < 30_000, 'not healed after 30 s')
  return performance.now() - from
}

const said = (answer: Answer): boolean => isToken(answer) || errcodeOf(answer) === 40163

export const postgresStopped: Proof = {
  claim:
    'while PostgreSQL is down every call is told «system busy» and mints nothing; when it is back, so is the platform',
  plantedBug: 'taken-without-condition',
  run: () =>
    withPostgres((server, database) =>
      withPlatforms(1, database, async ([port = 0]) => {
        const connection = await connectTo(port)
        const code = await newCode(connection)
        await server.halt()
        let slowest = 0
        for (let call = 0; call < 20; call += 1) {
          const from = performance.now()
          const answer = await connection.send(redemption(code))
          slowest = Math.max(slowest, performance.now() - from)
          assert.equal(errcodeOf(answer), -1, answer.body)
        }
        assert.ok(slowest < 5000, `an answer took ${slowest.toFixed(0)} ms while the database was down`)
        await server.start()
        let winners = 0
        const healed = await until(async () => {
          const answer = await connection.send(redemption(code))
          winners += Number(isToken(answer))
          return said(answer)
        })
        winners += Number(isToken(await connection.send(redemption(code))))
        assert.equal(winners, 1, 'the code that waited is redeemed once')
        connection.close()
        return `down: 20 calls told -1, the slowest after ${slowest.toFixed(0)} ms; up again: healed after ${healed.toFixed(0)} ms`
      }),
    ),
}

/** Fails unless a token is valid, once it is known: the connection that is asked may have been killed, too, and then the platform is busy. */
async function assertKept(connection: Connection, token: Answer): Promise<void> {
  let errcode = -1
  await until(async () => {
    errcode = errcodeOf(await check(connection, token))
    return errcode !== -1
  })
  assert.equal(errcode, 0, 'an acknowledged token was lost')
}

export const backendsKilled: Proof = {
  claim:
    'with PostgreSQL’s connections killed in the middle of redemptions, no code is redeemed twice and no acknowledged token is lost',
  plantedBug: 'taken-without-condition',
  run: ({ size }) =>
    withPostgres(async (_, database) => {
      const codes = size === 'full' ? 2000 : 60
      const platform = await startPlatform(database)
      const admin = postgres(database, { max: 1, onnotice: () => {} })
      try {
        let [kills, orphans, doubtful] = [0, 0, 0]
        for (let index = 0; index < codes; index += 20) {
          // A new one each time: an idle connection is closed by the platform after a while.
          const connection = await connectTo(platform.port)
          const batch: string[] = []
          while (batch.length < 20) batch.push(await newCode(connection))
          const copies = batch.flatMap((code) => [code, code])
          const connections = await Promise.all(copies.map(() => connectTo(platform.port)))
          const answers = Promise.all(connections.map((each, at) => each.send(redemption(copies[at] ?? ''))))
          const killed =
            await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weauth' AND pid <> pg_backend_pid()`
          kills += killed.length
          const first = await answers
          for (const each of connections) each.close()
          for (const [at, code] of batch.entries()) {
            const both = [first[at * 2], first[at * 2 + 1]].filter((answer) => answer !== undefined)
            doubtful += both.filter((answer) => errcodeOf(answer) === -1).length
            let winners = both.filter(isToken)
            await until(async () => {
              const again = await connection.send(redemption(code))
              if (isToken(again)) winners = [...winners, again]
              return said(again)
            })
            assert.ok(winners.length <= 1, 'a code was redeemed twice')
            if (winners[0]) await assertKept(connection, winners[0])
            else orphans += 1
          }
          connection.close()
        }
        return `${codes} codes, ${kills} connections killed: ${doubtful} calls told -1, ${orphans} codes taken but never told, none redeemed twice, no token lost`
      } finally {
        await admin.end()
        await platform.stop()
      }
    }),
}
