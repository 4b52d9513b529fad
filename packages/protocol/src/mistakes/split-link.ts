import type { Place } from '../rule.ts'
import { decodeComponent } from '../query.ts'

/** From one character of the input to before another. */
export type Span = { readonly start: number; readonly end: number }

/** A piece of a link. */
export type Part = { readonly name: string; readonly value: string; readonly span: Span }

/** One parameter with its place in the text. */
export type Piece = { readonly name: string; readonly raw: string; readonly nameSpan: Span; readonly valueSpan: Span }

/** A link cut where every reader of URLs cuts it: at the first `?`, `#` and `&`. */
export type SplitLink = {
  readonly text: string
  /** Up to the query, without `?`. */
  readonly head: string
  readonly query: Span
  readonly pieces: readonly Piece[]
  /** Behind `#`; at the end of the text, and empty, when there is none. */
  readonly fragment: Span
}

/** Cuts a link. The parameters are those of `parseQuery` in the same order: an empty part is none. */
export function splitLink(text: string): SplitLink {
  const hash = text.indexOf('#')
  const end = hash === -1 ? text.length : hash
  const mark = text.slice(0, end).indexOf('?')
  const start = mark === -1 ? end : mark + 1
  const pieces: Piece[] = []
  let from = start
  for (const part of text.slice(start, end).split('&')) {
    const to = from + part.length
    const equals = part.indexOf('=')
    const nameEnd = equals === -1 ? to : from + equals
    const valueStart = equals === -1 ? to : nameEnd + 1
    // Browsers take line breaks and tabs out of a URL before they send it.
    if (part.replaceAll(/[\t\r\n]/g, '') !== '')
      pieces.push({
        name: decodeComponent(text.slice(from, nameEnd)),
        raw: text.slice(valueStart, to),
        nameSpan: { start: from, end: nameEnd },
        valueSpan: { start: valueStart, end: to },
      })
    from = to + 1
  }
  return {
    text,
    head: text.slice(0, mark === -1 ? end : mark),
    query: { start, end },
    pieces,
    fragment: { start: hash === -1 ? text.length : hash + 1, end: text.length },
  }
}

/** What a browser would send of the link: the query of the WHATWG parser, or as it stands when no browser can read it. */
export function sentQuery({ text, query }: SplitLink): string {
  return URL.canParse(text) ? new URL(text).search.slice(1) : text.slice(query.start, query.end)
}

/** Where a place of a finding stands in the text. `order` tells where an absent parameter belongs: behind those before it. */
export function spanOf(link: SplitLink, place: Place, order: readonly string[]): Span {
  if (place === 'query') return link.query
  if (place === 'fragment') return link.fragment
  if ('absent' in place) {
    const before = new Set(order.slice(0, order.indexOf(place.absent)))
    const last = link.pieces.findLast(({ name }) => before.has(name))
    const at = last ? last.valueSpan.end : link.query.start
    return { start: at, end: at }
  }
  const piece = link.pieces[place.parameter]
  if (!piece) return link.query
  if (place.part === 'name') return piece.nameSpan
  const { from, to } = place
  if (from === undefined) return piece.valueSpan
  return {
    start: piece.valueSpan.start + rawOffset(piece.raw, from),
    end: piece.valueSpan.start + rawOffset(piece.raw, to ?? Infinity),
  }
}

/** How far into a raw value a number of its decoded characters reaches. */
function rawOffset(raw: string, decoded: number): number {
  let [at, count] = [0, 0]
  while (at < raw.length && count < decoded) {
    const size = raw[at] === '%' ? escapeLength(raw.slice(at, at + 12)) : 0
    if (size > 0) count += decodeComponent(raw.slice(at, at + size)).length
    else if (!/[\t\r\n]/.test(raw[at] ?? '')) count += 1
    at += size || 1
  }
  return at
}

/** How many characters at the beginning of a text are one escaped character: up to four escapes, or none when they are malformed. */
const escapeLength = (text: string): number =>
  [3, 6, 9, 12].find((size) => {
    const escapes = text.slice(0, size)
    const character = decodeComponent(escapes)
    return character !== escapes && (size === 3 || !character.startsWith('%'))
  }) ?? 0

/** The parts of a link as a person reads them. */
export const partsOf = ({ pieces }: SplitLink): Part[] =>
  pieces.map(({ name, raw, valueSpan }) => ({ name, value: decodeComponent(raw), span: valueSpan }))
