import type { Bilingual, Source } from './source.ts'
import { assumed, code, community, copied, official, seed } from './source.ts'

/** `documented` is the seed document to the letter; `observed` is WeChat as seen today. */
export const profiles = ['documented', 'observed'] as const
/** One of {@link profiles}. */
export type Profile = (typeof profiles)[number]

/** One thing WeChat does in which the document and today's WeChat differ. On or off, by profile or by name. */
export type Behaviour = {
  /** What the platform does when the behaviour is on. */
  readonly on: Bilingual
  /** What it does when it is off. */
  readonly off: Bilingual
  readonly documented: boolean
  readonly observed: boolean
  /** `not done`: the platform behaves as the `documented` profile says, whatever is asked. */
  readonly status: 'faithful' | 'simplified' | 'not done'
  readonly source: Source
  /** The name of the test that shows both sides; absent while not done. */
  readonly test?: string
}
