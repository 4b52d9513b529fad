import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Mutant } from './bugs/index.ts'
import { mutants } from './bugs/index.ts'
import type { Proof } from './proof.ts'

const root = join(import.meta.dirname, '..')
/** Two at a time: most of a test is not work for the processor. */
const atOnce = 2
const longestMs = 180_000
const leastKilled = 0.9

/** Runs a test file with a bug in what it tests, or with none; whether the file passes. At the first test that fails it is ended. */
async function passes(test: string, bug: string): Promise<boolean> {
  const plant = join(import.meta.dirname, 'plant.ts')
  const run = ['--conditions=weauth-source', '--no-warnings', '--import', plant, '--test-reporter=tap', test]
  // What is ended in the middle leaves its files behind.
  const folder = mkdtempSync(join(tmpdir(), 'weauth-mutant-'))
  chmodSync(folder, 0o755)
  const child = spawn(process.execPath, run, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TMPDIR: folder, WEAUTH_PLANTED: bug, NODE_TEST_CONTEXT: '' },
  })
  let failed = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (failed || !/^\s*not ok /.test(line)) return
    failed = true
    child.kill('SIGTERM')
  })
  // What hangs has failed.
  const timer = setTimeout(() => child.kill('SIGKILL'), longestMs)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearTimeout(timer)
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  return code === 0 && !failed
}

/** Runs work on each, so many at a time. */
async function onEach<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = list.values()
  const worker = async (): Promise<void> => {
    for (const one of left) await work(one)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function survives(id: string, { tests }: Mutant): Promise<boolean> {
  for (const test of tests) if (!(await passes(test, id))) return false
  return true
}

/** A bug of each kind, whose tests take half a second. */
const quick = ['host-by-suffix', 'state-not-encoded', 'path-without-boundary']

export const mutantsFound: Proof = {
  claim:
    'of the bugs planted one by one in rules, redirects, stores and redaction, the tests find at least nine of ten',
  plantedBug: 'no-bug-planted',
  async run({ size }) {
    const only = process.env['WEAUTH_MUTANTS']?.split(',')
    const ids = only ?? (size === 'full' ? Object.keys(mutants) : quick)
    const chosen = Object.entries(mutants).filter(([id]) => ids.includes(id))
    // A test that fails anyway finds nothing.
    await onEach([...new Set(chosen.flatMap(([, { tests }]) => tests))], async (test) => {
      assert.ok(await passes(test, ''), `${test} fails without a bug`)
    })
    const survivors: string[] = []
    await onEach(chosen, async ([id, mutant]) => {
      if (!(await survives(id, mutant))) return
      survivors.push(id)
      if (size === 'full') process.stderr.write(`    survived: ${id}: ${mutant.says}\n`)
    })
    const killed = chosen.length - survivors.length
    const figure = `${killed} of ${chosen.length} planted bugs found${survivors.length > 0 ? `, not: ${survivors.join(', ')}` : ''}`
    assert.ok(killed >= chosen.length * leastKilled, figure)
    return figure
  },
}
