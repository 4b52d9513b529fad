import type { BehaviourId, RuleAnswer } from '@weauth/protocol'
import type { LedgerRow } from '@weauth/protocol/ledger'
import type { StatedTest } from './test-names.ts'

/** What the ledger is compared with. */
export type Repository = {
  readonly ledger: readonly LedgerRow[]
  readonly sections: readonly string[]
  readonly rules: readonly string[]
  readonly routes: readonly string[]
  readonly behaviours: readonly BehaviourId[]
  readonly errcodes: readonly number[]
  readonly isAnswered: (answer: RuleAnswer) => boolean
  readonly tests: readonly StatedTest[]
  /** The generated documents, as made now and as they stand in `docs/`. */
  readonly documents: readonly { readonly name: string; readonly made: string; readonly kept: string }[]
}

const twice = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index)

/** WeChat has no such paths: the home page and what stands under `/_weauth/` are our own. */
const isOurs = (path: string): boolean => path === '/' || path.startsWith('/_weauth/')

function rowDrift({ id, section, source, status, reason, test }: LedgerRow, { sections, tests }: Repository): string[] {
  const found = test && tests.some(({ file, name }) => file === test.file && name.test(test.name))
  return [
    ...(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id) ? [] : [`${id} is not kebab-case`]),
    ...(sections.includes(section) ? [] : [`${id} stands in section ${section}, which is not in the reference`]),
    ...(source.where.trim() === '' ? [`${id} has no source`] : []),
    ...((status === 'faithful') === (reason === undefined)
      ? []
      : [`${id} is ${status}, and its reason does not say so`]),
    ...((status === 'not done') === (test === undefined)
      ? []
      : [`${id} is ${status}: a test shows a row that is done, and no other`]),
    ...(test && !found ? [`${id} names a test that is not there: ${test.file}: ${test.name}`] : []),
  ]
}

function errcodeDrift({ ledger, errcodes, isAnswered }: Repository): string[] {
  const rows = new Map(ledger.map((row) => [row.id, row]))
  return errcodes.flatMap((code) => {
    const row = rows.get(`errcode-${code === -1 ? 'minus-1' : code}`)
    if (!row) return [`errcode ${code} has no row`]
    return row.status === 'faithful' && !isAnswered(code)
      ? [`errcode ${code} is called faithful, and nothing answers it`]
      : []
  })
}

/** Everything in which ledger, rules, routes, behaviours, errcodes, tests and documents do not agree, as sentences that say what to do. */
export function driftOf(repository: Repository): string[] {
  const { ledger, rules, routes, behaviours, documents } = repository
  const named = new Set(ledger.flatMap((row) => row.rules))
  const paths = new Set(ledger.flatMap((row) => row.paths))
  const switches = ledger.flatMap((row) => row.switch ?? [])
  return [
    ...ledger.flatMap((row) => rowDrift(row, repository)),
    ...twice(ledger.map(({ id }) => id)).map((id) => `two rows are called ${id}`),
    ...rules.filter((id) => !named.has(id)).map((id) => `rule ${id} is named by no row: add it to \`rules\` of one`),
    ...[...named].filter((id) => !rules.includes(id)).map((id) => `a row names the rule ${id}, which there is not`),
    ...routes
      .filter((path) => !isOurs(path) && !paths.has(path))
      .map((path) => `path ${path} is named by no row: add it to \`paths\` of one`),
    ...[...paths]
      .filter((path) => !routes.includes(path))
      .map((path) => `a row names the path ${path}, which is not served`),
    ...behaviours
      .filter((id) => !switches.includes(id))
      .map((id) => `behaviour ${id} is named by no row: add \`switched('${id}')\``),
    ...twice(switches).map((id) => `two rows are switched by ${id}`),
    ...errcodeDrift(repository),
    ...documents
      .filter(({ made, kept }) => made !== kept)
      .map(({ name }) => `docs/${name} is not what npm run docs makes`),
  ]
}
