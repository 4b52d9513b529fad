import { checkCallbackDomain } from '../authorize/callback-domain.ts'
import { excerpt } from '../authorize/rule.ts'
import { appKinds } from '../app.ts'
import { errcode, errcodes } from '../errcodes.ts'
import type { Errcode } from '../errcodes.ts'
import { identifierFormats, ridTime, splitErrmsg } from '../identifiers.ts'
import type { PageErrorId } from '../page-errors.ts'
import { pageErrors } from '../page-errors.ts'
import type { Bilingual, Source } from '../source.ts'
import { assumed, computed } from '../source.ts'
import type { Masked } from './mask.ts'
import type { Diagnosis, DoctorFinding } from './report.ts'
import { certaintyOf, shownAnswer, shownPage } from './shown.ts'

// What is pasted besides links: answers of the api host, numbers and texts of pages, rids, domains, identifiers.

/** What there is to say of an input that is no link. */
export type Recognised = Pick<Diagnosis, 'kind' | 'summary' | 'findings' | 'answeredAt'>

const plain = (kind: Diagnosis['kind'], zh: string, en: string, findings: DoctorFinding[] = []): Recognised => ({
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

const unknownCode = (code: string): DoctorFinding =>
  found({
    id: 'code-unknown',
    kind: 'mistake',
    severity: 'warning',
    given: code,
    expected: '—',
    hint: {
      zh: '这个号码不在网页授权会遇到的错误码之中',
      en: 'this number is none that web authorization is known to answer',
    },
    source: assumed('it stands in no list this project has'),
    docs: 'docs/doctor.md#code-unknown',
  })

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

/** What to say when a secret was pasted, whatever it was in. */
export function pastedSecrets(masked: readonly Masked[]): DoctorFinding[] {
  if (masked.length === 0) return []
  return [
    found({
      id: 'secret-pasted',
      kind: 'mistake',
      severity: 'warning',
      given: [...new Set(masked.map(({ name, looksLike }) => name || looksLike || 'token'))].join(', '),
      expected: '—',
      hint: {
        zh: '其中有密钥、code 或 token（这里已隐去）：不要贴进聊天、工单或日志',
        en: 'it holds a secret, code or token (hidden here): do not paste it into chats, tickets or logs',
      },
      source: assumed('whoever reads it can use it'),
      docs: 'docs/doctor.md#secret-pasted',
    }),
  ]
}

function codeSummary(code: number, given: string): Recognised {
  const row = errcode(code)
  if (!row) return plain('code', `错误码 ${code}`, `errcode ${code}`, [unknownCode(String(code))])
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

function recogniseRid(text: string): Recognised | undefined {
  const at = ridTime(text.replace(/^rid[\s:：]*/i, ''))
  if (at === undefined) return undefined
  return {
    ...plain(
      'rid',
      '微信一次回答的编号（rid）：前 8 位是时间，可在公众平台「rid 查询」里查原因',
      'the number of one answer of WeChat’s (rid): its first 8 digits are the time; the console can look the cause up',
    ),
    answeredAt: at,
  }
}

const identifierNames: readonly { readonly id: keyof typeof identifierFormats; readonly name: Bilingual }[] = [
  { id: 'appid', name: { zh: 'appid', en: 'an appid' } },
  { id: 'secret', name: { zh: 'AppSecret（或同样长度的散列值）', en: 'an AppSecret, or a hash of that length' } },
  { id: 'code', name: { zh: '授权 code：5 分钟内换取，只能用一次', en: 'a code: good for five minutes and one use' } },
  { id: 'openid', name: { zh: 'openid 或 unionid', en: 'an openid or a unionid' } },
]

function recogniseIdentifier(text: string): Recognised | undefined {
  if (/^gh_[0-9a-f]{12}$/.test(text))
    return plain('identifier', '公众号的原始 ID，不是 AppID', 'the original id of an account, and not its AppID')
  const known = identifierNames.find(({ id }) => identifierFormats[id].pattern.test(text))
  return known && plain('identifier', `看起来是 ${known.name.zh}`, `looks like ${known.name.en}`)
}

const domainForm =
  /^(?:[\p{L}\p{N}_-]+\.)+[\p{L}]{2,}(?::\d+)?(?:\/\S*)?$|^(?:localhost|\d+(?:\.\d+){3}|\*\.\S+)(?::\d+)?(?:\/\S*)?$/iu

const boxSource: Source = computed('the list of what an entry of the callback-domain box may not be')

/** What somebody wants to put into the box 网页授权域名. */
export function recogniseDomain(text: string): Recognised | undefined {
  const isUrl = /^https?:\/\/[^/?#]+\/?$/i.test(text)
  if (!isUrl && !domainForm.test(text)) return undefined
  const faults = appKinds
    .filter((kind) => kind === 'service' || kind === 'test')
    .map((kind) => ({ kind, fault: checkCallbackDomain(text, kind)[0] }))
  const service = faults.find(({ kind }) => kind === 'service')?.fault
  const testToo = faults.every(({ fault }) => fault !== undefined)
  const summary = {
    zh: '当作「网页授权域名」的填写内容',
    en: 'read as what is entered into the box of callback domains (网页授权域名)',
  }
  if (!service) return { kind: 'domain', summary, findings: [] }
  const only = testToo ? { zh: '', en: '' } : { zh: '（测试号可以）', en: ' (a test account may)' }
  return {
    kind: 'domain',
    summary,
    findings: [
      found({
        id: 'domain-box',
        kind: 'mistake',
        severity: 'error',
        given: excerpt(text),
        expected: service.expected,
        hint: { zh: `${service.hint.zh}${only.zh}`, en: `${service.hint.en}${only.en}` },
        source: boxSource,
        docs: 'docs/doctor.md#domain-box',
      }),
    ],
  }
}

/** Everything that is no link, the surest first. */
export const recogniseText = (text: string): Recognised | undefined =>
  recogniseNumber(text) ??
  recogniseRid(text) ??
  recogniseIdentifier(text) ??
  (text.length <= 1000 ? recogniseMessage(text) : undefined) ??
  recogniseDomain(text)
