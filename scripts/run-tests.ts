/**
 * All tests, in two processes at a time, each of which runs a part of them, one after another. With arguments, one process that gets
 * them: `npm test -- path/to/one.test.ts`, `npm test -- --test-name-pattern=code`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { join, sep } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { spec } from 'node:test/reporters'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { Told } from './relay-tests.ts'

const root = join(import.meta.dirname, '..')
const everything = ['packages/*/test/*.test.ts', 'examples/*/test/*.test.ts', 'test/*.test.ts']
const command = ['--conditions=weauth-source', '--test', '--test-isolation=none']
// Most tests start processes that load the same files: each is compiled once.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/weauth'), ...process.env }
const atOnce = 2

/** The parts, the longest first, so that no process is left alone at the end. A file is in the first that it fits, else in that of its folder. */
const parts: readonly (readonly [name: string, files: RegExp])[] = [
  ['packages/cli', /^packages\/cli\//],
  // Together, for as root the first PostgreSQL makes the system's user that all of them run as.
  ['databases and proofs', /postgres|^test\/(?:bench|proofs)\./],
  ['packages/platform', /^packages\/platform\//],
  // Together, for two of them build the packages.
  ['test', /^test\//],
  ['packages/client', /^packages\/client\//],
  ['examples', /^examples\//],
]

type Part = { readonly name: string; readonly files: readonly string[]; readonly events: PassThrough }

function divide(): Part[] {
  const folder = (file: string): string => file.replace(/\/test\/.*/, '')
  const files = globSync(everything, { cwd: root }).map((file) => file.replaceAll(sep, '/'))
  const byName = Map.groupBy(files.toSorted(), (file) => parts.find(([, fits]) => fits.test(file))?.[0] ?? folder(file))
  const names = new Set([...parts.map(([name]) => name), ...byName.keys()])
  return [...names].flatMap((name) => {
    const of = byName.get(name)
    // What is told before it is this part's turn to be printed, is kept.
    return of ? [{ name, files: of, events: new PassThrough({ objectMode: true }) }] : []
  })
}

const total = { tests: 0, suites: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0, topLevel: 0 }
const kinds = Object.keys(total) as (keyof typeof total)[]
const skipped: string[] = []

const note = (message: string): TestEvent => ({ type: 'test:diagnostic', data: { nesting: 0, message, level: 'info' } })

/** The reporter prints an error by inspecting it, and this one was inspected where it is from. */
function revived(event: TestEvent): TestEvent {
  if (event.type === 'test:fail') {
    const text = String(event.data.details.error)
    Object.assign(event.data.details, { error: { [inspect.custom]: () => text } })
  }
  return event
}

/** Runs a part to its end. A process that ends without its counts, or badly though no test failed, has failed itself. */
async function run({ name, files, events }: Part): Promise<void> {
  const started = performance.now()
  const reporter = `--test-reporter=${join(import.meta.dirname, 'relay-tests.ts')}`
  const child = spawn(process.execPath, [...command, reporter, ...files], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let failures: number | undefined
  child.on('message', (text: string) => {
    const told = JSON.parse(text) as Told
    if ('test' in told) for (const event of told.test) events.write(revived(event))
    else {
      failures = (told.counts['failed'] ?? 0) + (told.counts['cancelled'] ?? 0)
      for (const kind of kinds) total[kind] += told.counts[kind] ?? 0
    }
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (failures === undefined || (failures === 0 && code !== 0)) {
    total.failed += 1
    const error = new Error(`the process ended with ${signal ?? code}`)
    events.write({ type: 'test:fail', data: { name, nesting: 0, testNumber: 0, details: { duration_ms: 0, error } } })
  }
  events.end(note(`${name}: ${Math.round((performance.now() - started) / 1000)} s`))
}

/** The parts one after another as they are told, then what all of them came to. */
async function* report(all: readonly Part[]): AsyncGenerator<TestEvent> {
  for (const { events } of all) {
    for await (const event of events as AsyncIterable<TestEvent>) {
      if (event.type === 'test:pass' && event.data.skip) skipped.push(`${event.data.name}: ${event.data.skip}`)
      yield event
    }
  }
  for (const test of skipped) yield note(`skipped: ${test}`)
  for (const kind of kinds) yield note(`${kind} ${total[kind]}`)
  yield note(`seconds ${Math.round(performance.now() / 1000)}`)
  yield {
    type: 'test:summary',
    data: { counts: total, duration_ms: performance.now(), success: total.failed === 0, file: undefined },
  }
}

async function runAll(): Promise<void> {
  const all = divide()
  const left = all.values()
  const worker = async (): Promise<void> => {
    for (const part of left) await run(part)
  }
  const workers = Array.from({ length: atOnce }, worker)
  await Promise.all([...workers, pipeline(report(all), new spec(), process.stdout, { end: false })])
  process.exitCode = total.tests > 0 && total.failed + total.cancelled === 0 ? 0 : 1
}

const given = process.argv.slice(2)
if (given.length === 0) await runAll()
else {
  const files = given.some((argument) => argument.endsWith('.test.ts')) ? [] : everything
  const { status } = spawnSync(process.execPath, [...command, ...given, ...files], { env, stdio: 'inherit' })
  process.exitCode = status ?? 1
}
