/**
 * The benchmark: whole logins on weauth, on a floor and on peers, interleaved in one run. Figures of one run compare with each other
 * and with nothing else. `npm run bench -- --help` tells the options.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { discardDatabases } from './database.ts'
import { growth, growthTable } from './growth.ts'
import type { Opened, Sample } from './measure.ts'
import { open } from './measure.ts'
import { pinned, start } from './processes.ts'
import type { Setting } from './settings.ts'
import { settings } from './settings.ts'
import type { Series } from './table.ts'
import { loginTable } from './table.ts'

const help = `npm run bench -- [options]

  --rounds N      how often everything is measured; medians count (5)
  --seconds N     how long each measurement is (2)
  --warm-up N     how long each server is driven before the first round (8)
  --only TEXT     only what has TEXT in its name; the floor is always there
  --growth N,N,…  how many live tokens are stored before the rate is measured again (10000,100000,1000000; 0 for none)
  --out FILE      where the samples go as JSON (bench/results.json)
`
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    'warm-up': { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    growth: { type: 'string', default: '10000,100000,1000000' },
    out: { type: 'string', default: join(import.meta.dirname, 'results.json') },
    help: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const warmUp = Number(values['warm-up'])
if (values.help) {
  process.stdout.write(help)
  process.exit()
}
if (!(rounds >= 1) || !(seconds > 0) || !(warmUp > 0))
  throw new Error(`--rounds, --seconds and --warm-up are numbers\n\n${help}`)

if (!existsSync(join(import.meta.dirname, 'node_modules'))) {
  process.stderr.write('installing the peers, which weauth itself never needs …\n')
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: import.meta.dirname, stdio: 'inherit' })
}

const chosen = settings.filter(({ name, server }) => server === 'floor' || name.includes(values.only))
const crowds = [32, 128]
const runs: { setting: Setting; users: number; series: Series & { samples: Sample[] } }[] = crowds.flatMap((users) =>
  chosen
    .filter(({ crowded }) => users === 32 || crowded === true)
    .map((setting) => ({ setting, users, series: { name: setting.name, users, samples: [] } })),
)

/** Starts a setting and drives it until its code is compiled. */
async function warm(setting: Setting, seconds: number): Promise<Opened> {
  const opened = await open(setting)
  process.stderr.write(`warming up  ${setting.name}\n`)
  await opened.sample(crowds[0] ?? 1, seconds)
  return opened
}

// All run at once, idle but for the one that is driven: so a round is short, and a noisy minute weighs on all of them alike.
const running = new Map<Setting, Opened>()
// One that refuses after so many logins is started anew each time.
for (const setting of chosen) if (setting.atMost === undefined) running.set(setting, await warm(setting, warmUp))
for (let round = 1; round <= rounds; round += 1) {
  // Every other round goes backwards: who stands before a server may leave the disk busy, and should not always be the same.
  for (const { setting, users, series } of round % 2 === 1 ? runs : runs.toReversed()) {
    const opened = running.get(setting) ?? (await warm(setting, 1))
    const sample = await opened.sample(users, seconds)
    if (!running.has(setting)) await opened.close()
    series.samples.push(sample)
    process.stderr.write(
      `round ${round}/${rounds}  ${setting.name}, ${users} users: ${sample.logins.toFixed(0)} logins/s\n`,
    )
  }
}
for (const opened of running.values()) await opened.close()

await discardDatabases()
const inProcess = start('in-process.ts', 0)
const login = await inProcess.first<{ p50: number; p99: number }>()
await inProcess.stop()
const sizes = values.growth
  .split(',')
  .map(Number)
  .filter((size) => size > 0)
const grown = sizes.length > 0 ? await growth(sizes, seconds) : []

const all = runs.map(({ series }) => series)
const machine = { node: process.version, cores: availableParallelism(), pinned, date: new Date().toISOString() }
writeFileSync(
  values.out,
  `${JSON.stringify({ machine, rounds, seconds, series: all, inProcess: login, growth: grown }, undefined, 1)}\n`,
)
process.stdout.write(
  `\nNode ${machine.node}, ${machine.cores} cores, server and driver ${pinned ? 'pinned to one each' : 'not pinned'}; `,
)
process.stdout.write(
  `medians of ${rounds} rounds of ${seconds} s, ratios round by round with their spread\n\n${loginTable(all)}\n`,
)
process.stdout.write(
  `\na login in the process, with no port: ${login.p50.toFixed(2)} ms, p99 ${login.p99.toFixed(2)} ms\n`,
)
if (grown.length > 0) process.stdout.write(`\n${growthTable(grown)}\n`)
