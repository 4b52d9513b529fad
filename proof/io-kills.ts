import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { assertSound } from './crashes.ts'
import { redeem, savedCode, theDigest } from './io-kills-code.ts'
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
