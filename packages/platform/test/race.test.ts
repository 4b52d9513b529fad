import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Store } from '@weauth/platform'
import { openSqliteStore } from '@weauth/platform'
import { manualClock } from '@weauth/platform/testing'
import { harness } from './harness.ts'

/** Exchanges so many codes fifty times each through the front door; fails unless each has exactly one winner. */
async function race(store: Store, count: number): Promise<void> {
  await using h = await harness({ store })
  const codes = await Promise.all(Array.from({ length: count }, () => h.code()))
  const attempts = codes.flatMap((code) => Array.from({ length: 50 }, () => code))
  const replies = await Promise.all(attempts.map((code) => h.exchange(code)))
  assert.equal(replies.length, count * 50)
  const wins = new Map(codes.map((code) => [code, 0]))
  replies.forEach(({ errcode }, index) => {
    const code = attempts[index] ?? ''
    if (errcode === undefined) wins.set(code, (wins.get(code) ?? 0) + 1)
    else assert.equal(errcode, 40163)
  })
  assert.deepEqual([...new Set(wins.values())], [1], 'one winner each')
}

/** The planted bug: whether a code is used is read first and marked after an await. */
function readThenMark(store: Store): Store {
  const used = new Set<number>()
  return {
    ...store,
    takeCode: async ({ locator, appid, mint }) => {
      if (used.has(locator)) return { outcome: 'used' }
      await store.now()
      used.add(locator)
      mint(locator)
      const authorization = { appid, userId: 'bob', scope: 'snsapi_base', flow: '' } as const
      return { outcome: 'taken', authorization, grantLocator: locator, accessLocator: locator }
    },
  }
}

test('twenty thousand parallel redemptions of 400 codes have one winner each', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weauth-race-'))
  t.after(() => rmSync(folder, { recursive: true }))
  await race(openSqliteStore({ path: join(folder, 'weauth.sqlite'), clock: manualClock() }), 400)
})

test('the same race exposes a store that reads first and marks later', async () => {
  const store = openSqliteStore({ path: ':memory:', clock: manualClock() })
  await assert.rejects(race(readThenMark(store), 40), /one winner each/)
})
