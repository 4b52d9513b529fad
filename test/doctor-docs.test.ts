import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { diagnose } from '@weauth/protocol/doctor'
import { known } from '../packages/protocol/test/doctor/apps.ts'
import { corpus } from '../packages/protocol/test/doctor/corpus.ts'

const reports = corpus.map(({ text, apps }) => diagnose(text, apps ? known : {}))
const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8')

test('whatever the doctor cites stands in the documents', () => {
  const cited = new Set(
    reports.flatMap(({ diagnoses }) => diagnoses.flatMap(({ findings }) => findings.map(({ docs }) => docs))),
  )
  for (const docs of cited) {
    const [file = '', anchor = ''] = docs.split('#')
    assert.ok(read(file).includes(`<a id="${anchor}"></a>`), docs)
  }
})

test('every field of the report is documented', () => {
  const fields = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) fields.add(name)
      collect(inner)
    }
  }
  collect(JSON.parse(JSON.stringify(reports)))
  const text = read('docs/doctor.md')
  const missing = [...fields].filter((name) => !text.includes(`\`${name}\``))
  assert.deepEqual(missing, [])
  assert.ok(fields.size > 25)
})
