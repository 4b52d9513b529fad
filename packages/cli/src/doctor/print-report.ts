import { styleText } from 'node:util'
import { isCause, isError, readingOrder } from '@weauth/protocol/doctor'
import type { Correction, Diagnosis, DoctorFinding, Report } from '@weauth/protocol/doctor'
import type { TextLanguage } from '../language.ts'
import { markLines, signOf, visible } from './marker.ts'
import type { Probe } from './probe.ts'
import { wrap } from './text-width.ts'

/** Where the report goes: how wide it is, and whether it shows colours. */
export type Screen = NodeJS.WritableStream & { readonly columns?: number | undefined }

const words = {
  zh: {
    error: '错误',
    advice: '建议',
    cause: '原因',
    fine: '没有发现问题',
    errors: (n: number) => `${n} 处错误`,
    warnings: (n: number) => `${n} 条建议`,
    given: '收到',
    expected: '应为',
    phone: '手机',
    pc: '电脑',
    page: '文档',
    everywhere: '微信显示',
    answer: '回答',
    causes: '因此违反',
    certainty: { documented: '文档写明', observed: '有人遇到', assumed: '推测' },
    tolerated: '如今的微信多半放过',
    line: (n: number) => `第 ${n} 行`,
    position: (n: number) => `第 ${n} 个字符`,
    corrected: '改好的链接',
    partly: '能改的已改',
    remaining: '仍需处理',
    answeredAt: '回答时间',
    steps: { form: '格式', host: '域名', port: '端口', path: '路径' },
    domains: '回调域名逐步比对',
    probed: '实际访问',
  },
  en: {
    error: 'error',
    advice: 'advice',
    cause: 'cause',
    fine: 'nothing wrong with it',
    errors: (n: number) => `${n} error${n === 1 ? '' : 's'}`,
    warnings: (n: number) => `${n} piece${n === 1 ? '' : 's'} of advice`,
    given: 'given',
    expected: 'expected',
    phone: 'phone',
    pc: 'PC',
    page: 'document',
    everywhere: 'WeChat shows',
    answer: 'answer',
    causes: 'so these are broken',
    certainty: { documented: 'documented', observed: 'seen by others', assumed: 'assumed' },
    tolerated: 'today’s WeChat mostly lets it pass',
    line: (n: number) => `line ${n}`,
    position: (n: number) => `character ${n}`,
    corrected: 'The corrected link',
    partly: 'What can be mended, mended',
    remaining: 'still to do',
    answeredAt: 'answered at',
    steps: { form: 'form', host: 'host', port: 'port', path: 'path' },
    domains: 'The callback domain, step by step',
    probed: 'Asked',
  },
} as const

type Words = (typeof words)[TextLanguage]
type Paint = (format: Parameters<typeof styleText>[0], text: string) => string

/** What the printers are given besides the thing to print. */
type Page = { readonly language: TextLanguage; readonly text: Words; readonly paint: Paint; readonly columns: number }

/** A report with what was asked of the network. */
export type ProbedReport = Report & { readonly probes?: readonly Probe[] }

/** The report as a person reads it in a terminal. */
export function printReport(report: ProbedReport, language: TextLanguage, screen: Screen): string {
  const columns = Math.min(Math.max(screen.columns ?? (Number(process.env['COLUMNS']) || 80), 30), 110)
  const paint: Paint = (format, text) => styleText(format, text, { stream: screen })
  const page: Page = { language, text: words[language], paint, columns }
  const several = report.diagnoses.length > 1
  const blocks = [
    ...report.diagnoses.map((diagnosis) => printDiagnosis(diagnosis, several, page)),
    ...(report.probes ?? []).map((probe) => printProbe(probe, page)),
  ]
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n')
}

const outcomeSigns = { ok: ['green', '✓'], warning: ['yellow', '!'], error: ['red', '✗'] } as const

function printProbe({ url, steps }: Probe, page: Page): string[] {
  const { text, paint, language } = page
  return [
    ...block('', `${text.probed} ${url}`, page, 0).map((line) => paint('bold', line)),
    ...steps.flatMap((step) => {
      const [colour, sign] = outcomeSigns[step.outcome]
      const [first = '', ...rest] = block('', step.text[language], page, 4)
      return [`  ${paint(colour, sign)} ${first.trimStart()}`, ...rest]
    }),
  ]
}

/** A text in lines, the first behind a heading and the others below its beginning. */
function block(heading: string, text: string, { columns, paint }: Page, indent = 2): string[] {
  const width = Array.from(heading).reduce((sum, one) => sum + (one > '\u2e7f' ? 2 : 1), 0)
  const left = indent + (heading === '' ? 0 : width + 1)
  return wrap(text, Math.max(columns - left, 16)).map((line, index) =>
    index === 0 && heading !== ''
      ? `${' '.repeat(indent)}${paint('dim', heading)} ${line}`
      : `${' '.repeat(left)}${line}`,
  )
}

