import assert from 'node:assert/strict'
import { authorization, minute } from './bed.ts'
import type { TestGroups } from './bed.ts'
import type { QuotaUse } from '../store/index.ts'

const { appid } = authorization
/** Three uses in each hour, which ends on the hour. */
const use: QuotaUse = {
  appid,
  name: 'calls',
  limit: 3,
  endOf: (now) => (Math.floor(now / (60 * minute)) + 1) * 60 * minute,
}

/** What an app may do so often is done so often and no more. */
export const quotaTests: TestGroups = {
  'a quota': {
    // Catches a store that reads the count, compares it and then writes it.
    'is used up by as many as it allows, though twenty ask at once': async ({ store }) => {
      const all = await Promise.all(Array.from({ length: 20 }, () => store.takeQuota(use)))
      assert.deepEqual(
        [all.filter((each) => each === 'taken').length, all.filter((each) => each === 'exhausted').length],
        [3, 17],
      )
    },
    'comes back at the end of its period, and not a millisecond earlier': async ({ store, advance }) => {
      for (let time = 0; time < 3; time += 1) assert.equal(await store.takeQuota(use), 'taken')
      const now = await store.now()
      advance(use.endOf(now) - now - 1)
      assert.equal(await store.takeQuota(use), 'exhausted')
      advance(1)
      for (let time = 0; time < 3; time += 1) assert.equal(await store.takeQuota(use), 'taken')
      assert.equal(await store.takeQuota(use), 'exhausted')
    },
    'is the app’s own, and another by another name': async ({ store }) => {
      for (let time = 0; time < 3; time += 1) await store.takeQuota(use)
      assert.equal(await store.takeQuota({ ...use, appid: 'wx00000000000000b2' }), 'taken')
      assert.equal(await store.takeQuota({ ...use, name: 'others' }), 'taken')
      assert.equal(await store.takeQuota(use), 'exhausted')
    },
    'with a gap is not taken sooner, and what came too soon has not been used': async ({ store, advance }) => {
      const spaced = { ...use, gapMs: minute }
      assert.equal(await store.takeQuota(spaced), 'taken')
      advance(minute - 1)
      assert.equal(await store.takeQuota(spaced), 'early')
      advance(1)
      assert.equal(await store.takeQuota(spaced), 'taken')
      advance(minute)
      assert.equal(await store.takeQuota(spaced), 'taken')
      assert.equal(await store.takeQuota(spaced), 'exhausted')
    },
    'remembers over a restart what was used': async ({ store, reopen }, t) => {
      if (reopen === undefined) return t.skip('this store keeps nothing over a restart')
      for (let time = 0; time < 3; time += 1) await store.takeQuota(use)
      assert.equal(await (await reopen()).takeQuota(use), 'exhausted')
    },
  },
  'a clearing of quotas': {
    'gives all others of the app back, and is itself a quota': async ({ store }) => {
      const clearing = { ...use, name: 'clearing', limit: 1 }
      const other = { ...use, appid: 'wx00000000000000b2' }
      for (let time = 0; time < 3; time += 1) await Promise.all([store.takeQuota(use), store.takeQuota(other)])
      assert.equal(await store.clearQuotas(clearing), 'taken')
      assert.deepEqual([await store.takeQuota(use), await store.takeQuota(other)], ['taken', 'exhausted'])
      assert.equal(await store.clearQuotas(clearing), 'exhausted')
      assert.equal(await store.takeQuota({ ...use, limit: 1 }), 'exhausted')
    },
  },
}
