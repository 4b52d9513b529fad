import type { Bilingual, Source } from './source.ts'

/** An `error` stops the platform; a `warning` only advises. */
export type Severity = 'error' | 'warning'

/**
 * Where in a link a breach stands: the name or value of a parameter, counted in the order of the link, the value also from one decoded
 * character to another; the place where an absent parameter belongs; all of the query; what is behind `#`.
 */
export type Place =
  | { readonly parameter: number; readonly part: 'name' | 'value'; readonly from?: number; readonly to?: number }
  | { readonly absent: string }
  | 'query'
  | 'fragment'

/** What a rule says when it is broken: both compared values and what to do. */
export type Breach = {
  /** What stands in the request, as given. Never a secret. */
  readonly given: string
  /** What WeChat demands. */
  readonly expected: string
  /** What to do about it. */
  readonly hint: Bilingual
  /** Where it stands, for whoever shows the link; a rule of calls to the api host has no link. */
  readonly at?: Place
}

/**
 * One thing WeChat demands of a request, as a value in an ordered list.
 * `Verdict` is what WeChat answers when the rule is broken: a page error for the authorize link, an errcode for `/sns`.
 */
export type Rule<Subject, Facts, Verdict> = {
  readonly id: string
  readonly source: Source
  readonly severity: Severity
  /** Returns the breach, or nothing when the rule holds or the facts it needs are not known. */
  readonly check: (subject: Subject, facts: Facts) => (Breach & { readonly verdict: Verdict }) | undefined
}

/** A broken rule, as a value. */
export type Finding<Verdict> = Breach & {
  readonly rule: string
  readonly severity: Severity
  readonly source: Source
  readonly verdict: Verdict
}

function judge<S, F, V>(rule: Rule<S, F, V>, subject: S, facts: F): Finding<V> | undefined {
  const breach = rule.check(subject, facts)
  return breach && { rule: rule.id, severity: rule.severity, source: rule.source, ...breach }
}

/** Every finding, in the order of the rules: how the doctor reads a list. */
export function allFindings<S, F, V>(rules: readonly Rule<S, F, V>[], subject: S, facts: F): Finding<V>[] {
  return rules.map((rule) => judge(rule, subject, facts)).filter((finding) => finding !== undefined)
}

/** The first error, or nothing: how the platform reads a list. */
export function firstError<S, F, V>(rules: readonly Rule<S, F, V>[], subject: S, facts: F): Finding<V> | undefined {
  for (const rule of rules) {
    if (rule.severity === 'warning') continue
    const finding = judge(rule, subject, facts)
    if (finding) return finding
  }
  return undefined
}
