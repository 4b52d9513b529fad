import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { backupSqlite, openSqliteStore, restoreSqlite } from '@weauth/platform'
import {
  confirmedQrLogin,
  granted,
  redeem,
  refresh,
  savedCode,
  savedRequest,
  session,
  succeeded,
} from '../src/conformance/bed.ts'

const now = 1_700_000_000_000
const clock = { now: () => now }

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'weauth-backup-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

// Catches a restoration that only puts the file back: the code that was used after the backup would be good a second time.
test('a restored store redeems no code of before, keeps every token of before, and gives out new locators', async (t) => {
  const folder = folderFor(t)
  const [path, copy, again] = ['weauth.sqlite', 'copy.sqlite', 'again.sqlite'].map((name) => join(folder, name))
  assert.ok(path && copy && again)
  const store = openSqliteStore({ path, clock })
  const { grant, access } = await granted(store)
  const [used, open, request] = [
    await savedCode(store, 'used'),
    await savedCode(store, 'open'),
    await savedRequest(store),
  ]
  const login = await confirmedQrLogin(store)
  backupSqlite(path, copy)
  const later = succeeded(await redeem(store, used))
  succeeded(await store.takeQrCode(login))
  await store.close()

  assert.equal(restoreSqlite(copy, again, now), 4)
  const restored = openSqliteStore({ path: again, clock })
  t.after(() => restored.close())
  for (const code of [used, open]) assert.deepEqual(await redeem(restored, code), { outcome: 'used' })
  assert.deepEqual(await restored.takeRequest({ ...request, session }), { outcome: 'used' })
  assert.deepEqual(await restored.takeQrCode(login), { outcome: 'expired' })
  assert.equal((await restored.findAccess(access))?.outcome, 'live')
  succeeded(await refresh(restored, grant))
  const fresh = succeeded(await redeem(restored, await savedCode(restored, 'fresh')))
  assert.ok(fresh.accessLocator > later.accessLocator && fresh.grantLocator > open.locator)
})

test('a backup is whole though the store is written to meanwhile', async (t) => {
  const folder = folderFor(t)
  const [path, copy] = [join(folder, 'weauth.sqlite'), join(folder, 'copy.sqlite')]
  const store = openSqliteStore({ path, clock })
  t.after(() => store.close())
  const writing = Promise.all(Array.from({ length: 500 }, (_, index) => savedCode(store, `code ${index}`)))
  backupSqlite(path, copy)
  await writing
  const db = new DatabaseSync(copy)
  assert.equal(Object.values(db.prepare('PRAGMA integrity_check').get() ?? {})[0], 'ok')
  db.close()
})

// Catches an attempt that failed and leaves a copy of the data beside.
test('neither overwrites anything, and what fails leaves nothing behind', async (t) => {
  const folder = folderFor(t)
  const [path, copy, text] = [join(folder, 'weauth.sqlite'), join(folder, 'copy.sqlite'), join(folder, 'text')]
  await openSqliteStore({ path, clock }).close()
  backupSqlite(path, copy)
  assert.throws(() => backupSqlite(path, copy), /EEXIST/)
  assert.throws(() => restoreSqlite(copy, path, now), /weauth\.sqlite exists/)
  writeFileSync(text, 'not a database, and longer than the hundred bytes of a header: '.repeat(9))
  mkdirSync(join(folder, 'new'))
  assert.throws(() => restoreSqlite(text, join(folder, 'new', 'weauth.sqlite'), now), /not a database/)
  assert.deepEqual(readdirSync(join(folder, 'new')), [])
  assert.ok(!readdirSync(folder).some((name) => name.includes('.part')))
})
