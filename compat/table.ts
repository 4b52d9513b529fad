import type { Client, Step, Trouble, User } from './client.ts'
import { steps, troubles } from './client.ts'
import type { Habits } from './habit-steps.ts'
import { isUser } from './journey.ts'
import type { StepResult } from './login-steps.ts'
import type { Measured, Went } from './measure.ts'
import type { Failure } from './orders.ts'
import { habitLegend, intro, loginLegend, troubleLegend } from './prose.ts'
import type { Way } from './world.ts'
import { ways } from './world.ts'

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const rows = (all: readonly (readonly string[])[]): string[] =>
  all.map((cells) => row(cells.map((cell) => cell.replaceAll('|', String.raw`\|`))))
const table = (head: readonly string[], body: readonly string[]): string[] => [
  row(head),
  row(head.map(() => '---')),
  ...body,
]

const nameOf = ({ listed, version }: Measured): string =>
  `${listed.package} ${version}${listed.how === undefined ? '' : `, ${listed.how}`}`

/** A failure in a word or two, without what differs from run to run. */
function wordOf({ name, code, message }: Failure): string {
  if (name === 'Shown') return message === 'redirect to /connect/oauth2/authorize' ? 'asks the user again' : message
  if (code !== undefined) return name === 'Error' ? code : `${name} ${code}`
  const said = message
    .replaceAll(/,? rid: [\w-]+/g, '')
    .replaceAll(/https?:\/\/127\.0\.0\.1:\d+/g, '')
    .slice(0, 70)
  return name === 'Error' || name === 'no Error' ? said : `${name}: ${said}`
}

/** What was seen on each way; once where all agree. */
function acrossWays({ went }: Measured, tell: (went: Went, way: Way) => string): string {
  const told = [...went].map(([way, one]) => tell(one, way))
  return [...new Set(told)].join('; ')
}

const marks: Readonly<Record<StepResult, string>> = { done: '✓', absent: '–', impossible: '✗' }

function stepCells(way: Way, measured: Measured): string[] {
  const { client, went } = measured
  const one = went.get(way)
  if (one === undefined) {
    const why = 'impossible' in client.byOrigin ? client.byOrigin.impossible : client.cannot?.link
    return [`impossible: ${why}`, ...steps.slice(1).map(() => '')]
  }
  return steps.map((step: Step) => {
    const result = one.steps[step]
    return result === 'impossible' ? `impossible: ${client.cannot?.[step]}` : marks[result]
  })
}

const told = ({ byOrigin }: Client): string => ('how' in byOrigin ? `base URL (${byOrigin.how})` : 'base URL')

const profileOf = ({ breaks, refused }: Client): string =>
  breaks === undefined
    ? 'any'
    : `${refused === undefined ? 'observed' : `none: \`${refused}\``}; documented: \`${breaks}\``

const loginRows = (measured: Measured): string[] =>
  rows(
    ways.map((way) => [
      nameOf(measured),
      way === 'base URL' ? told(measured.client) : way,
      profileOf(measured.client),
      ...stepCells(way, measured),
    ]),
  )

function troubleCell({ client }: Measured, trouble: Trouble, outcome: User | Failure | undefined): string {
  const gap = client.gaps?.[trouble]
  if (gap !== undefined) return `⚠ ${gap}`
  if (outcome === undefined) return 'such an app always has one'
  return isUser(outcome) ? '✓ openid' : `✓ ${wordOf(outcome)}`
}

function troubleRows(measured: Measured): string[] {
  const cells = troubles.map((trouble) =>
    acrossWays(measured, ({ troubles }) => troubleCell(measured, trouble, troubles.get(trouble))),
  )
  return measured.went.size === 0 ? [] : rows([[nameOf(measured), ...cells]])
}

function tiedWords({ stranger }: Habits): string {
  return isUser(stranger) ? '⚠ no: an attacker’s callback is taken' : `yes: ${wordOf(stranger)}`
}

function lostWords({ cookieLost }: Habits): string {
  return isUser(cookieLost) ? 'taken all the same' : `refused: ${wordOf(cookieLost)}`
}

function snapshotWords({ snapshot }: Habits): string {
  if (snapshot === undefined) return 'no such page'
  return isUser(snapshot) ? '⚠ taken for users' : `refused: ${wordOf(snapshot)}`
}

function orderWords({ app, breaks }: Client): string {
  if (app === 'website' || app === 'mobile') return 'any will do'
  return breaks === undefined ? 'yes' : `no: \`${breaks}\``
}

function leakWords(measured: Measured): string {
  const found = [...measured.went.values()].flatMap(({ habits }) => [...habits.leaks])
  const merged = new Map(found)
  return merged.size === 0 ? 'none' : [...merged].map(([when, what]) => `⚠ ${what.join(', ')} (${when})`).join('; ')
}

const callWords = ({ refreshes }: Habits): string =>
  refreshes === undefined ? 'refreshes nothing' : `${refreshes} refresh${refreshes === 1 ? '' : 'es'}`

/** The cells of the habits, by their head. */
export const habitCells = (measured: Measured): Readonly<Record<string, string>> => ({
  'state tied to the browser, before the code': acrossWays(measured, ({ habits }) => tiedWords(habits)),
  'the callback comes twice': acrossWays(measured, ({ troubles }) =>
    troubleCell(measured, 'used code', troubles.get('used code')).replace('✓', 'refused:'),
  ),
  'the cookie is lost': acrossWays(measured, ({ habits }) => lostWords(habits)),
  'link in the documented order': orderWords(measured.client),
  'five calls with an expired token': acrossWays(measured, ({ habits }) => callWords(habits)),
  'secrets in errors': leakWords(measured),
  'snapshot users': acrossWays(measured, ({ habits }) => snapshotWords(habits)),
})

const habitRows = (measured: Measured): string[] =>
  measured.went.size === 0 ? [] : rows([[nameOf(measured), ...Object.values(habitCells(measured))]])

/** Every row of a client. */
export const rowsOf = (measured: Measured): string[] => [
  ...loginRows(measured),
  ...troubleRows(measured),
  ...habitRows(measured),
]

/** The page. */
export function documentOf(all: readonly Measured[]): string {
  const [first] = all
  const habits = first ? Object.keys(habitCells(first)) : []
  return [
    ...intro,
    '## A login',
    '',
    ...loginLegend,
    '',
    ...table(['client', 'way', 'profile', ...steps], all.flatMap(loginRows)),
    '',
    '## What goes wrong',
    '',
    ...troubleLegend,
    '',
    ...table(['client', ...troubles], all.flatMap(troubleRows)),
    '',
    '## What is left to the site',
    '',
    ...habitLegend,
    '',
    ...table(['client', ...habits], all.flatMap(habitRows)),
    '',
  ].join('\n')
}
