/** Runs the proofs at their full size, each once as it is and once with its planted bug, which it must find. `npm run proof -- --help`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { asTable } from '../bench/table.ts'
import { plantedBugs } from './planted.ts'
import { proofs } from './proofs.ts'
import { prove } from './prove.ts'

const help = `npm run proof -- [options]

  --only TEXT   only proofs with TEXT in their name
  --quick       the size of the tests, not the full one
  --seed N      what random commands, requests and delays are derived from (1)
  --out FILE    where the results go as JSON (proof/results.json)

${Object.entries(proofs)
  .map(([name, { claim }]) => `  ${name.padEnd(20)}${claim}`)
  .join('\n')}
`
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(import.meta.dirname, 'results.json') },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(help)
  process.exit()
}
const size = values.quick ? 'quick' : 'full'
const seed = Number(values.seed)
const chosen = Object.entries(proofs).filter(([name]) => name.includes(values.only))
if (chosen.length === 0 || !Number.isInteger(seed)) {
  process.stderr.write(chosen.length === 0 ? `no proof has ${values.only} in its name\n` : '--seed is a whole number\n')
  process.exit(2)
}
type Result = {
  readonly name: string
  readonly claim: string
  readonly figure: string
  readonly planted: string
  readonly verdict: 'passed' | 'skipped' | 'failed'
  readonly seconds: number
}
const results: Result[] = []
const marks = { passed: '✔', skipped: '﹣', failed: '✖' } as const

for (const [name, { claim, plantedBug }] of chosen) {
  const from = performance.now()
  const clean = await prove(name, size, seed)
  const seconds = Math.round((performance.now() - from) / 100) / 10
  const sick = clean.kind === 'held' ? await prove(name, 'quick', seed, plantedBug) : clean
  const found = clean.kind === 'held' && sick.kind === 'refuted'
  const figure = clean.kind === 'held' ? clean.figure : `${clean.kind}: ${clean.why}`
  const verdict = clean.kind === 'skipped' ? 'skipped' : found ? 'passed' : 'failed'
  const planted = `${plantedBugs[plantedBug]?.says}: ${clean.kind === 'held' ? (found ? 'found' : `NOT FOUND (${sick.kind})`) : 'not tried'}`
  results.push({ name, claim, figure, planted, verdict, seconds })
  process.stderr.write(`${marks[verdict]} ${name} (${seconds} s): ${figure}\n    planted: ${planted}\n`)
}

writeFileSync(values.out, `${JSON.stringify({ node: process.version, size, seed, results }, undefined, 1)}\n`)
const rows = results.map(({ name, figure, planted, seconds }) => [name, figure, planted, `${seconds} s`])
const count = (which: Result['verdict']): number => results.filter(({ verdict }) => verdict === which).length
process.stdout.write(`\n${asTable([['proof', 'figure', 'planted bug', 'took'], ...rows])}\n\n`)
process.stdout.write(
  `${count('passed')} passed, ${count('skipped')} skipped, ${count('failed')} failed; seed ${seed}\n`,
)
process.exitCode = count('failed') === 0 ? 0 : 1
