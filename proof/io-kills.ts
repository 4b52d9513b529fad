import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Store } from '@weauth/platform'
import { steps } from '../packages/platform/src/sqlite/schema.ts'
import { assertSound } from './crashes.ts'
import { redeem, savedCode, theAppid, theDigest } from './io-kills-code.ts'
import type { Proof } from './proof.ts'
import { openStore } from './store.ts'
import type { Traced } from './syscalls.ts'
import { killAtEveryWrite, needStrace } from './syscalls.ts'

/** A file in which one code waits. */
async function withOneCode(path: string): Promise<number> {
  const store = openStore(path)
  const locator = await savedCode(store)
  await store.close()
  return locator
}

/** Redeems the code once more, and holds what comes against what the killed process had said. */
async function judgeRedemption({ output }: Traced, path: string, locator: number): Promise<void> {
  const store = openStore(path)
  const again = await redeem(store, locator)
  assert.notEqual(again.outcome, 'unknown', 'a code that was kept was lost')
  const told = /^redeemed (\d+)/.exec(output)?.[1]
  if (told !== undefined) {
    assert.equal(again.outcome, 'used', 'a code was redeemed twice')
    const found = await store.findAccess({ locator: Number(told), digest: theDigest('access') })
    assert.equal(found?.outcome, 'live', 'an acknowledged token was lost')
  }
  await store.close()
  assertSound(path)
}

export const redemptionKills: Proof = {
  claim:
    'killed before or after anything a redemption tells the disk, its code is redeemed at most once and an acknowledged token lives',
  plantedBug: 'answer-before-commit',
  async run({ size, folder }) {
    needStrace()
    const [first, path] = [join(folder, 'first.sqlite'), join(folder, 'copy.sqlite')]
    const locator = await withOneCode(first)
    let copies = 0
    const kills = await killAtEveryWrite({
      folder,
      script: 'redeem-once.ts',
      prepare() {
        copies += 1
        copyFileSync(first, `${path}.${copies}`)
        return [`${path}.${copies}`, String(locator)]
      },
      judge: (left, [copy = '']) => judgeRedemption(left, copy, locator),
      most: size === 'full' ? undefined : 4,
    })
    return `killed before and after each of ${kills} writes, syncs and answers: at most one redemption, no acknowledged token lost, the file sound`
  },
}

export const migrationKills: Proof = {
  claim: 'killed before or after anything the making of a new file tells the disk, the next start makes it whole',
  plantedBug: 'schema-in-pieces',
  async run({ size, folder }) {
    needStrace()
    let files = 0
    const kills = await killAtEveryWrite({
      folder,
      script: 'open-once.ts',
      prepare() {
        files += 1
        return [join(folder, `${files}.sqlite`)]
      },
      async judge(_, [path = '']) {
        const opened = await withOneCode(path).catch((error: unknown) => error)
        assert.equal(typeof opened, 'number', `after a kill the file cannot be used: ${String(opened)}`)
        assertSound(path)
      },
      most: size === 'full' ? undefined : 5,
    })
    return `killed before and after each of ${kills} writes, syncs and answers: the next start finds or makes the whole schema`
  },
}

const [waiting, redeemed, theAccess] = [1, 2, 1]

/** A file of the first version of the schema: an app, a code that waits, and one that was redeemed, with its grant and access token. */
function withFirstSchema(path: string): void {
  const db = new DatabaseSync(path)
  db.exec(`PRAGMA journal_mode = WAL; ${steps[0]}; PRAGMA user_version = 1`)
  const [end, whose] = [Date.now() + 1e9, `'${theAppid}', 'bench', 'snsapi_base', 'one'`]
  db.prepare('INSERT INTO apps VALUES (?, ?)').run(theAppid, JSON.stringify({ appid: theAppid }))
  const code = db.prepare(`INSERT INTO codes VALUES (?, ?, ${end}, ?, ${whose})`)
  code.run(waiting, theDigest('code'), null)
  code.run(redeemed, theDigest('code'), 1)
  db.prepare(`INSERT INTO grants VALUES (?, ?, ${end}, ${end}, 1, ?, ${whose})`).run(
    redeemed,
    theDigest('refresh'),
    theAccess,
  )
  db.prepare(`INSERT INTO access_tokens VALUES (?, ?, ${end}, ?)`).run(theAccess, theDigest('access'), redeemed)
  db.close()
}

/** Every table and index of a file, and the number of its schema. */
function schemaOf(path: string): unknown[] {
  const db = new DatabaseSync(path)
  const made = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()
  const version = db.prepare('PRAGMA user_version').get()
  db.close()
  return [version, ...made]
}

/** Opens a file that a killed process may have left. */
function reopened(path: string): Store {
  try {
    return openStore(path)
  } catch (error) {
    return assert.fail(`after a kill the file cannot be used: ${String(error)}`)
  }
}

/** Fails unless all that {@link withFirstSchema} kept is there and does what it did. */
async function assertUpgraded(store: Store): Promise<void> {
  assert.deepEqual((await store.savedSince(0)).apps, [{ appid: theAppid }])
  const access = await store.findAccess({ locator: theAccess, digest: theDigest('access') })
  assert.equal(access?.outcome, 'live', 'a token was lost')
  const refreshed = await store.refreshGrant({
    locator: redeemed,
    digest: theDigest('refresh'),
    appid: theAppid,
    accessLifetimeMs: 1e7,
    keepWhileValid: false,
    mint: () => theDigest('access'),
  })
  assert.equal(refreshed.outcome, 'refreshed', 'a grant was lost')
  const taken = [await redeem(store, redeemed), await redeem(store, waiting), await redeem(store, waiting)]
  assert.deepEqual(
    taken.map(({ outcome }) => outcome),
    ['used', 'taken', 'used'],
  )
}

export const upgradeKills: Proof = {
  claim:
    'killed before or after anything that bringing a file of the first schema to the newest tells the disk, the next start finds the newest and every row',
  plantedBug: 'schema-in-pieces',
  async run({ size, folder }) {
    needStrace()
    const [first, fresh] = [join(folder, 'first.sqlite'), join(folder, 'fresh.sqlite')]
    withFirstSchema(first)
    await openStore(fresh).close()
    const newest = schemaOf(fresh)
    let copies = 0
    const kills = await killAtEveryWrite({
      folder,
      script: 'open-once.ts',
      prepare() {
        copies += 1
        copyFileSync(first, join(folder, `${copies}.sqlite`))
        return [join(folder, `${copies}.sqlite`)]
      },
      async judge({ wasKilled }, [path = '']) {
        if (!wasKilled) assert.deepEqual(schemaOf(path), newest, 'nothing was upgraded')
        const store = reopened(path)
        await assertUpgraded(store)
        await store.close()
        assert.deepEqual(schemaOf(path), newest, 'the schema is not whole')
        assertSound(path)
      },
      most: size === 'full' ? undefined : 5,
    })
    return `killed before and after each of ${kills} writes, syncs and answers: the next start finds the newest of ${steps.length} schemas, and every row of the first`
  },
}
