import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { Identity, IdentityKey } from '@weauth/client'
import { AccountConflictError, findOrCreateAccount, schema } from '../accounts.ts'

const appid = 'wx0a1b2c3d4e5f6071'
const openid = (value: string, of = appid): IdentityKey => ({ kind: 'openid', appid: of, value })
const unionid = (value: string): IdentityKey => ({ kind: 'unionid', value })

/** As a login's result has it: the subject is one of the keys. */
const identity = (subject: IdentityKey, ...more: readonly IdentityKey[]): Identity => ({
  subject,
  keys: [subject, ...more],
})

function openDatabase(): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  db.exec(schema)
  return db
}

const count = (db: DatabaseSync, table: 'account' | 'account_key'): number =>
  Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'])

test('whoever logs in again has the same account, and another openid or the same one of another app is another account', () => {
  const db = openDatabase()
  const alice = findOrCreateAccount(db, identity(openid('o-alice')))
  assert.equal(findOrCreateAccount(db, identity(openid('o-alice'))), alice)
  assert.notEqual(findOrCreateAccount(db, identity(openid('o-bob'))), alice)
  assert.notEqual(findOrCreateAccount(db, identity(openid('o-alice', 'wx00000000000000b2'))), alice)
  assert.equal(count(db, 'account'), 3)
})

test('an account made with an openid alone gets the unionid when it first comes, and is then found from another app of the company', () => {
  const db = openDatabase()
  const id = findOrCreateAccount(db, identity(openid('o-alice')))
  assert.equal(findOrCreateAccount(db, identity(unionid('u-alice'), openid('o-alice'))), id)
  const fromTheMiniProgram = identity(unionid('u-alice'), openid('o-alice-2', 'wx00000000000000b2'))
  assert.equal(findOrCreateAccount(db, fromTheMiniProgram), id)
  assert.equal(findOrCreateAccount(db, identity(openid('o-alice-2', 'wx00000000000000b2'))), id)
  assert.equal(count(db, 'account_key'), 3)
})

test('keys that lead to two accounts are refused: nothing is merged, and nothing is attached', () => {
  const db = openDatabase()
  const first = findOrCreateAccount(db, identity(openid('o-alice')))
  const second = findOrCreateAccount(db, identity(unionid('u-alice'), openid('o-other', 'wx00000000000000b2')))
  const both = identity(unionid('u-alice'), openid('o-alice'), openid('o-third', 'wx00000000000000b3'))
  assert.throws(
    () => findOrCreateAccount(db, both),
    (error) => error instanceof AccountConflictError && error.accountIds.join() === [second, first].join(),
  )
  assert.equal(count(db, 'account_key'), 3)
  assert.equal(findOrCreateAccount(db, identity(openid('o-alice'))), first, 'the database can still be written')
})

test('first logins of one user in several threads at once end in one account', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'weauth-accounts-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'shop.db')
  const db = new DatabaseSync(path)
  t.after(() => db.close())
  db.exec(`PRAGMA journal_mode = WAL; ${schema}`)

  const found = await logInTogether(path, 4)
  assert.equal(new Set(found).size, 1, String(found))
  assert.equal(count(db, 'account'), 1)
})

test('the page docs/accounts.md shows the very code and tables that are tested here', async () => {
  const withoutSpace = (text: string): string => text.replaceAll(/\s+/g, '')
  const page = await readFile(new URL('../../../docs/accounts.md', import.meta.url), 'utf8')
  const source = withoutSpace(await readFile(new URL('../accounts.ts', import.meta.url), 'utf8'))
  const blocks = [...page.matchAll(/```(?:ts|sql)\n(.*?)```/gs)].map(([, block = '']) => withoutSpace(block))
  assert.equal(blocks.length, 2)
  for (const block of blocks) assert.ok(source.includes(block), block)
})

/**
 * One login in each of several threads, held back until all are there. A transaction that begins with BEGIN alone fails here: it looks
 * before it has the lock, and then cannot get it (SQLITE_BUSY_SNAPSHOT).
 */
async function logInTogether(path: string, threads: number): Promise<number[]> {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const script = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { DatabaseSync } = require('node:sqlite')
    import(workerData.module).then(({ findOrCreateAccount }) => {
      const db = new DatabaseSync(workerData.path, { timeout: 5000 })
      parentPort.postMessage('ready')
      Atomics.wait(workerData.gate, 0, 0)
      parentPort.postMessage(findOrCreateAccount(db, workerData.identity))
      db.close()
    })`
  const workerData = {
    path,
    gate,
    module: new URL('../accounts.ts', import.meta.url).href,
    identity: identity(unionid('u-alice'), openid('o-alice')),
  }
  const workers = Array.from({ length: threads }, () => new Worker(script, { eval: true, workerData }))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  const answers = workers.map((worker) => once(worker, 'message'))
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
  return (await Promise.all(answers)).map(([id]) => Number(id))
}
