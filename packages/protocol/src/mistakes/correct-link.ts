import { authorizeParameters } from '../authorize/link.ts'
import { decodeComponent } from '../query.ts'
import type { Mistake } from './mistake.ts'
import type { Masked } from './mask.ts'
import { withHttps } from './redirect-mistakes.ts'
import type { Piece } from './split-link.ts'
import { splitLink } from './split-link.ts'

/** The text of a link without the mistakes that can be mended, one after another. */
const mendAll = (text: string, mistakes: readonly Mistake[]): string =>
  mistakes.reduce((mended, { mend }) => mend?.(mended) ?? mended, text)

const known = new Set<string>(authorizeParameters)

/** A name in another case counts as the known one, unless the known one is there. */
function renamed(pieces: readonly Piece[]): { readonly name: string; readonly raw: string }[] {
  const right = new Set(pieces.filter(({ raw }) => raw !== '').map(({ name }) => name))
  return pieces.map(({ name, raw }) => {
    const lower = name.toLowerCase()
    return { name: known.has(lower) && !right.has(lower) ? lower : name, raw }
  })
}

/** Of letters and digits, and as long as any client takes: what is left of a state that WeChat refuses. */
const plainState = (state: string): string => state.replaceAll(/[^a-z0-9]/gi, '').slice(0, 32)

/** A value in the link: encoded once, whatever it was before. Malformed escapes come out as what they are, so that it stays the same value. */
const encoded = (name: string, raw: string): string => `${name}=${encodeURIComponent(decodeComponent(raw))}`

/**
 * The link as it should be, as far as its own text tells: mended, then put together anew in the documented order, each parameter once, with
 * `response_type=code`, the advised `https` and `#wechat_redirect`.
 */
export function correctLink(
  kind: 'authorize' | 'qrconnect',
  text: string,
  mistakes: readonly Mistake[],
  masked: readonly Masked[],
): string {
  const { head, pieces } = splitLink(withHttps(mendAll(text, mistakes)))
  const all = renamed(pieces)
  const valueOf = (name: string): string | undefined => all.find((one) => one.name === name && one.raw !== '')?.raw
  const state = decodeComponent(valueOf('state') ?? '')
  const goodState =
    masked.length > 0 && /x{8}/.test(state) ? '' : /^[a-z0-9]{1,128}$/i.test(state) ? state : plainState(state)
  const parameters = authorizeParameters.flatMap((name) => {
    if (name === 'response_type') return ['response_type=code']
    // There is no other.
    if (name === 'scope' && kind === 'qrconnect') return ['scope=snsapi_login']
    if (name === 'state') return goodState === '' ? [] : [`state=${goodState}`]
    const raw = valueOf(name)
    return raw === undefined ? [] : [encoded(name, raw)]
  })
  const others = all.filter(
    ({ name }, index) => !known.has(name) && all.findIndex((one) => one.name === name) === index,
  )
  const extra = others.flatMap(({ name, raw }) =>
    known.has(name.toLowerCase()) ? [] : [encoded(encodeURIComponent(name), raw)],
  )
  return `${head}?${[...parameters, ...extra].join('&')}#wechat_redirect`
}
