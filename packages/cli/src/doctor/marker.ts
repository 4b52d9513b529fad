import type { DoctorFinding } from '@weauth/protocol/doctor'
import { stretches } from '@weauth/protocol/doctor'
import { widthOf } from './text-width.ts'

/** How a finding is marked: the first by 1. */
export const signOf = (index: number): string => '123456789abcdefghijklmnopqrstuvwxyz'.charAt(index) || '^'

/** One line of the input with what stands below it. */
export type MarkedLine = { readonly text: string; readonly marks: string }

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[^\S ]/u

/** What nobody would see, or what would move the cursor, in a form that is seen. */
export const visible = (character: string): string =>
  unseen.test(character)
    ? `‹${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`
    : character

/**
 * Breaks the input into lines of at most so many columns, each with a line below in which what a finding points at is marked by its sign.
 */
export function markLines(
  input: string,
  findings: readonly Pick<DoctorFinding, 'span'>[],
  columns: number,
): MarkedLine[] {
  const lines: MarkedLine[] = []
  let [text, marks, width] = ['', '', 0]
  const add = (shown: string, sign: string): void => {
    const more = Array.from(shown).reduce((sum, one) => sum + widthOf(one), 0)
    if (width > 0 && width + Math.max(more, 1) > columns) {
      lines.push({ text, marks: marks.trimEnd() })
      ;[text, marks, width] = ['', '', 0]
    }
    text += shown
    marks += sign.repeat(shown === '' ? 1 : more)
    width += more
  }
  for (const { start, end, finding } of stretches(input, findings)) {
    const sign = finding === undefined ? ' ' : signOf(finding)
    // What is missing at the end has no character above it.
    if (start === end) add('', sign)
    for (const character of input.slice(start, end)) add(visible(character), sign)
  }
  return [...lines, { text, marks: marks.trimEnd() }]
}
