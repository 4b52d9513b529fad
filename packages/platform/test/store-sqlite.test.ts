import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it, type TestContext } from 'node:test'
import { groupCommit } from '../src/sqlite/group-commit.ts'
import { openDatabase } from '../src/sqlite/schema.ts'
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts'
import { authorization, granted, redeem, refresh, savedCode } from '../src/conformance/bed.ts'
import { storeConformance } from '../src/conformance/store-conformance.ts'

const clock = { now: () => 1_700_000_000_000 }

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'weauth-store-'))
}

function folderFor(t: TestContext): string {
  const folder = newFolder()
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

storeConformance('the SQLite store in memory', ({ clock }) => ({ store: openSqliteStore({ path: ':memory:', clock }) }))

storeConformance('the SQLite store in a file', ({ clock }) => {
  const folder = newFolder()
  const open = () => openSqliteStore({ path: join(folder, 'weauth.db'), clock })
  return { store: open(), reopen: open, discard: () => rmSync(folder, { recursive: true }) }
})

describe('opening the SQLite store', () => {
  it('sets the pragmas that make an answer durable', (t) => {
    const db = openDatabase(join(folderFor(t), 'weauth.db'))
    t.after(() => db.close())
    const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    assert.deepEqual(['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(pragma), ['wal', 2, 1, 5000])
  })

  it('refuses a file of a newer schema and leaves it as it was', (t) => {
    const path = join(folderFor(t), 'weauth.db')
    const db = new DatabaseSync(path)
    t.after(() => db.close())
    db.exec('PRAGMA user_version = 99')
    assert.throws(() => openSqliteStore({ path, clock }), /weauth\.db.*newer weauth.*99/)
    assert.deepEqual(db.prepare('SELECT name FROM sqlite_schema').all(), [])
  })

  it('brings a file of the first schema to the present one and keeps what is in it', async (t) => {
    const path = join(folderFor(t), 'weauth.db')
    const [digest, appid] = [new Uint8Array(32), 'wx00000000000000a1']
    const first = openSqliteStore({ path, clock })
    const locator = await first.saveAppToken({ digest, lifetimeMs: 1000, appid, overlapMs: 0 })
    await first.close()
    const db = new DatabaseSync(path)
    db.exec('DROP TABLE ends; DROP TABLE consents; DROP TABLE quotas; DROP TABLE qr_logins')
    db.exec('ALTER TABLE app_tokens DROP COLUMN salt')
    for (const table of ['apps', 'users']) {
      db.exec(`DROP INDEX ${table}_by_version; ALTER TABLE ${table} DROP COLUMN version`)
    }
    for (const table of ['requests', 'codes', 'grants']) db.exec(`ALTER TABLE ${table} DROP COLUMN component`)
    for (const table of ['codes', 'grants']) db.exec(`ALTER TABLE ${table} DROP COLUMN persona`)
    db.exec('PRAGMA user_version = 1')
    db.close()
    const store = openSqliteStore({ path, clock })
    t.after(() => store.close())
    assert.equal((await store.findAppToken({ locator, digest }))?.outcome, 'live')
    const asking = { appid, salt: digest, lifetimeMs: 1000, overlapMs: 0, force: false, mint: () => digest }
    assert.equal((await store.keepStableToken(asking)).endsInMs, 1000)
  })

  // Catches a reader that knows the columns of its start: `ended` would be whatever the new column holds.
  it('reads what a newer weauth adds columns to meanwhile, and a code that was ended stays so', async (t) => {
    const path = join(folderFor(t), 'weauth.db')
    const store = openSqliteStore({ path, clock })
    t.after(() => store.close())
    const { grant } = await granted(store)
    const code = await savedCode(store)
    await store.endAuthorizations(authorization.userId)
    const newer = new DatabaseSync(path)
    for (const table of ['codes', 'grants']) newer.exec(`ALTER TABLE ${table} ADD COLUMN added TEXT`)
    newer.close()
    assert.deepEqual(await redeem(store, code), { outcome: 'reset' })
    assert.deepEqual(await refresh(store, grant), { outcome: 'reset' })
  })

  it('says which file it cannot use and why', (t) => {
    const folder = folderFor(t)
    mkdirSync(join(folder, 'a-folder'))
    writeFileSync(join(folder, 'a-text'), 'not a database, and longer than the hundred bytes of a header: '.repeat(9))
    const refusals = { 'missing/weauth.db': /unable to open/, 'a-folder': /unable to open/, 'a-text': /not a database/ }
    for (const [name, reason] of Object.entries(refusals)) {
      const path = join(folder, name)
      assert.throws(
        () => openSqliteStore({ path, clock }),
        (error) => error instanceof Error && error.message.includes(path) && reason.test(error.message),
      )
    }
  })

  it('lets two stores share one file', async (t) => {
    const path = join(folderFor(t), 'weauth.db')
    const [one, other] = [openSqliteStore({ path, clock }), openSqliteStore({ path, clock })]
    const digest = new Uint8Array(32)
    const token = { digest, lifetimeMs: 1, appid: 'wx00000000000000a1', overlapMs: 0 }
    const locator = await one.saveAppToken(token)
    assert.equal((await other.findAppToken({ locator, digest }))?.outcome, 'live')
    await Promise.all([one.close(), other.close(), one.close()])
  })
})

/** A file with one table, the connection that writes it, and another that sees only what is committed. */
function table(t: TestContext) {
  const path = join(folderFor(t), 'rows.db')
  const db = new DatabaseSync(path, { timeout: 0 })
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE rows (n INTEGER PRIMARY KEY) STRICT')
  const other = new DatabaseSync(path)
  t.after(() => {
    db.close()
    other.close()
  })
  const insert = db.prepare('INSERT INTO rows VALUES (?)')
  const all = other.prepare('SELECT n FROM rows ORDER BY n')
  const { write, flush } = groupCommit(db)
  return { db, other, insert, committed: () => all.all().map(({ n }) => n), write, flush }
}

describe('a group commit', () => {
  it('commits the writes of one turn at once, and answers none before', async (t) => {
    const { insert, committed, write } = table(t)
    const seen: unknown[] = []
    const insertAndLook = (n: number) =>
      write(() => {
        insert.run(n)
        seen.push(committed())
        return n
      }).then((value) => [value, committed()])
    const all = [1, 2, 3]
    assert.deepEqual(
      await Promise.all(all.map(insertAndLook)),
      all.map((n) => [n, all]),
    )
    assert.deepEqual(seen, [[], [], []])
  })

  it('keeps the neighbours of a write that throws', async (t) => {
    const { insert, committed, write } = table(t)
    const results = await Promise.allSettled([1, 2, 2, 3].map((n) => write(() => insert.run(n))))
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(committed(), [1, 2, 3])
  })

  it('rejects every write when the file is locked, and works again afterwards', async (t) => {
    const { other, insert, committed, write } = table(t)
    other.exec('BEGIN IMMEDIATE')
    const results = await Promise.allSettled([1, 2].map((n) => write(() => insert.run(n))))
    for (const result of results) assert.match(String(result.status === 'rejected' && result.reason), /locked/)
    other.exec('ROLLBACK')
    await write(() => insert.run(3))
    assert.deepEqual(committed(), [3])
  })

  it('rejects every write when the commit fails, and works again afterwards', async (t) => {
    const { db, insert, committed, write } = table(t)
    db.exec('CREATE TABLE notes (n INTEGER REFERENCES rows DEFERRABLE INITIALLY DEFERRED)')
    const orphan = db.prepare('INSERT INTO notes VALUES (99)')
    const results = await Promise.allSettled([write(() => insert.run(1)), write(() => orphan.run())])
    for (const result of results) assert.match(String(result.status === 'rejected' && result.reason), /FOREIGN KEY/)
    await write(() => insert.run(3))
    assert.deepEqual(committed(), [3])
  })

  it('does not wait for the turn to end when it is flushed', async (t) => {
    const { insert, committed, write, flush } = table(t)
    const written = write(() => insert.run(1))
    flush()
    assert.deepEqual(committed(), [1])
    await written
  })
})
