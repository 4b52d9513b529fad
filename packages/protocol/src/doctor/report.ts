import type { DomainStep } from '../authorize/callback-match.ts'
import type { Part, Span } from '../mistakes/split-link.ts'
import type { Severity } from '../rule.ts'
import type { Bilingual, Source } from '../source.ts'

// What the doctor says, as data: the printer, `--json` and the page read nothing else. docs/doctor.md documents it; a change that takes
// anything away or renames it makes a new `schema`.

/** What an input can be. */
export type InputKind =
  | 'authorize'
  | 'qrconnect'
  | 'call'
  | 'callback'
  | 'answer'
  | 'code'
  | 'message'
  | 'rid'
  | 'url'
  | 'domain'
  | 'identifier'
  | 'foreign'
  | 'unknown'

/** What a person sees: on the phone with its number, on PC WeChat or in a browser, and in the words of the document. */
export type Shown = {
  readonly phone: string
  readonly pc: string
  readonly document: string
  /** The number on the phone's page. */
  readonly code?: number
}

/** How sure it is: written by WeChat, seen by somebody, or our own assumption. */
export type Certainty = 'documented' | 'observed' | 'assumed'

/** One thing found. */
export type DoctorFinding = {
  /** The id of the rule or mistake, or the code as text. */
  readonly id: string
  /** A rule of WeChat's that is broken; a mistake of a person's behind it; an answer of WeChat's that was pasted. */
  readonly kind: 'rule' | 'mistake' | 'answer'
  /** Only an `error` keeps the link from working. */
  readonly severity: Severity
  readonly given: string
  readonly expected: string
  readonly hint: Bilingual
  /** Where it stands in `input`; of no length where something is missing. */
  readonly span?: Span
  readonly shows?: Shown
  readonly certainty: Certainty
  /** Whether the `observed` profile, WeChat as seen today, refuses it as well; only for errors of a link. */
  readonly today?: 'refused' | 'tolerated'
  readonly source: Source
  /** Where it is explained, below the root of the repository. */
  readonly docs: string
  /** The rules that are broken only because of this mistake. */
  readonly causes?: readonly string[]
}

/** The link as it should be. */
export type Correction = {
  readonly link: string
  /** The rules that it still breaks, because no link can mend them or because something is not known. */
  readonly remaining: readonly string[]
}

/** One input and all that is to be said about it. */
export type Diagnosis = {
  readonly kind: InputKind
  /** What the input is, in a sentence. */
  readonly summary: Bilingual
  /** The input, its secrets made unreadable. */
  readonly input: string
  /** Where it begins in the whole text: line and column, counted from 1. */
  readonly at: { readonly line: number; readonly column: number }
  readonly findings: readonly DoctorFinding[]
  readonly parts: readonly Part[]
  /** How redirect_uri compares with the callback domains, when the app is known. */
  readonly domainSteps: readonly DomainStep[]
  /** When an answer was given, in seconds since 1970, by its rid. */
  readonly answeredAt?: number
  readonly corrected?: Correction
}

/** All that was found in a text. */
export type Report = {
  readonly schema: 1
  readonly diagnoses: readonly Diagnosis[]
  readonly errors: number
  readonly warnings: number
}
