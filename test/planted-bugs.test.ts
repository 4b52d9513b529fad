import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { mutants } from '../proof/bugs/index.ts'
import { plant, plantedBugs } from '../proof/planted.ts'

// Apart from the proofs, for it takes no time: whoever changes or moves what a bug is planted in learns of it at once.

const root = join(import.meta.dirname, '..')

test('every planted bug changes what it says it changes', () => {
  for (const [id, bug] of [...Object.entries(plantedBugs), ...Object.entries(mutants)]) {
    for (const file of new Set(bug.edits.map((edit) => edit.file))) {
      const text = readFileSync(join(root, file), 'utf8')
      const planted = plant(bug, file, text)
      assert.notEqual(planted, text, id)
      // What cannot be read would fail every test, and show nothing.
      assert.doesNotThrow(() => stripTypeScriptTypes(planted), id)
    }
  }
})

test('the tests that must find a planted bug are there', () => {
  for (const [id, { tests }] of Object.entries(mutants)) {
    assert.ok(tests.length > 0, id)
    for (const test of tests) assert.ok(existsSync(join(root, test)), `${id}: ${test}`)
  }
})
