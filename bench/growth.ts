/** How weauth does with 10⁴, 10⁵ and 10⁶ live tokens stored: start-up, rate, bytes on disk and in memory. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measured } from './driver.ts'
import type { Filled } from './fill.ts'
import { start } from './processes.ts'
import type { Usage } from './server.ts'
import { asTable } from './table.ts'

/** What was measured with so many tokens stored, each a login's: code, grant and access token. Bytes for each; times in milliseconds. */
export type Grown = {
  readonly tokens: number
  readonly startMs: number
  readonly logins: number
  readonly bytesOnDisk: number
  /** Of a server over the file. */
  readonly bytesResident: number
  /** Of the store that has no file. */
  readonly bytesInMemory: number
}

/** As long as most of the server's code takes to be compiled. */
const warmUpSeconds = 6

async function fill(path: string, tokens: number): Promise<Filled> {
  const filler = start('fill.ts', 0, [path, String(tokens)])
  const filled = await filler.first<Filled>()
  await filler.stop()
  return filled
}

async function grown(
  folder: string,
  tokens: number,
  seconds: number,
  emptyRss: number,
): Promise<Grown & { rss: number }> {
  const path = join(folder, `${tokens}.sqlite`)
  if (tokens > 0) await fill(path, tokens)
  const bytes = tokens > 0 ? statSync(path).size : 0
  const { memoryBytes } = await fill(':memory:', tokens)
  const before = performance.now()
  const server = start('server.ts', 0, ['weauth', JSON.stringify({ store: path, traces: true })])
  const { port } = await server.first<{ port: number }>()
  const startMs = performance.now() - before
  const { rss } = await server.ask<Usage>('usage')
  const driver = start('driver.ts', 1)
  const task = { flow: 'wechat', ports: [port], users: 32, seconds }
  await driver.ask<Measured>({ ...task, seconds: warmUpSeconds })
  const { logins } = await driver.ask<Measured>(task)
  await Promise.all([server.stop(), driver.stop()])
  const each = (total: number): number => (tokens > 0 ? total / tokens : 0)
  return {
    tokens,
    startMs,
    logins,
    rss,
    bytesOnDisk: each(bytes),
    bytesResident: each(rss - emptyRss),
    bytesInMemory: each(memoryBytes),
  }
}

/** Measures an empty store and each size. `sizes` grow. */
export async function growth(sizes: readonly number[], seconds: number): Promise<Grown[]> {
  const folder = mkdtempSync(join(tmpdir(), 'weauth-bench-'))
  try {
    const results: (Grown & { rss: number })[] = []
    for (const tokens of [0, ...sizes]) {
      results.push(await grown(folder, tokens, seconds, results[0]?.rss ?? 0))
      process.stderr.write(`growth: ${tokens} tokens, ${results.at(-1)?.logins.toFixed(0)} logins/s\n`)
    }
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The table of growth; each rate beside the one before it. */
export function growthTable(all: readonly Grown[]): string {
  const rows = all.map(({ tokens, startMs, logins, bytesOnDisk, bytesResident, bytesInMemory }, index) => [
    tokens.toLocaleString('en'),
    startMs.toFixed(0),
    logins.toFixed(0),
    index === 0 ? '' : (logins / (all[index - 1]?.logins ?? Number.NaN)).toFixed(2),
    bytesOnDisk.toFixed(0),
    bytesResident.toFixed(0),
    bytesInMemory.toFixed(0),
  ])
  const bytes = ['bytes on disk each', "server's RSS over it, each", 'store in memory, bytes each']
  return asTable([['live tokens', 'start ms', 'logins/s', '÷ the row above', ...bytes], ...rows])
}
