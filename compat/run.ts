// `npm run compat`: takes every client, or those named, through everything and prints the page; fails when one does not do what it did, or when
// docs/compatibility.md or docs/client.md says otherwise. With --write they are written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { clients } from './clients.ts'
import type { Measured } from './measure.ts'
import { measure } from './measure.ts'
import { withSeen } from './side-by-side.ts'
import { documentOf } from './table.ts'
import { openWorlds } from './world.ts'

const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true })
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

/** Writes a page, or finds it stale. */
function settle(page: URL, made: (before: string) => string): void {
  const before = existsSync(page) ? readFileSync(page, 'utf8') : ''
  const after = made(before)
  if (before === after) return
  if (values.write) return writeFileSync(page, after)
  process.exitCode = 1
  console.error(`✗ ${page.pathname} is not what was seen: npm run compat -- --write`)
}

if (chosen.length === clients.length && process.exitCode === undefined) {
  settle(new URL('../docs/compatibility.md', import.meta.url), () => text)
  settle(new URL('../docs/client.md', import.meta.url), (before) => withSeen(before, measured))
}
