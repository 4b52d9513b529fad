import type { BehaviourId } from '../behaviours.ts'
import { behaviourTable } from '../behaviours.ts'
import type { Bilingual, Source } from '../source.ts'

/** How well the project does what WeChat does; `simplified` and `not done` say why. */
export type LedgerStatus = 'faithful' | 'simplified' | 'not done'

/** A test that shows a row: its file from the root of the repository, and its name. */
export type LedgerTest = { readonly file: string; readonly name: string }

/** One thing that WeChat does, or that follows from it for a business site, and what became of it here. */
export type LedgerRow = {
  readonly id: string
  /** Section of the reference, such as `A.4`. */
  readonly section: string
  /** What both profiles do; of a row with `switch`, what the behaviour does when it is on. */
  readonly behaviour: Bilingual
  /** The behaviour by whose name the row is switched: there the profiles differ. */
  readonly switch?: BehaviourId
  readonly status: LedgerStatus
  /** Why it is not faithful. */
  readonly reason?: Bilingual
  readonly source: Source
  /** Absent for what is not done. */
  readonly test?: LedgerTest
  /** Rules that say it. */
  readonly rules: readonly string[]
  /** Paths of the platform that do it. */
  readonly paths: readonly string[]
}

type Shown = { readonly test: LedgerTest; readonly simplified?: Bilingual; readonly notDone?: never }
type NotShown = { readonly notDone: Bilingual; readonly simplified?: never; readonly test?: never }

/** A row as it is written: faithful unless it says why not. */
export type RowText = Bilingual & {
  readonly source: Source
  readonly switch?: BehaviourId
  readonly rules?: readonly string[]
  readonly paths?: readonly string[]
} & (Shown | NotShown)

/** Names a test of a file, given as `platform/authorize` or from the root of the repository. */
export const testsOf =
  (file: string) =>
  (name: string): LedgerTest => ({
    file: file.endsWith('.ts') ? file : file.replace(/^([^/]+)\/(.+)$/, 'packages/$1/test/$2.test.ts'),
    name,
  })

const behaviourTest = testsOf('platform/behaviours')

/** A row that is one of the behaviours in which the profiles differ: all of it stands in their table. */
export function switched(id: BehaviourId, more: Pick<RowText, 'rules' | 'paths'> = {}): RowText {
  const { on, source, test } = behaviourTable[id]
  return {
    ...on,
    source,
    switch: id,
    ...more,
    test: behaviourTest(test),
  }
}

/** The rows of a section, by id. */
export const section = (name: string, texts: Readonly<Record<string, RowText>>): LedgerRow[] =>
  Object.entries(texts).map(([id, { zh, en, simplified, notDone, rules = [], paths = [], ...rest }]) => {
    const reason = notDone ?? simplified
    return {
      id,
      section: name,
      behaviour: { zh, en },
      status: notDone ? 'not done' : simplified ? 'simplified' : 'faithful',
      ...(reason && { reason }),
      rules,
      paths,
      ...rest,
    }
  })
