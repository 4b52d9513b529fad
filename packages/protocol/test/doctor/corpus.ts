import { calls, callbacks, shown, others } from './corpus-others.ts'
import { mistakes } from './corpus-mistakes.ts'
import { qrLinks } from './corpus-qrconnect.ts'
import { rules } from './corpus-rules.ts'

/** One text, what is found in it, and whether the apps of the corpus are known to the doctor. */
export type Entry = {
  readonly text: string
  /** The ids of all findings, in any order. */
  readonly found: readonly string[]
  readonly apps: boolean
}

/** A row as it is written: the text, the ids separated by spaces, and `unknown` where nothing is known of the apps. */
export type Row = readonly [text: string, found: string, facts?: 'unknown']

/** Links and errors as people have them, from the situations in WeChat's documents, its FAQ, and what users and SDKs were seen to do. */
export const corpus: readonly Entry[] = [
  ...rules,
  ...qrLinks,
  ...mistakes,
  ...callbacks,
  ...calls,
  ...shown,
  ...others,
].map(([text, found, facts]: Row) => ({ text, found: found.split(' ').filter(Boolean), apps: facts !== 'unknown' }))
