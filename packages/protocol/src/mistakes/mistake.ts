import type { AuthorizeParameter } from '../authorize/link.ts'
import { excerpt } from '../authorize/rule.ts'
import { decodeComponent } from '../query.ts'
import type { Source, Bilingual } from '../source.ts'
import type { Masked } from './mask.ts'
import type { DoctorFacts } from './facts.ts'
import type { Piece, Span, SplitLink } from './split-link.ts'

/** A link as the search for mistakes sees it. */
export type Examined = {
  readonly link: SplitLink
  readonly masked: readonly Masked[]
  readonly facts: DoctorFacts
}

/** What a mistake is, in one link. */
export type Caught = {
  readonly given: string
  readonly expected: string
  /** In place of the mistake's own, where this link lets more be said. */
  readonly hint?: Bilingual
  readonly span: Span
}

/** Something the doctor says that is no rule of WeChat's: what is wrong and what to do. */
export type Advice = { readonly id: string; readonly source: Source; readonly hint: Bilingual }

/**
 * Something only people get wrong: WeChat has no rule against it, but breaks its own rules because of it, or something goes wrong later.
 * It never says what WeChat demands: that the rules do.
 */
export type Mistake = Advice & {
  readonly find: (examined: Examined) => Caught | undefined
  /** The text of the link without the mistake. */
  readonly mend?: (text: string) => string
}

/** The names a piece can have to count as a parameter of a link. */
export type LinkName =
  | AuthorizeParameter
  | 'component_appid'
  | 'client_id'
  | 'forcePopup'
  | 'forceSnapShot'
  | 'connect_redirect'

/** The first parameter of a name. */
export const pieceOf = ({ pieces }: SplitLink, name: LinkName): Piece | undefined =>
  pieces.find((piece) => piece.name === name)

/** Its decoded value; empty when there is none. */
export const valueIn = (link: SplitLink, name: LinkName): string => decodeComponent(pieceOf(link, name)?.raw ?? '')

/** A mistake that is seen in the text of the link by a pattern alone. */
export const textual = (
  id: string,
  source: Source,
  { pattern, expected, hint, mend }: { pattern: RegExp; expected: string; hint: Bilingual; mend: Mistake['mend'] & {} },
): Mistake => ({
  id,
  source,
  hint,
  find({ link: { text } }) {
    const match = pattern.exec(text)
    if (!match || match[0] === '') return undefined
    return {
      given: excerpt(match[0]),
      expected,
      span: { start: match.index, end: match.index + match[0].length },
    }
  },
  mend,
})
