import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { savedCode } from '../src/conformance/bed.ts'
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts'
import type { Presented, Store } from '../src/store/store.ts'

const clock = { now: () => 1_700_000_000_000 }

function savedCodes(store: Store, count: number): Promise<Presented[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => savedCode(store, `code ${index}`)))
}

function assertOneWinnerEach(codes: readonly Presented[], won: readonly number[]): void {
  const distinct = new Set(won)
  assert.equal(won.length - distinct.size, 0, 'redeemed again')
  assert.equal(codes.filter(({ locator }) => !distinct.has(locator)).length, 0, 'never redeemed')
}

describe('two processes on one new file', () => {
  it('redeem each of 600 codes once', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'weauth-race-'))
    const path = join(folder, 'weauth.db')
    const children = [0, 1].map(() => startRedeemer(path))
    // All three open the new file at about the same time, which is a race of its own.
    const store = openSqliteStore({ path, clock })
    t.after(async () => {
      await Promise.all(children.map(({ stop }) => stop()))
      await store.close()
      rmSync(folder, { recursive: true })
    })
    await Promise.all(children.map(({ answer }) => answer()))
    // With neither transaction nor compare-and-set, this finds about thirty doubles.
    const codes = await savedCodes(store, 600)
    const won: number[][] = [[], []]
    for (let round = 0; round < 30; round += 1) {
      const some = codes.slice(round * 20, round * 20 + 20)
      const answers = children.map(({ answer }) => answer())
      // The one that is told second is mostly too late: they take turns.
      for (const { child } of round % 2 === 0 ? children : children.toReversed()) child.send(some)
      for (const [index, locators] of (await Promise.all(answers)).entries()) won[index]?.push(...locators)
    }
    assertOneWinnerEach(codes, won.flat())
    for (const each of won) assert.notEqual(each.length, 0, 'both took part')
  })
})

/** Starts a process that redeems what it is sent. `answer` is its next message, and rejects when it has ended without one. */
function startRedeemer(path: string) {
  const child = fork(join(import.meta.dirname, 'store-redeemer.ts'), [path], {
    execArgv: ['--conditions=weauth-source'],
    serialization: 'advanced',
  })
  const exited = new AbortController()
  const exit = once(child, 'exit').then(() => exited.abort())
  const answer = async (): Promise<number[]> => {
    const [locators] = await once(child, 'message', { signal: exited.signal })
    return locators
  }
  const stop = (): Promise<void> => {
    child.disconnect()
    return exit
  }
  return { child, answer, stop }
}
