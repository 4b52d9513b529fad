/**
 * How long `weauth` takes from start to ready, beyond what Node itself takes: the median of some starts with a warm compile cache.
 * The goal is 250 ms; nothing fails above it, because the figure is the machine's as much as ours.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const starts = 15
const cache = mkdtempSync(join(tmpdir(), 'weauth-start-'))
const weauth = join(import.meta.dirname, '../packages/cli/bin/weauth.js')

function nodeAlone(): number {
  const start = performance.now()
  spawnSync(process.execPath, ['-e', '0'])
  return performance.now() - start
}

async function ready(): Promise<number> {
  const start = performance.now()
  const child = spawn(process.execPath, [weauth, '--json', '--memory', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  })
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('weauth ended before it was ready'))),
  ])
  const took = performance.now() - start
  child.kill()
  await once(child, 'exit')
  return took
}

async function times(measure: () => number | Promise<number>): Promise<number[]> {
  const all: number[] = []
  for (let run = 0; run < starts; run++) all.push(await measure())
  return all.toSorted((a, b) => a - b)
}

const first = await ready()
const [node, weauthTimes] = [await times(nodeAlone), await times(ready)]
rmSync(cache, { recursive: true })
const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
const ms = (time: number): string => `${Math.round(time)} ms`
process.stdout.write(
  `first start ${ms(first)}; then, median of ${starts}: ready ${ms(median(weauthTimes))}, node alone ${ms(median(node))}\n` +
    `weauth adds ${ms(median(weauthTimes) - median(node))} (goal 250 ms)\n`,
)
