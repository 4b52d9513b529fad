import { excerpt } from '../authorize/rule.ts'
import { errcode, errcodes } from '../errors/errcodes.ts'
import type { Errcode } from '../errors/errcodes.ts'
import { ridTime, splitErrmsg } from '../identifiers.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import { pageErrors } from '../errors/page-errors.ts'
import type { Bilingual } from '../source.ts'
import type { Masked } from '../mistakes/mask.ts'
import { note, notes, pastedSecrets } from './notes.ts'
import type { Diagnosis, DoctorFinding } from './report.ts'
import { certaintyOf, shownAnswer, shownPage } from './shown.ts'

// What is pasted besides links: answers of the api host, numbers and texts of pages, rids, domains, identifiers.

/** What there is to say of an input that is no link. */
export type Recognised = Pick<Diagnosis, 'kind' | 'summary' | 'findings' | 'answeredAt'>

/** What is named, in both languages, and not judged. */
export const plain = (kind: Diagnosis['kind'], zh: string, en: string, findings: DoctorFinding[] = []): Recognised => ({
  kind,
  summary: { zh, en },
  findings,
})

const both = (...texts: readonly Bilingual[]): Bilingual => ({
  zh: texts.map(({ zh }) => zh).join('。'),
  en: texts.map(({ en }) => en).join('. '),
})

const found = (
  finding: Omit<DoctorFinding, 'certainty' | 'kind'> & { readonly kind?: DoctorFinding['kind'] },
): DoctorFinding => ({ kind: 'answer', ...finding, certainty: certaintyOf(finding.source) })

function errcodeFinding(row: Errcode, given: string): DoctorFinding {
  return found({
    id: String(row.code),
    severity: row.code === 0 ? 'warning' : 'error',
    given,
    expected: '0',
    hint: both(row.cause, row.remedy),
    shows: shownAnswer(row.code),
    source: row.source,
    docs: `docs/errors.md#errcode-${row.code}`,
  })
}

function pageFinding(id: PageErrorId, given: string): DoctorFinding {
  const { cause, remedy, source } = pageErrors[id]
  return found({
    id,
    severity: 'error',
    given,
    expected: '—',
    hint: both(cause, remedy),
    shows: shownPage(id),
    source,
    docs: `docs/errors.md#page-${id}`,
  })
}

const ridIn = (text: string): number | undefined => {
  const rid = /[0-9a-f]{8}(?:-[0-9a-f]{8}){2}/.exec(text)?.[0]
  return rid === undefined ? undefined : ridTime(rid)
}

/** The page of a number, or of a text that holds WeChat's words. */
function pageOf(code: number | undefined, text: string): PageErrorId | undefined {
  const ids = Object.keys(pageErrors) as PageErrorId[]
  const words = text.replaceAll(/[\s，,。:：]/g, '').toLowerCase()
  return (
    ids.find((id) => code !== undefined && pageErrors[id].code === code) ??
    ids.find((id) => words.includes(pageErrors[id].text.replaceAll(/[\s，,]/g, '').toLowerCase()))
  )
}

/** A JSON answer of the api host, or the token answer nobody should paste. */
export function recogniseAnswer(text: string, masked: readonly Masked[]): Recognised | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
  const fields = json as Record<string, unknown>
  const code = Number(fields['errcode'])
  const errmsg = typeof fields['errmsg'] === 'string' ? fields['errmsg'] : ''
  const at = ridIn(errmsg || (typeof fields['rid'] === 'string' ? fields['rid'] : ''))
  const answeredAt = at === undefined ? {} : { answeredAt: at }
  if ('errcode' in fields && Number.isSafeInteger(code))
    return { ...codeSummary(code, excerpt(text, 200)), kind: 'answer', ...answeredAt }
  if (!('access_token' in fields)) return undefined
  return plain('answer', '换取 token 成功的回答', 'the answer of a successful exchange', pastedSecrets(masked))
}

function codeSummary(code: number, given: string): Recognised {
  const row = errcode(code)
  if (!row)
    return plain('code', `错误码 ${code}`, `errcode ${code}`, [note(notes.codeUnknown, 'warning', String(code))])
  return {
    kind: 'code',
    summary: { zh: `${code} ${row.errmsg}：${row.meaning.zh}`, en: `${code} ${row.errmsg}: ${row.meaning.en}` },
    findings: [errcodeFinding(row, given)],
  }
}

/** A number: of a page, or of an answer. */
function recogniseNumber(text: string): Recognised | undefined {
  const digits = /^(?:错误码|错误代码|errcode|error|code)?[\s:：=]*(-?\d{1,6})$/i.exec(text)?.[1]
  if (digits === undefined) return undefined
  const page = pageOf(Number(digits), '')
  if (page === undefined) return codeSummary(Number(digits), digits)
  return pageSummary(page, digits)
}

function pageSummary(page: PageErrorId, given: string): Recognised {
  const { code, meaning } = pageErrors[page]
  const number = code === undefined ? '' : `${code} `
  return {
    kind: code === undefined ? 'message' : 'code',
    summary: {
      zh: `授权页的错误：${number}${meaning.zh}`,
      en: `an error of the authorize page: ${number}${meaning.en}`,
    },
    findings: [pageFinding(page, given)],
  }
}

/** The words of a page or of an errmsg, wherever they stand in a short text. */
function recogniseMessage(text: string): Recognised | undefined {
  const number = /错误码[\s:：]*(\d+)/.exec(text)?.[1]
  const page = pageOf(number === undefined ? undefined : Number(number), text)
  if (page !== undefined) return { ...pageSummary(page, excerpt(text)), kind: 'message' }
  const named = /\b(?:errcode|error code)\D{0,4}(-?\d{1,6})\b/i.exec(text)?.[1]
  const base = splitErrmsg(text).base.toLowerCase()
  const row =
    named === undefined
      ? errcodes.find(({ code, errmsg }) => code > 0 && base.includes(errmsg.toLowerCase()))
      : errcode(Number(named))
  if (!row) return undefined
  const at = ridIn(text)
  return { ...codeSummary(row.code, excerpt(text)), kind: 'message', ...(at !== undefined && { answeredAt: at }) }
}

/** A number or words that WeChat shows or answers. */
export const recogniseShown = (text: string): Recognised | undefined =>
  recogniseNumber(text) ?? (text.length <= 1000 ? recogniseMessage(text) : undefined)
