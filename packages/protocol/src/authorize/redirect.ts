import type { ReturnTarget } from './rules.ts'
import type { Behaviours } from '../behaviours.ts'
import { decodeComponent } from '../query.ts'

/**
 * Builds the redirect back to the business: `code` (absent after a refusal) and `state` join the query, before the fragment,
 * percent-encoded; through a third-party platform `appid` follows a code. One of them that redirect_uri already carried is replaced, or kept
 * in front with `redirect-append`.
 * Source: the seed document (`redirect_uri/?code=CODE&state=STATE`), reports of where the parameters really stand, and for `appid` the
 * community (oCJUswxx6oby…: `?code=CODE&state=STATE&appid=APPID#/…`). That a refusal has no appid is assumed: 「仅会带上state参数」.
 *
 * @example
 * buildRedirect(target, 'CODE', behaviours) // https://shop.example.com/cb?a=1&code=CODE&state=STATE#/route
 */
export function buildRedirect(target: ReturnTarget, code: string | undefined, behaviours: Behaviours): string {
  const [beforeFragment, fragment] = splitAt(target.redirectUri, '#')
  const [base, query] = splitAt(beforeFragment, '?')
  const reserved = new Set(['code', 'state', ...(target.appid === undefined ? [] : ['appid'])])
  const kept = query
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && (behaviours['redirect-append'] || !reserved.has(nameOf(part))))
  const added = [
    ...(code === undefined ? [] : [`code=${encodeURIComponent(code)}`]),
    ...(target.state === undefined ? [] : [`state=${encodeURIComponent(target.state)}`]),
    ...(code === undefined || target.appid === undefined ? [] : [`appid=${encodeURIComponent(target.appid)}`]),
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

const nameOf = (part: string): string => decodeComponent(splitAt(part, '=')[0])
