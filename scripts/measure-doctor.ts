/**
 * How long `weauth doctor` takes to answer, beyond what Node itself takes to start: the median of some runs with a warm compile cache.
 * The goal is 150 ms; nothing fails above it, because the figure is the machine's as much as ours.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const runs = 15
const cache = mkdtempSync(join(tmpdir(), 'weauth-doctor-'))
const weauth = join(import.meta.dirname, '../packages/cli/bin/weauth.js')
const link =
  'https://open.weixin.qq.com/connect/oauth2/authorize?appId=wx0a1b2c3d4e5f6071&redirect_uri=http://www.qq.com/#/home&response_type=code&scope=snsapi_base&state=abc'

function time(args: readonly string[]): number {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, args, { env: { ...process.env, NODE_COMPILE_CACHE: cache } })
  if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')} ended with ${status}`)
  return performance.now() - start
}

const doctor = (): number => time([weauth, 'doctor', link])
const first = doctor()
// In turns, so that what else the machine does befalls both alike.
const pairs = Array.from({ length: runs }, () => [time(['-e', '0']), doctor()] as const)
rmSync(cache, { recursive: true })
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
const ms = (length: number): string => `${Math.round(length)} ms`
const [node, answered] = [median(pairs.map(([alone]) => alone)), median(pairs.map(([, ours]) => ours))]
process.stdout.write(
  `first answer ${ms(first)}; then, median of ${runs}: answered ${ms(answered)}, node alone ${ms(node)}\n` +
    `weauth doctor adds ${ms(answered - node)} (goal 150 ms)\n`,
)
