import { isRefusal } from '../authorize/callback.ts'
import type { IdentifierId } from '../identifiers.ts'
import { identifierFormats } from '../identifiers.ts'
import { decodeComponent } from '../query.ts'
import { isSecretName, secretLooks } from '../secrets.ts'

/** Something that was made unreadable. */
export type Masked = {
  /** The name it stood under; empty when only its looks gave it away. */
  readonly name: string
  readonly start: number
  readonly end: number
  /** What it looks like, where that can be told. */
  readonly looksLike: IdentifierId | undefined
}

// A name where one can begin, in a query, in JSON, in source text, or encoded up to three times inside a redirect_uri.
const nameForm =
  /(?<=^|[?&#;,{\s"'(]|%(?:25){0,3}(?:3f|26|23|22|7b|2c))([\w.[\]%-]{1,64}?)(["']?\s{0,8}(?:[=:]|%(?:25){0,3}3d)\s{0,8}["']?)/gi
const plainValue = /[^&#\s"'<>,;}]*/y
const nestedValue = /(?:(?!%(?:25){0,3}(?:26|23|22))[^&#\s"'<>,;}])*/iy

const looks = (text: string): IdentifierId | undefined =>
  (['code', 'secret', 'token'] as const).find((id) => identifierFormats[id].pattern.test(text))

/**
 * Letters and digits become `x`, all else stays: so that a rule judges what is masked as it would have judged what is not.
 * An escaped letter stays an escape, a character outside ASCII one outside ASCII.
 */
const blank = (text: string): string =>
  text.replace(/%[0-9a-f]{2}|[a-z0-9]|[^\0-\x7f]/gi, (unit) => {
    if (unit.length === 3) return /^%(?:3\d|[46][1-9a-f]|[57][0-9a])$/i.test(unit) ? '%78' : unit
    return unit > '\x7f' ? '文'.repeat(unit.length) : 'x'
  })

/** The values that stand under the name of a secret. */
function named(text: string): Masked[] {
  const found: Masked[] = []
  const names = new RegExp(nameForm)
  for (let match = names.exec(text); match; match = names.exec(text)) {
    const [whole, name = '', separator = ''] = match
    if (!isSecretName(decodeComponent(name))) continue
    const start = match.index + whole.length
    const form = new RegExp(separator.includes('%') ? nestedValue : plainValue)
    form.lastIndex = start
    const value = form.exec(text)?.[0] ?? ''
    if (isRefusal(value)) continue
    // What is masked is not looked into, so that the time stays linear.
    names.lastIndex = start + value.length
    found.push({ name, start, end: start + value.length, looksLike: looks(value) })
  }
  return found
}

/** Makes secrets, codes and tokens unreadable, without moving anything. What comes out is all that the doctor ever sees. */
export function mask(text: string): { readonly text: string; readonly masked: readonly Masked[] } {
  const byLooks = Array.from(text.matchAll(secretLooks), ({ index, 0: value }) => ({
    name: '',
    start: index,
    end: index + value.length,
    looksLike: looks(value),
  }))
  const masked: Masked[] = []
  let [out, at] = ['', 0]
  for (const one of [...named(text), ...byLooks].toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (one.end <= at) continue
    const start = Math.max(one.start, at)
    out += text.slice(at, start) + blank(text.slice(start, one.end))
    at = one.end
    masked.push(one)
  }
  return { text: out + text.slice(at), masked }
}
