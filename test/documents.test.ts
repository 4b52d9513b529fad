import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { documents } from '../scripts/documents.ts'

for (const [name, text] of Object.entries(documents())) {
  test(`docs/${name} is what npm run docs makes of the tables`, () => {
    assert.equal(readFileSync(join(import.meta.dirname, '../docs', name), 'utf8'), text)
  })
}
