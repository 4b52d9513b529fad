import type { Span } from '../mistakes/split-link.ts'
import type { DoctorFinding } from './report.ts'

// In what order a person reads a diagnosis, and where its marks stand: the same in a terminal and on a page.

/** Whether a mistake is why the link cannot be opened. */
export const isCause = ({ causes = [], shows }: DoctorFinding): boolean => causes.length > 0 && shows !== undefined

/** Whether something has to be changed: an error, or a mistake that makes for one. */
export const isError = (finding: DoctorFinding): boolean => finding.severity === 'error' || isCause(finding)

/**
 * The findings in the order in which a person should mend them: mistakes behind errors, other errors, advice. A rule that is broken only
 * because of a mistake is left out, for the mistake names it.
 */
export function readingOrder(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const caused = new Set(findings.flatMap(({ causes = [] }) => causes))
  return findings.filter(({ id, kind }) => kind !== 'rule' || !caused.has(id)).toSorted((a, b) => rank(a) - rank(b))
}

const rank = (finding: DoctorFinding): number => (isCause(finding) ? 0 : finding.severity === 'error' ? 1 : 2)

/** A stretch of the input, and which finding, by its number in a list, points at it. */
export type Stretch = Span & { readonly finding?: number }

/**
 * Cuts the input where its marks begin and end. Where findings overlap, the one that points at less shows, of two alike the first. A finding about something that
 * is missing marks the character before which it belongs, at the very end a stretch of no length.
 */
export function stretches(input: string, findings: readonly Pick<DoctorFinding, 'span'>[]): Stretch[] {
  const owners: (number | undefined)[] = Array.from({ length: input.length + 1 }, () => undefined)
  const marks = findings
    .flatMap(({ span }, finding) =>
      span ? [{ start: span.start, end: Math.max(span.end, span.start + 1), finding }] : [],
    )
    .toSorted((a, b) => b.end - b.start - (a.end - a.start) || b.finding - a.finding)
  for (const { start, end, finding } of marks) owners.fill(finding, start, end)
  const cut: Stretch[] = []
  for (let at = 0; at <= input.length;) {
    const finding = owners[at]
    let end = at + 1
    while (end < input.length && owners[end] === finding) end++
    if (at < input.length || finding !== undefined)
      cut.push({ start: at, end: Math.min(end, input.length), ...(finding !== undefined && { finding }) })
    at = end
  }
  return cut
}
