import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteStore, systemClock } from '@weauth/platform'
import { assertSound } from './crashes.ts'
import { redeem, theAppid, theDigest } from './io-kills-code.ts'
import type { Proof } from './proof.ts'
import type { Traced } from './syscalls.ts'
import { killAtEveryWrite, needStrace } from './syscalls.ts'

/** A file in which one code waits. */
async function withOneCode(path: string): Promise<number> {
  const store = openSqliteStore({ path, clock: systemClock })
  const authorization = { appid: theAppid, userId: 'bench', scope: 'snsapi_base', flow: 'one' } as const
  const locator = await store.saveCode({ digest: theDigest('code'), lifetimeMs: 1e9, authorization })
  await store.close()
  return locator
}

/** Redeems the code once more, and holds what comes against what the killed process had said. */
async function judgeRedemption({ output }: Traced, path: string, locator: number): Promise<void> {
  const store = openSqliteStore({ path, clock: systemClock })
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
    'killed before any write of a redemption to the disk, its code is redeemed at most once and an acknowledged token lives',
  plantedBug: 'answer-before-commit',
  async run({ size, folder }) {
    needStrace()
    const [first, path] = [join(folder, 'first.sqlite'), join(folder, 'copy.sqlite')]
    const locator = await withOneCode(first)
    let copies = 0
    const kills = await killAtEveryWrite(
      'redeem-once.ts',
      () => {
        copies += 1
        copyFileSync(first, `${path}.${copies}`)
        return [`${path}.${copies}`, String(locator)]
      },
      (left, [copy = '']) => judgeRedemption(left, copy, locator),
      size === 'full' ? 1 : 5,
    )
    return `killed at each of ${kills} writes: at most one redemption, no acknowledged token lost, the file sound`
  },
}

export const migrationKills: Proof = {
  claim: 'killed before any write of the making of a new file, the next start makes it whole',
  plantedBug: 'schema-in-pieces',
  async run({ size, folder }) {
    needStrace()
    let files = 0
    const kills = await killAtEveryWrite(
      'open-once.ts',
      () => {
        files += 1
        return [join(folder, `${files}.sqlite`)]
      },
      async (_, [path = '']) => {
        const opened = await withOneCode(path).catch((error: unknown) => error)
        assert.equal(typeof opened, 'number', `after a kill the file cannot be used: ${String(opened)}`)
        assertSound(path)
      },
      size === 'full' ? 1 : 9,
    )
    return `killed at each of ${kills} writes: the next start finds or makes the whole schema`
  },
}
