import { buildAuthorizeLink } from '../authorize/link.ts'
import type { Bilingual } from '../source.ts'
import { isCallback, judgeCallback } from './callback-url.ts'
import { foreignOf } from '../mistakes/foreign.ts'
import { endpointOf, judgeCall } from './judge-call.ts'
import { judgeLink } from './judge-link.ts'
import { mask } from '../mistakes/mask.ts'
import type { Masked } from '../mistakes/mask.ts'
import { recogniseAnswer, recogniseShown } from './answers.ts'
import { recogniseDomain, recogniseName } from './names.ts'
import { note, notes, pastedSecrets } from './notes.ts'
import type { TextPiece } from './pieces.ts'
import { piecesOf } from './pieces.ts'
import type { DoctorFacts } from '../mistakes/facts.ts'
import type { Diagnosis, Report } from './report.ts'
import { splitLink } from '../mistakes/split-link.ts'
import { beginsExpression, withoutExpressions } from './template.ts'

type Judged = Pick<Diagnosis, 'kind' | 'summary' | 'findings'> &
  Partial<Pick<Diagnosis, 'parts' | 'domainSteps' | 'answeredAt' | 'corrected'>>

const authorizeSummary: Bilingual = {
  zh: '公众号网页授权链接',
  en: 'a link of web authorization (公众号网页授权)',
}
const qrconnectSummary: Bilingual = {
  zh: '网站应用扫码登录链接（qrconnect）',
  en: 'a link of a website app’s QR login (qrconnect)',
}
const componentSummary: Bilingual = {
  zh: '第三方平台代公众号发起的网页授权链接',
  en: 'a link of web authorization by which a third-party platform acts for an account',
}

/**
 * Says what a text is and what is wrong with it: a link, what came back from one, an answer of WeChat's, a number, a domain, or source text
 * with links in it. It runs every rule the platform runs, and looks for what only people get wrong. It asks nobody: no network, no clock.
 * Secrets, codes and tokens in the text are made unreadable before anything else happens.
 *
 * @example
 * diagnose('https://open.weixin.qq.com/connect/oauth2/authorize?scope=snsapi_base').diagnoses[0]?.findings[0]?.id // 'appid-present'
 * diagnose('10003').diagnoses[0]?.summary.en
 */
export function diagnose(text: string, facts: DoctorFacts = {}): Report {
  const hidden = mask(text)
  const lineStarts = startsOfLines(hidden.text)
  const diagnoses = piecesOf(hidden.text).map((piece): Diagnosis => {
    const inside = piece.text.length === 0 ? [] : within(hidden, piece)
    const given = judgePiece(piece.text, inside, facts)
    const judged = piece.sourceLength === undefined ? given : withoutExpressions(given, piece.text)
    return { parts: [], domainSteps: [], ...judged, input: piece.text, at: positionOf(lineStarts, piece.offset) }
  })
  const all = diagnoses.flatMap(({ findings }) => findings)
  const errors = all.filter(({ severity }) => severity === 'error').length
  return { schema: 1, diagnoses, errors, warnings: all.length - errors }
}

/** What was masked in a piece, counted from its beginning; in source text no expression, for the secret is not in there. */
const within = (hidden: ReturnType<typeof mask>, { text, offset, sourceLength }: TextPiece): Masked[] =>
  hidden.masked
    .filter(({ start, end }) => start >= offset && end <= offset + (sourceLength ?? text.length))
    .filter(({ start, end }) => sourceLength === undefined || !beginsExpression.test(hidden.text.slice(start, end)))
    .map((one) => ({ ...one, start: one.start - offset, end: one.end - offset }))

function startsOfLines(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function positionOf(lineStarts: readonly number[], offset: number): Diagnosis['at'] {
  const line = lineStarts.findLastIndex((start) => start <= offset)
  return { line: line + 1, column: offset - (lineStarts[line] ?? 0) + 1 }
}

function judgePiece(text: string, masked: readonly Masked[], facts: DoctorFacts): Judged {
  const answer = recogniseAnswer(text, masked)
  if (answer) return answer
  if (/^(?:https?(?::|%3a)|weixin:|mp:\/\/|open\.weixin\.qq\.com)/i.test(text)) return judgeUrl(text, masked, facts)
  const recognised = recogniseShown(text) ?? recogniseName(text) ?? recogniseDomain(text)
  if (recognised) {
    const secrets = recognised.kind === 'message' ? pastedSecrets(masked) : []
    return { ...recognised, findings: [...recognised.findings, ...secrets] }
  }
  return {
    kind: 'unknown',
    summary: {
      zh: '不认识：请给出授权链接、回调地址、错误码、错误 JSON、rid 或域名',
      en: 'not recognised: give a link, a callback URL, an error code, an error as JSON, a rid or a domain',
    },
    findings: [
      note(notes.notRecognised, 'error', '—', { expected: 'https://open.weixin.qq.com/connect/oauth2/authorize?…' }),
      ...pastedSecrets(masked),
    ],
  }
}

function judgeUrl(text: string, masked: readonly Masked[], facts: DoctorFacts): Judged {
  const link = splitLink(text)
  const foreign = foreignOf(splitLink(text.replaceAll('\\/', '/')))
  if (foreign) return { kind: 'foreign', summary: foreign.what, findings: pastedSecrets(masked) }
  if (/connect(?:\\?\/|%2f)+oauth/i.test(text)) {
    const isComponent = link.pieces.some(({ name }) => name === 'component_appid')
    const summary = isComponent ? componentSummary : authorizeSummary
    return { kind: 'authorize', summary, ...judgeLink('authorize', text, masked, facts) }
  }
  if (/connect(?:\\?\/|%2f)+qrconnect/i.test(text))
    return { kind: 'qrconnect', summary: qrconnectSummary, ...judgeLink('qrconnect', text, masked, facts) }
  const id = endpointOf(link)
  if (id) {
    const call = judgeCall(link, id, facts)
    return { ...call, findings: [...call.findings, ...pastedSecrets(masked)] }
  }
  if (isCallback(link)) return judgeCallback(text, masked)
  return (facts.isAddress ? undefined : recogniseDomain(text)) ?? judgeSite(text, masked, facts)
}

/** Any other address: what would happen if it were a redirect_uri. */
function judgeSite(text: string, masked: readonly Masked[], facts: DoctorFacts): Judged {
  const appid = facts.appid ?? ''
  const link = buildAuthorizeLink({ appid, redirectUri: text, scope: 'snsapi_base', state: 'a1' })
  const { findings, domainSteps } = judgeLink('authorize', link, [], facts)
  return {
    kind: 'url',
    summary: {
      zh: '一个网址，既不是授权链接也不是回调：当作 redirect_uri 检查',
      en: 'an address that is neither a link nor a callback: looked at as a redirect_uri',
    },
    findings: [
      ...findings
        .filter(({ id }) => id.startsWith('redirect-uri') || id === 'callback-domain' || id === 'parsers-disagree')
        .map((finding) => ({ ...finding, span: { start: 0, end: text.length } })),
      ...pastedSecrets(masked),
    ],
    domainSteps,
  }
}