function printDiagnosis(diagnosis: Diagnosis, isOneOfSeveral: boolean, page: Page): string[] {
  const { text, language, paint } = page
  const { findings, summary, input, at, corrected, answeredAt } = diagnosis
  const ordered = readingOrder(findings)
  const errors = ordered.filter(isError).length
  const counts = [
    ...(errors > 0 ? [paint('red', text.errors(errors))] : []),
    ...(ordered.length > errors ? [paint('yellow', text.warnings(ordered.length - errors))] : []),
  ]
  const verdict = counts.length === 0 ? paint('green', text.fine) : counts.join(' · ')
  const where = isOneOfSeveral ? `${text.line(at.line)}  ` : ''
  return [
    ...block('', `${where}${summary[language]}`, page, 0).map((line) => paint('bold', line)),
    ...(diagnosis.kind === 'rid' || diagnosis.kind === 'foreign' || diagnosis.kind === 'identifier' ? [] : [verdict]),
    ...(answeredAt === undefined ? [] : block(text.answeredAt, timeText(answeredAt), page, 0)),
    ...marked(input, ordered, page),
    ...ordered.flatMap((finding, index) => ['', ...printFinding(finding, signOf(index), page)]),
    ...printSteps(diagnosis, page),
    ...(corrected ? printCorrection(corrected, page) : []),
  ]
}

const timeText = (seconds: number): string => {
  const date = new Date(seconds * 1000)
  const beijing = new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  return `${beijing} (UTC+8) · ${date.toISOString().slice(0, 19)}Z`
}

function marked(input: string, findings: readonly DoctorFinding[], { paint, columns }: Page): string[] {
  if (!findings.some(({ span }) => span) && !/^https?:/i.test(input)) return []
  return [
    '',
    ...markLines(input, findings, columns - 4).flatMap((line) => [
      `  ${line.text}`,
      ...(line.marks === '' ? [] : [`  ${paint('red', line.marks)}`]),
    ]),
  ]
}

function printFinding(finding: DoctorFinding, sign: string, page: Page): string[] {
  const { text, language, paint } = page
  const { id, causes = [], certainty, today, span, hint, given, expected, shows, docs, kind } = finding
  const label = isCause(finding) ? text.cause : isError(finding) ? text.error : text.advice
  const notes = [
    text.certainty[certainty],
    ...(today === 'tolerated' ? [text.tolerated] : []),
    ...(span ? [text.position(span.start + 1)] : []),
  ]
  return [
    `${paint(isError(finding) ? 'red' : 'yellow', `${sign} ${label}`)} ${paint('bold', id)}`,
    ...block('', hint[language], page),
    ...(kind === 'answer' || given === '—' ? [] : block(text.given, Array.from(given, visible).join(''), page)),
    ...(expected === '—' || kind === 'answer' ? [] : block(text.expected, expected, page)),
    ...(causes.length > 0 ? block(text.causes, causes.join(' '), page) : []),
    ...(shows ? printShown(shows, page) : []),
    ...block('', `${notes.join(' · ')} · ${docs}`, page).map((line) => paint('dim', line)),
  ]
}

function printShown({ phone, pc, document }: NonNullable<DoctorFinding['shows']>, page: Page): string[] {
  const { text } = page
  if (phone === pc && pc === document)
    return phone.startsWith('{') ? block(text.answer, phone, page) : block(text.everywhere, `「${phone}」`, page)
  return [
    ...block(text.phone, `「${phone}」`, page),
    ...block(text.pc, `「${pc}」`, page),
    ...block(text.page, `「${document}」`, page),
  ]
}

function printSteps({ domainSteps }: Diagnosis, page: Page): string[] {
  const { text, paint } = page
  if (domainSteps.length === 0) return []
  return [
    '',
    paint('bold', text.domains),
    ...domainSteps.flatMap((step) => {
      const sign = step.holds ? paint('green', '✓') : paint('red', '✗')
      const [first = '', ...rest] = block(
        '',
        `${text.steps[step.compares]}  ${step.given || '—'}  ${step.holds ? '=' : '≠'}  ${step.expected}`,
        page,
        4,
      )
      return [`  ${sign} ${first.trimStart()}`, ...rest]
    }),
  ]
}

function printCorrection({ link, remaining }: Correction, page: Page): string[] {
  const { text, paint } = page
  return [
    '',
    paint('bold', remaining.length === 0 ? text.corrected : text.partly),
    // In one piece, whatever the terminal's width: it is there to be copied.
    paint('green', link),
    ...(remaining.length === 0 ? [] : block(text.remaining, remaining.join(' '), page, 0)),
  ]
}
