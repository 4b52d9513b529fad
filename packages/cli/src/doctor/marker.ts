import type { Span } from '@weauth/protocol/doctor'
import { widthOf } from './text-width.ts'

/** A span to be marked, with the character that marks it. */
export type Mark = { readonly span: Span; readonly sign: string }

/** One line of the input with what stands below it. */
export type MarkedLine = { readonly text: string; readonly marks: string }

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[^\S ]/u

/** What nobody would see, or what would move the cursor, in a form that is seen. */
const visible = (character: string): string =>
  unseen.test(character)
    ? `‹${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`
    : character

/**
 * Breaks the input into lines of at most so many columns, each with a line below in which the characters of every span are marked by its
 * sign. Where spans overlap, the shorter one shows. A span of no length marks the place before which something is missing.
 */
export function markLines(input: string, marks: readonly Mark[], columns: number): MarkedLine[] {
  const signs = signsOf(input, marks)
  const lines: { text: string; marks: string; width: number }[] = []
  let line = { text: '', marks: '', width: 0 }
  let at = 0
  for (const character of [...Array.from(input), '']) {
    const shown = visible(character)
    const width = Array.from(shown).reduce((sum, one) => sum + widthOf(one), 0)
    const sign = signs[at] ?? ' '
    if (line.width + Math.max(width, 1) > columns && character !== '') {
      lines.push(line)
      line = { text: '', marks: '', width: 0 }
    }
    line.text += shown
    line.marks += sign.repeat(character === '' ? 1 : width)
    line.width += width
    at += character.length
  }
  return [...lines, line]
    .map(({ text, marks: below }) => ({ text, marks: below.trimEnd() }))
    .filter(({ text, marks: below }) => text + below !== '')
}

/** The sign of every character, one more for what is missing at the end. */
function signsOf(input: string, marks: readonly Mark[]): string[] {
  const signs = Array.from({ length: input.length + 1 }, () => ' ')
  const byLength = marks.toSorted((a, b) => b.span.end - b.span.start - (a.span.end - a.span.start))
  for (const { span, sign } of byLength) signs.fill(sign, span.start, Math.max(span.end, span.start + 1))
  return signs
}
