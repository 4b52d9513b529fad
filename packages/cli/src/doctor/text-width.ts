// How wide text is in a terminal, where a Chinese character takes two columns.

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const none = /[\p{Mn}\p{Me}\p{Cf}]/u

/** Columns of one character. */
export const widthOf = (character: string): number => (none.test(character) ? 0 : wide.test(character) ? 2 : 1)

const textWidth = (text: string): number => Array.from(text).reduce((sum, character) => sum + widthOf(character), 0)

// A line may break behind a space, and around any Chinese character but before closing punctuation.
const units = /[\p{Script=Han}，。；：！？、）」』”]|[（「『“]|\s+|[^\s\p{Script=Han}，。；：！？、）」』”（「『“]+/gu

/** Breaks a text into lines of at most so many columns. A word that is longer than a line is cut. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  const push = (unit: string): void => {
    if (textWidth(line + unit) <= columns || /^[，。；：！？、）」』”]$/.test(unit)) {
      line += unit
      return
    }
    if (line.trim() !== '') lines.push(line.trimEnd())
    line = unit.trimStart()
    while (textWidth(line) > columns) {
      const [head, rest] = cut(line, columns)
      lines.push(head)
      line = rest
    }
  }
  for (const [unit] of text.matchAll(units)) push(unit)
  if (line.trim() !== '') lines.push(line.trimEnd())
  return lines
}

/** The beginning of a text that fits into so many columns, at least one character, and the rest. */
function cut(text: string, columns: number): [head: string, rest: string] {
  let [at, width] = [0, 0]
  for (const character of text) {
    width += widthOf(character)
    if (width > columns && at > 0) break
    at += character.length
  }
  return [text.slice(0, at), text.slice(at)]
}
