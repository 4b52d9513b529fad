import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plantedBugs } from '../proof/planted.ts'
import { proofs } from '../proof/proofs.ts'
import { prove } from '../proof/prove.ts'

// The quick size. `npm run proof` runs the full one, and each proof once more with its planted bug, which it must find.

// Two at a time, for some of them wait for most of their time.
describe('every claim holds', { concurrency: 2 }, () => {
  for (const [name, { claim }] of Object.entries(proofs)) {
    test(claim, async (t) => {
      const outcome = await prove(name, 'quick', 1)
      if (outcome.kind === 'skipped') t.skip(outcome.why)
      else assert.equal(outcome.kind, 'held', 'why' in outcome ? outcome.why : '')
    })
  }

  test('a proof finds its planted bug: one code, redeemed by two processes', async () => {
    assert.equal((await prove('race-one-code', 'quick', 1, 'read-then-mark')).kind, 'refuted')
  })
})

test('every proof names a planted bug', () => {
  for (const { plantedBug } of Object.values(proofs)) assert.ok(plantedBugs[plantedBug], plantedBug)
})
