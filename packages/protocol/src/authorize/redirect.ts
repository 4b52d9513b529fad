import type { ReturnTarget } from './rules.ts'
import type { Behaviours } from '../behaviours.ts'
import { decodeComponent } from '../query.ts'

/**
 * Builds the redirect back to the business: `code` (absent after a refusal) and `state` join the query, before the fragment,
 * percent-encoded. A code or state that redirect_uri already carried is replaced, or kept in front with `redirect-append`.
 * Source: the seed document (`redirect_uri/?code=CODE&state=STATE`) and reports of where the parameters really stand.
 *
 * @example
 * buildRedirect(target, 'CODE', behaviours) // https://shop.example.com/cb?a=1&code=CODE&state=STATE#/route
 */
export function buildRedirect(target: ReturnTarget, code: string | undefined, behaviours: Behaviours): string {
  const [beforeFragment, fragment] = splitAt(target.redirectUri, '#')
  const [base, query] = splitAt(beforeFragment, '?')
  const kept = query
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && (behaviours['redirect-append'] || !isReserved(part)))
  const added = [
    ...(code === undefined ? [] : [`code=${encodeURIComponent(code)}`]),
    ...(target.state === undefined ? [] : [`state=${encodeURIComponent(target.state)}`]),
  ]
  const all = [...kept, ...added]
  // A URL without a path gets one: `https://host?code=` is spelt `https://host/?code=` in the document.
  const path = /^[^:]+:\/\/[^/]*$/.test(base) ? `${base}/` : base
  return `${path}${all.length === 0 ? '' : `?${all.join('&')}`}${fragment}`
}

function splitAt(text: string, mark: string): [before: string, fromMark: string] {
  const at = text.indexOf(mark)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)]
}

function isReserved(part: string): boolean {
  const name = decodeComponent(splitAt(part, '=')[0])
  return name === 'code' || name === 'state'
}
