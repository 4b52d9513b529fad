/** What weauth does when it is asked for more than it can: `npm run bench:overload`. Server and driver have a core each. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Answered, Offer, Weathered } from './overload-driver.ts'
import { pinned, start } from './processes.ts'
import type { Usage } from './server.ts'
import { asTable } from './table.ts'

const ms = ({ p50, p99, max }: Answered): string => [p50, p99, max].map((one) => one.toFixed(0)).join(' / ')

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`

const help = `npm run bench:overload -- [options]

  --seconds N   how long each case is offered (4)
  --store WHAT  file or memory (file)
  --only TEXT   only cases with TEXT in their name
`
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '4' },
    store: { type: 'string', default: 'file' },
    only: { type: 'string', default: '' },
  },
})
if (values.help) {
  process.stdout.write(help)
  process.exit()
}
const seconds = Number(values.seconds)
const folder = mkdtempSync(join(tmpdir(), 'weauth-overload-'))
const store = values.store === 'file' ? join(folder, 'weauth.sqlite') : ':memory:'
const server = start('server.ts', 0, ['weauth', JSON.stringify({ store, traces: true })])
const driver = start('overload-driver.ts', 1)
try {
  const { port } = await server.first<{ port: number }>()
  const offer = (task: Omit<Offer, 'port'>): Promise<Weathered> => driver.ask<Weathered>({ port, ...task })
  await offer({ sockets: 64, seconds: 1 })
  const { served } = await offer({ sockets: 64, seconds: 1 })
  const capacity = served.perSecond
  const cases: readonly [string, Omit<Offer, 'port'>][] = [
    ['half of it', { sockets: 2000, rate: capacity / 2, seconds }],
    ['all of it', { sockets: 2000, rate: capacity, seconds }],
    ['twice as much', { sockets: 2000, rate: capacity * 2, seconds }],
    ['three times', { sockets: 2000, rate: capacity * 3, seconds }],
    ['500 sockets, at once again', { sockets: 500, seconds }],
    ['2000 sockets, at once again', { sockets: 2000, seconds }],
  ]
  const rows: string[][] = []
  for (const [name, task] of cases.filter(([one]) => one.includes(values.only))) {
    const before = await server.ask<Usage>('usage')
    const begun = performance.now()
    const { served: yes, refused: no, health, unsent, cut, recovery, cpu } = await offer(task)
    const { rss, cpu: used } = await server.ask<Usage>('usage')
    const share = ((used - before.cpu) / (performance.now() - begun)) * 1000
    rows.push([
      name,
      yes.perSecond.toFixed(0),
      ms(yes),
      no.perSecond.toFixed(0),
      ms(no),
      ms(health),
      String(unsent),
      String(cut),
      recovery.toFixed(0),
      (rss / 2 ** 20).toFixed(0),
      percent(share),
      percent(cpu),
    ])
    process.stderr.write(`${rows.at(-1)?.join('  ')}\n`)
  }
  const head = [
    'offered',
    'served/s',
    'ms (p50 / p99 / max)',
    'refused/s',
    'ms (p50 / p99 / max)',
    '/healthz ms (p50 / p99 / max)',
    'unsent',
    'cut',
    'recovery ms',
    'MiB',
    'server CPU',
    'driver CPU',
  ]
  process.stdout.write(
    `\nNode ${process.version}, ${pinned ? 'a core each' : 'not pinned'}; with 64 users ${capacity.toFixed(0)} links/s\n\n${asTable([head, ...rows])}\n`,
  )
} finally {
  await Promise.all([server.stop(), driver.stop()])
  rmSync(folder, { recursive: true, force: true })
}
