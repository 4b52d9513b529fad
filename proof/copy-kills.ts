import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '@weauth/platform'
import { assertSound } from './crashes.ts'
import { redeem, savedCode, theDigest } from './io-kills-code.ts'
import type { Proof, Size } from './proof.ts'
import { backupSqlite, openStore, restoreSqlite } from './store.ts'
import { killAtEveryWrite, needStrace } from './syscalls.ts'

/** What a store holds: tokens that live, and codes that wait. */
type Held = { readonly tokens: readonly number[]; readonly codes: readonly number[] }

/** So many redeemed codes, of which the tokens are kept, and as many that wait. */
async function fill(store: Store, count: number): Promise<Held> {
  const saved = await Promise.all(Array.from({ length: 2 * count }, () => savedCode(store)))
  const taken = await Promise.all(saved.slice(count).map((locator) => redeem(store, locator)))
  const tokens = taken.map((one) => (one.outcome === 'taken' ? one.accessLocator : assert.fail(one.outcome)))
  return { tokens, codes: saved.slice(0, count) }
}

async function assertLive(store: Store, { tokens }: Held): Promise<void> {
  const found = await Promise.all(tokens.map((locator) => store.findAccess({ locator, digest: theDigest('access') })))
  assert.ok(
    found.every((one) => one?.outcome === 'live'),
    'a token was lost',
  )
}

/** A store that came of a backup: whole, with every token of it, and with no code of it. */
async function assertRestored(path: string, held: Held): Promise<void> {
  const store = openStore(path)
  await assertLive(store, held)
  const again = await Promise.all(held.codes.map((locator) => redeem(store, locator)))
  assert.ok(
    again.every(({ outcome }) => outcome === 'used'),
    'a code of before the restoration is good again',
  )
  await store.close()
  assertSound(path)
}

/** At how many moments. */
const most = (size: Size): number | undefined => (size === 'full' ? undefined : 4)

export const backupKills: Proof = {
  claim:
    'killed before or after anything a backup tells the disk, the store goes on without a loss, and under the name of the backup there is nothing or a whole one',
  plantedBug: 'backup-in-place',
  async run({ size, folder }) {
    needStrace()
    const path = join(folder, 'weauth.sqlite')
    // Open all the while, as a platform would have it.
    const store = openStore(path)
    const held = await fill(store, 40)
    let [backups, found] = [0, 0]
    const kills = await killAtEveryWrite({
      folder,
      script: 'backup-once.ts',
      prepare() {
        backups += 1
        return [path, join(folder, `${backups}.backup`)]
      },
      async judge({ output }, [, backup = '']) {
        const isThere = existsSync(backup)
        assert.ok(isThere || output === '', 'a backup that was told is lost')
        if (isThere) found += 1
        else assert.doesNotThrow(() => backupSqlite(path, backup), 'no backup can be made any more')
        assertSound(backup)
        assert.doesNotThrow(() => restoreSqlite(backup, `${backup}.restored`, Date.now()), 'the backup is not whole')
        await assertRestored(`${backup}.restored`, held)
        const locator = await savedCode(store)
        assert.equal((await redeem(store, locator)).outcome, 'taken', 'the store does not go on')
        await assertLive(store, held)
        assertSound(path)
      },
      most: most(size),
    })
    await store.close()
    return `killed before and after each of ${kills} writes, syncs and answers: ${found} whole backups, else none, and the next one was made; the store lost nothing`
  },
}

export const restoreKills: Proof = {
  claim:
    'killed before or after anything a restoration tells the disk, there is no store or a whole one in which no code of before is good, and another backup can be restored in its place',
  plantedBug: 'restored-in-place',
  async run({ size, folder }) {
    needStrace()
    const [path, early, late] = ['weauth.sqlite', 'early.backup', 'late.backup'].map((name) => join(folder, name))
    assert.ok(path && early && late)
    const store = openStore(path)
    const heldEarly = await fill(store, 5)
    backupSqlite(path, early)
    const more = await fill(store, 80)
    backupSqlite(path, late)
    const heldLate = { tokens: [...heldEarly.tokens, ...more.tokens], codes: [...heldEarly.codes, ...more.codes] }
    await store.close()
    let [restored, found] = [0, 0]
    const kills = await killAtEveryWrite({
      folder,
      script: 'restore-once.ts',
      prepare() {
        restored += 1
        return [early, join(folder, `${restored}.sqlite`)]
      },
      async judge({ output }, [, to = '']) {
        const isThere = existsSync(to)
        assert.ok(isThere || output === '', 'a restored store that was told is lost')
        if (isThere) found += 1
        else assert.doesNotThrow(() => restoreSqlite(late, to, Date.now()), 'nothing can be restored any more')
        await assertRestored(to, isThere ? heldEarly : heldLate)
        assertSound(early)
      },
      most: most(size),
    })
    return `killed before and after each of ${kills} writes, syncs and answers: ${found} whole stores, else none, and the next restoration made one; no code of before was good`
  },
}
