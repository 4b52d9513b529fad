import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { mutants } from '../proof/bugs/index.ts'
import { plant, plantedBugs } from '../proof/planted.ts'
import { proofs } from '../proof/proofs.ts'
import { prove } from '../proof/prove.ts'

// The quick size. `npm run proof` runs the full one, and each proof once more with its planted bug, which it must find.

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

test('every planted bug changes what it says it changes, and every proof names one', () => {
  for (const [id, bug] of [...Object.entries(plantedBugs), ...Object.entries(mutants)]) {
    for (const file of new Set(bug.edits.map((edit) => edit.file))) {
      const text = readFileSync(join(import.meta.dirname, '..', file), 'utf8')
      const planted = plant(bug, file, text)
      assert.notEqual(planted, text, id)
      // What cannot be read would fail every test, and show nothing.
      assert.doesNotThrow(() => stripTypeScriptTypes(planted), id)
    }
  }
  for (const { plantedBug } of Object.values(proofs)) assert.ok(plantedBugs[plantedBug], plantedBug)
})
