/**
 * How long a purge blocks: `npm run bench:purge`. In each turn of the event loop a login's code is saved, and in most of them a purge runs
 * beside it, in the same transaction, over a file full of what has ended.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openSqliteStore, systemClock } from '@weauth/platform'
import { benchApp } from './flow.ts'
import { start } from './processes.ts'
import { asTable } from './table.ts'

const help = `npm run bench:purge -- [options]

  --logins N       how many are filled in, each of three rows: a code, a grant, an access token (400000)
  --turns N        how many turns of each case are measured (2000)
  --batches N,N,…  rows of each kind that a purge deletes (20,50,100)
`
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    logins: { type: 'string', default: '400000' },
    turns: { type: 'string', default: '2000' },
    batches: { type: 'string', default: '20,50,100' },
  },
})
if (values.help) {
  process.stdout.write(help)
  process.exit()
}
const logins = Number(values.logins)
const turns = Number(values.turns)
const batches = values.batches.split(',').map(Number)
const warmUpTurns = 100
if ((warmUpTurns + turns) * batches.reduce((sum, batch) => sum + batch, 0) > logins)
  throw new Error('--logins are too few for so many turns and batches: the last purges would find nothing')

/** By then all that was filled in has ended, refresh tokens too. */
const laterMs = 100 * 86_400_000
const authorization = { appid: benchApp.appid, userId: 'bench', scope: 'snsapi_userinfo', flow: 'purge' } as const

type Took = { readonly ms: number[]; readonly cpuMs: number[] }

/** A value of which so great a share is less. */
const quantile = (all: readonly number[], share: number): string =>
  (all.toSorted((a, b) => a - b)[Math.floor(all.length * share)] ?? Number.NaN).toFixed(2)

const folder = mkdtempSync(join(tmpdir(), 'weauth-purge-'))
try {
  const path = join(folder, 'weauth.sqlite')
  const filler = start('fill.ts', 0, [path, String(logins)])
  await filler.first()
  await filler.stop()
  const store = openSqliteStore({ path, clock: { now: () => systemClock.now() + laterMs } })

  /** A turn; with a batch of 0 the code alone. */
  async function turn(batch: number, { ms, cpuMs }: Took): Promise<void> {
    const digest = randomBytes(32)
    const [begun, cpu] = [performance.now(), process.cpuUsage()]
    const saved = store.saveCode({ digest, lifetimeMs: 300_000, authorization })
    const gone = batch > 0 ? await store.purge(batch, 0) : 0
    await saved
    const { user, system } = process.cpuUsage(cpu)
    ms.push(performance.now() - begun)
    cpuMs.push((user + system) / 1000)
    if (gone !== 3 * batch) throw new Error(`a purge of ${batch} rows of each kind deleted ${gone}`)
  }

  const cases = [0, ...batches].map((batch): [number, Took] => [batch, { ms: [], cpuMs: [] }])
  for (let done = -warmUpTurns; done < turns; done += 1) {
    for (const [batch, took] of cases) await turn(batch, done < 0 ? { ms: [], cpuMs: [] } : took)
  }
  await store.close()

  const rows = cases.map(([batch, { ms, cpuMs }]) => [
    batch === 0 ? 'none: the code alone' : String(batch),
    quantile(ms, 0.5),
    quantile(ms, 0.99),
    `${((ms.filter((one) => one > 5).length / ms.length) * 100).toFixed(1)} %`,
    quantile(cpuMs, 0.5),
    quantile(cpuMs, 0.99),
  ])
  const head = ['rows of each kind', 'p50 ms', 'p99 ms', 'over 5 ms', 'processor time p50 ms', 'p99 ms']
  process.stdout.write(
    `\nNode ${process.version}; ${(3 * logins).toLocaleString('en')} ended rows, ${turns.toLocaleString('en')} turns of each\n\n${asTable([head, ...rows])}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
