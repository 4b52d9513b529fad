import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { routePaths } from '@weauth/platform/testing'
import { behaviourIds, errcodes, isAnswered, ruleIds } from '@weauth/protocol'
import type { LedgerRow } from '@weauth/protocol/ledger'
import { ledger, ledgerSections } from '@weauth/protocol/ledger'
import { assertBilingual } from '../packages/protocol/test/bilingual.ts'
import { documents } from '../scripts/documents.ts'
import type { Repository } from './drift.ts'
import { driftOf } from './drift.ts'
import { statedTests } from './test-names.ts'

const docs = join(import.meta.dirname, '../docs')
const repository: Repository = {
  ledger,
  sections: Object.keys(ledgerSections),
  rules: ruleIds,
  routes: routePaths,
  behaviours: behaviourIds,
  errcodes: errcodes.map(({ code }) => code),
  isAnswered,
  tests: statedTests(),
  documents: Object.entries(documents()).map(([name, made]) => ({
    name,
    made,
    kept: readFileSync(join(docs, name), 'utf8'),
  })),
}

test('Ledger, rules, routes, behaviours, errcodes, tests and documents agree', () => {
  assert.deepEqual(driftOf(repository), [])
})

test('Every row says in Chinese and English what WeChat does, and why it is not faithful where it is not', () => {
  for (const { id, behaviour, reason } of ledger) {
    assert.match(behaviour.zh, /\S/, id)
    assert.doesNotMatch(behaviour.en.replaceAll(/[^\s]*\p{Script=Han}[^\s]*/gu, ''), /^\s*$/, id)
    if (reason) assertBilingual({ reason }, id)
  }
})

test('What is not done stays under five per cent of the rows, and docs/fidelity.md prints of how many', () => {
  const open = ledger.filter(({ status }) => status === 'not done')
  assert.ok(
    open.length < ledger.length / 20,
    `${open.length} of ${ledger.length}: ${open.map(({ id }) => id).join(', ')}`,
  )
  const printed = documents()['fidelity.md'] ?? ''
  assert.ok(printed.includes(`of ${ledger.length} rows`))
  assert.ok(printed.includes(`not done | ${open.length} |`))
})

const first = (fits: (row: LedgerRow) => boolean): LedgerRow => ledger.find(fits) ?? assert.fail('no such row')
const changed = (row: LedgerRow, change: Partial<LedgerRow>): Partial<Repository> => ({
  ledger: ledger.map((each) => (each === row ? { ...each, ...change } : each)),
})
const shown = first(({ test }) => test !== undefined)
const ruled = first(({ rules }) => rules.includes('callback-domain'))
const served = first(({ paths }) => paths.includes('/sns/userinfo'))
const switched = first((row) => row.switch === 'refusal-redirect')
const answered = first(({ id }) => id === 'errcode-40029')
const open = first(({ status }) => status === 'not done')

// What the comparison must see: each of these is planted, and named by exactly these sentences.
const planted: readonly (readonly [drift: string, change: Partial<Repository>, says: RegExp])[] = [
  ['a row without a source', changed(shown, { source: { confidence: 'seed', where: ' ' } }), /has no source/],
  [
    'a test that was renamed',
    changed(shown, { test: { file: shown.test?.file ?? '', name: 'a test of old' } }),
    /names a test that is not there/,
  ],
  [
    'a test file that was moved',
    changed(shown, { test: { file: 'test/gone.test.ts', name: shown.test?.name ?? '' } }),
    /names a test that is not there/,
  ],
  ['a rule that no row names', changed(ruled, { rules: [] }), /^rule callback-domain is named by no row/],
  ['a rule that came without a row', { rules: [...ruleIds, 'a-new-rule'] }, /^rule a-new-rule is named by no row/],
  [
    'a rule that is gone',
    { rules: ruleIds.filter((id) => id !== 'callback-domain') },
    /names the rule callback-domain, which there is not/,
  ],
  ['a path that no row names', changed(served, { paths: [] }), /^path \/sns\/userinfo is named by no row/],
  [
    'a route that came without a row',
    { routes: [...routePaths, '/connect/new'] },
    /^path \/connect\/new is named by no row/,
  ],
  [
    'a route that is gone',
    { routes: routePaths.filter((path) => path !== '/sns/userinfo') },
    /the path \/sns\/userinfo, which is not served/,
  ],
  [
    'a behaviour that no row names',
    { ledger: ledger.filter((row) => row !== switched) },
    /^behaviour refusal-redirect is named by no row/,
  ],
  ['an errcode without a row', { ledger: ledger.filter((row) => row !== answered) }, /^errcode 40029 has no row/],
  [
    'an errcode that nothing answers any more',
    { isAnswered: (answer) => answer !== 40029 && isAnswered(answer) },
    /^errcode 40029 is called faithful/,
  ],
  [
    'a row that is not faithful, without a reason',
    changed(shown, { status: 'simplified' }),
    /its reason does not say so/,
  ],
  [
    'a row that is called done, without a test',
    changed(open, { status: 'simplified' }),
    /a test shows a row that is done/,
  ],
  ['a row that stands twice', { ledger: [...ledger, shown] }, /^two rows are called/],
  ['a name that is no name', changed(shown, { id: 'Two Words' }), /is not kebab-case/],
  ['a section that the reference has not', changed(shown, { section: 'Z.1' }), /not in the reference/],
  [
    'a document that was edited by hand',
    { documents: [{ name: 'errors.md', made: 'a', kept: 'b' }] },
    /^docs\/errors.md is not what npm run docs makes/,
  ],
]

for (const [drift, change, says] of planted) {
  test(`the comparison finds ${drift}`, () => {
    const found = driftOf({ ...repository, ...change })
    assert.ok(
      found.some((sentence) => says.test(sentence)),
      found.join('\n') || 'nothing was found',
    )
  })
}

test('a test whose name is hardly more than its values is no name of a test', () => {
  const any = 'whatever one likes to write here'
  assert.deepEqual(
    statedTests().filter(({ name }) => name.test(any)),
    [],
  )
})
