import { errcode } from '../errors/errcodes.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import { pageErrors, textOnPc } from '../errors/page-errors.ts'
import type { Confidence } from '../source.ts'
import type { Certainty, Shown } from './report.ts'

/** What WeChat shows instead of going on, by the page that answers. */
export function shownPage(id: PageErrorId): Shown {
  const { code, text } = pageErrors[id]
  return {
    phone: code === undefined ? text : `${text}，错误码:${code}`,
    pc: textOnPc(id),
    document: pageErrors['link-unreachable'].text,
    ...(code !== undefined && { code }),
  }
}

/** What the api host answers. */
export function shownAnswer(code: number): Shown {
  const answer = JSON.stringify({ errcode: code, errmsg: errcode(code)?.errmsg ?? '' })
  return { phone: answer, pc: answer, document: answer, code }
}

const certainties: Readonly<Record<Confidence, Certainty>> = {
  seed: 'documented',
  official: 'documented',
  copied: 'documented',
  code: 'observed',
  community: 'observed',
  computed: 'observed',
  assumed: 'assumed',
}

/** How sure something is that has such a source. */
export const certaintyOf = ({ confidence }: { readonly confidence: Confidence }): Certainty => certainties[confidence]
