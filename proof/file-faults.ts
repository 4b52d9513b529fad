import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteStore } from '@weauth/platform'
import { manualClock } from '@weauth/platform/testing'
import type { Connection } from '../bench/connection.ts'
import { connectTo } from '../bench/connection.ts'
import { assertSound, assertValid, isToken } from './crashes.ts'
import { errcodeOf, newCode, redemption, withPlatforms } from './platforms.ts'
import { redeem, theAppid, theDigest } from './io-kills-code.ts'
import type { Proof } from './proof.ts'
import { Skipped } from './proof.ts'

export const fileLocked: Proof = {
  claim:
    'while another process holds the file, calls are told «system busy» in bounded time and mint nothing; afterwards all is as before',
  plantedBug: 'read-then-mark',
  async run({ folder }) {
    const path = join(folder, 'weauth.sqlite')
    return withPlatforms(1, path, async ([port = 0]) => {
      const connection = await connectTo(port)
      const code = await newCode(connection)
      const holder = new DatabaseSync(path)
      holder.exec('BEGIN EXCLUSIVE')
      const from = performance.now()
      const answer = await connection.send(redemption(code))
      const took = performance.now() - from
      assert.equal(errcodeOf(answer), -1, answer.body)
      assert.ok(took < 10_000, `it took ${took.toFixed(0)} ms`)
      holder.exec('ROLLBACK')
      holder.close()
      const winners = await twice(connection, code)
      assert.equal(winners, 1, 'the code is still good, once')
      connection.close()
      return `held: told -1 after ${took.toFixed(0)} ms; let go: the code is redeemed, once`
    })
  },
}

/** How often a code is redeemed when it is tried twice more. */
async function twice(connection: Connection, code: string): Promise<number> {
  const answers = [await connection.send(redemption(code)), await connection.send(redemption(code))]
  return answers.filter(isToken).length
}

/** Mounts a disk of a few megabytes. */
function smallDisk(folder: string): string {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk])
  if (mounted.status !== 0) throw new Skipped('no disk can be mounted here')
  return disk
}

export const diskFull: Proof = {
  claim:
    'when the disk is full, what needs writing is told «system busy» and mints nothing, what is read goes on; with room again, so does the rest',
  plantedBug: 'failure-as-success',
  async run({ folder }) {
    const disk = smallDisk(folder)
    const path = join(disk, 'weauth.sqlite')
    try {
      const figure = await withPlatforms(1, path, async ([port = 0]) => {
        const connection = await connectTo(port)
        const token = await connection.send(redemption(await newCode(connection)))
        const filler = join(disk, 'filler')
        spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096'])
        // The write-ahead log has room left for a while.
        let full = 0
        for (let tries = 0; full < 5; tries += 1) {
          assert.ok(tries < 3000, 'with no room on the disk, codes are still given out')
          full += Number(await isRefused(connection))
        }
        await assertValid(connection, token)
        rmSync(filler)
        const again = await newCode(connection)
        assert.equal(await twice(connection, again), 1, 'with room again a code is redeemed, once')
        connection.close()
        return 'full: writes told -1, a token still found valid; room again: codes are redeemed, once'
      })
      assertSound(path)
      return figure
    } finally {
      execFileSync('umount', ['-l', disk])
    }
  },
}

/** Whether a link is answered with no code: its code could not be kept. */
async function isRefused(connection: Connection): Promise<boolean> {
  try {
    await newCode(connection)
    return false
  } catch {
    return true
  }
}

export const clockStepped: Proof = {
  claim:
    'when the clock is stepped back, what has expired does not come to life again, and nothing lives longer than it may',
  plantedBug: 'clock-believed',
  async run({ folder }) {
    const clock = manualClock()
    const path = join(folder, 'weauth.sqlite')
    writeFileSync(path, '')
    const store = openSqliteStore({ path, clock })
    const authorization = { appid: theAppid, userId: 'bench', scope: 'snsapi_base', flow: 'one' } as const
    const locator = await store.saveCode({ digest: theDigest('code'), lifetimeMs: 300_000, authorization })
    clock.advance(301)
    assert.equal((await redeem(store, locator)).outcome, 'expired')
    clock.advance(-360)
    assert.equal((await redeem(store, locator)).outcome, 'expired', 'a code came to life again')
    const later = await store.saveCode({ digest: theDigest('code'), lifetimeMs: 300_000, authorization })
    clock.advance(360)
    assert.equal(
      (await redeem(store, later)).outcome,
      'taken',
      'a code issued while the clock was behind lives its time',
    )
    await store.close()
    return 'stepped back by six minutes: an expired code stays expired, a new one lives its five minutes'
  },
}
