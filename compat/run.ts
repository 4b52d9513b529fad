// `npm run compat`: takes every client, or those named, through everything and prints the page; fails when one does not do what it did, or when
// docs/compatibility.md says otherwise. With --write the page is written.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { clients } from './clients.ts'
import type { Measured } from './measure.ts'
import { measure } from './measure.ts'
import { documentOf } from './table.ts'
import { openWorlds } from './world.ts'

const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true })
const page = new URL('../docs/compatibility.md', import.meta.url)
const chosen = clients.filter(({ file }) => positionals.length === 0 || positionals.includes(file))

const measured: Measured[] = []
await using worlds = await openWorlds()
for (const listed of chosen) {
  const startedMs = performance.now()
  try {
    measured.push(await measure(worlds, listed))
    console.error(`✓ ${listed.file} (${Math.round(performance.now() - startedMs)} ms)`)
  } catch (error) {
    process.exitCode = 1
    console.error(`✗ ${listed.file}:`, error)
  }
}

const text = documentOf(measured)
console.log(text)
if (chosen.length === clients.length && process.exitCode === undefined) {
  if (values.write) writeFileSync(page, text)
  else if (readFileSync(page, 'utf8') !== text) {
    process.exitCode = 1
    console.error('✗ docs/compatibility.md is not what was seen: npm run compat -- --write')
  }
}
