import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { clients } from '../compat/clients.ts'
import { measure } from '../compat/measure.ts'
import { withSeen } from '../compat/side-by-side.ts'
import { rowsOf } from '../compat/table.ts'
import type { Worlds } from '../compat/world.ts'
import { openWorlds } from '../compat/world.ts'

// A third of the clients: those whose packages this repository has anyway. All of them: `npm run compat`.

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
type Manifest = { readonly dependencies: Record<string, string>; readonly devDependencies: Record<string, string> }

const quick = clients.filter(({ quick }) => quick)
// Not before the first of them runs: their processes would wait through the tests of every other file.
let worlds: Promise<Worlds> | undefined
after(async () => (await worlds)?.[Symbol.asyncDispose]())

for (const listed of quick) {
  const name = listed.how === undefined ? listed.package : `${listed.package} with ${listed.how}`
  test(`${name}, unmodified, logs users in and meets every error as docs/compatibility.md says`, async () => {
    const lines = read('../docs/compatibility.md').split('\n')
    const measured = await measure(await (worlds ??= openWorlds()), listed)
    for (const row of rowsOf(measured)) assert.ok(lines.includes(row), row)
    assert.equal(withSeen(read('../docs/client.md'), [measured]), read('../docs/client.md'))
  })
}

test('the clients of the quick third are the same versions in both places', () => {
  const { dependencies } = JSON.parse(read('../compat/package.json')) as Manifest
  const { devDependencies } = JSON.parse(read('../package.json')) as Manifest
  for (const { package: name } of quick) assert.equal(devDependencies[name], dependencies[name], name)
})
