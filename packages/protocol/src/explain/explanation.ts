import type { ApiEndpointId } from '../api/rules.ts'
import { apiRules } from '../api/rules.ts'
import { authorizeRules } from '../authorize/rules.ts'
import { phoneRules, visitorRules } from '../authorize/visitor-rules.ts'
import { callRuleTexts } from './call-rule-texts.ts'
import { componentRuleTexts } from './component-rule-texts.ts'
import { endpoints } from '../endpoints.ts'
import { errcode, errcodes } from '../errors/errcodes.ts'
import { linkRuleTexts } from './link-rule-texts.ts'
import { mobileRuleTexts } from './mobile-rule-texts.ts'
import { qrconnectRuleTexts } from './qrconnect-rule-texts.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import { sendAuthRules } from '../mobile/send-auth.ts'
import { pageErrors } from '../errors/page-errors.ts'
import { qrconnectRules } from '../qrconnect/rules.ts'
import type { Severity } from '../rule.ts'
import type { RuleAnswer, RuleText } from './rule-text.ts'
import type { Bilingual, Source } from '../source.ts'
import { unanswered } from './unanswered.ts'

export type { RuleAnswer, RuleText } from './rule-text.ts'

/** What there is to explain: a page that WeChat shows, an errcode, or a rule by its id. */
export type ExplanationKind = 'page' | 'errcode' | 'rule'

/** An error or a rule, for a person: as `docs/errors.md` prints it and the doctor says it. */
export type Explanation = {
  readonly kind: ExplanationKind
  /** The id of the rule or page, or the errcode as text. */
  readonly id: string
  /** Where it stands in `docs/errors.md`, behind the `#`. It never changes. */
  readonly anchor: string
  /** WeChat's text with its number if it has one; of a rule, what it demands. */
  readonly title: Bilingual
  /** A page or errcode: the rules that lead to it. A rule: where it is judged, and what answers a broken one. */
  readonly when: Bilingual
  readonly why: Bilingual
  readonly todo: Bilingual
  readonly source: Source
  /** The rules, pages and errcodes that `when` names. */
  readonly related: readonly Related[]
}

/** Another explanation, and how to name it. */
export type Related = { readonly anchor: string; readonly text: string }

const texts: Readonly<Record<string, RuleText>> = {
  ...linkRuleTexts,
  ...qrconnectRuleTexts,
  ...mobileRuleTexts,
  ...callRuleTexts,
  ...componentRuleTexts,
}

type Known = { readonly severity: Severity; readonly source: Source; readonly paths: string[] }

/** Every rule once, with the paths at which it is judged. */
const rules: ReadonlyMap<string, Known> = (() => {
  const known = new Map<string, Known>()
  const add = (path: string, list: readonly { id: string; severity: Severity; source: Source }[]): void => {
    for (const { id, severity, source } of list) {
      const paths = known.get(id)?.paths ?? []
      known.set(id, { severity, source, paths: [...paths, path] })
    }
  }
  add(endpoints.authorize.path, [...authorizeRules, ...visitorRules])
  add(endpoints.qrconnect.path, [...qrconnectRules, ...phoneRules])
  add('SendAuth', [...sendAuthRules, ...phoneRules])
  for (const [id, list] of Object.entries(apiRules)) add(endpoints[id as ApiEndpointId].path, list)
  return known
})()

/** The ids of all rules: of the link, of whoever opens it, of the calls. */
export const ruleIds: readonly string[] = [...rules.keys()]

/**
 * What a person is told of a rule; absent for an id that no rule has.
 *
 * @example
 * ruleText('code-unused')?.answers // [40163]
 */
export const ruleText = (id: string): RuleText | undefined => (rules.has(id) ? texts[id] : undefined)

/** What the platform answers without a rule. */
const withoutRule: Readonly<Record<number, Bilingual>> = {
  [-1]: { zh: '平台自身出错，例如数据无法保存', en: 'the platform itself failed, for instance to keep its data' },
  0: { zh: '/sns/auth 等接口成功时返回', en: 'the answer of /sns/auth and others when all is well' },
  40066: { zh: '接口路径不存在', en: 'no interface has this path' },
}

const rulesAnswering = (answer: RuleAnswer): string[] => ruleIds.filter((id) => texts[id]?.answers.includes(answer))

/** The ids of rules that are explained though no rule has them: none, unless one was renamed. */
export const orphanRuleTexts: readonly string[] = Object.keys(texts).filter((id) => !rules.has(id))

/** Whether the platform ever gives this answer: by a rule, or without one. */
export const isAnswered = (answer: RuleAnswer): boolean =>
  rulesAnswering(answer).length > 0 || (typeof answer === 'number' && answer in withoutRule)

const never: Bilingual = {
  zh: '微信的列表里有；本平台不会给出',
  en: 'in WeChat’s list; the platform never gives it',
}

function whyNever(answer: RuleAnswer): Bilingual {
  const reason = unanswered[answer]
  return reason ? { zh: `本平台不会给出：${reason.zh}`, en: `never given here: ${reason.en}` } : never
}

const see = (kind: ExplanationKind, id: string | number, text = String(id)): Related => ({
  anchor: `${kind}-${id}`,
  text,
})

function whenAnswered(answer: RuleAnswer): Pick<Explanation, 'when' | 'related'> {
  const ids = rulesAnswering(answer)
  if (ids.length === 0) return { when: withoutRule[answer as number] ?? whyNever(answer), related: [] }
  const broken = ids.join(', ')
  return {
    when: { zh: `违反规则 ${broken}`, en: `a rule is broken: ${broken}` },
    related: ids.map((id) => see('rule', id)),
  }
}

function explainPage(id: PageErrorId): Explanation {
  const { code, meaning, cause, remedy, source } = pageErrors[id]
  const number = code === undefined ? '' : `${code} `
  return {
    kind: 'page',
    id,
    anchor: see('page', id).anchor,
    title: { zh: `${number}${meaning.zh}`, en: `${number}${meaning.en}` },
    ...whenAnswered(id),
    why: cause,
    todo: remedy,
    source,
  }
}

function explainErrcode(code: number): Explanation | undefined {
  const row = errcode(code)
  return (
    row && {
      kind: 'errcode',
      id: String(code),
      anchor: see('errcode', code).anchor,
      title: { zh: `${code} ${row.meaning.zh}`, en: `${code} ${row.errmsg}` },
      ...whenAnswered(code),
      why: row.cause,
      todo: row.remedy,
      source: row.source,
    }
  )
}

/** What WeChat itself says to an answer. */
const explainAnswer = (answer: RuleAnswer): Explanation | undefined =>
  typeof answer === 'number' ? explainErrcode(answer) : explainPage(answer)

function whenJudged({ severity, paths }: Known, { answers }: RuleText): Pick<Explanation, 'when' | 'related'> {
  const at = paths.join(', ')
  if (severity === 'warning')
    return { when: { zh: `建议，不阻止：${at}`, en: `advice, stops nothing: ${at}` }, related: [] }
  const related = answers.map((answer) =>
    typeof answer === 'number' ? see('errcode', answer) : see('page', answer, pageErrors[answer].text),
  )
  const names = related.map(({ text }) => text)
  return {
    when: { zh: `${at}；违反时返回 ${names.join('、')}`, en: `${at}; broken, it is answered by ${names.join(' or ')}` },
    related,
  }
}

function explainRule(id: string): Explanation | undefined {
  const known = rules.get(id)
  const text = texts[id]
  if (!known || !text) return undefined
  const answer = explainAnswer(text.answers[0])
  return {
    kind: 'rule',
    id,
    anchor: see('rule', id).anchor,
    title: text.demands,
    ...whenJudged(known, text),
    why: text.why ?? answer?.why ?? never,
    todo: text.todo ?? answer?.todo ?? never,
    source: known.source,
  }
}

/**
 * Explains an error or a rule: when it comes, why, and what to do, in both languages, with its source. Nothing for what this project does not know.
 *
 * @example
 * explanationOf('errcode', 40163)?.todo.en // 'exchange a code once and share the result, else begin again'
 * explanationOf('page', 'redirect-uri-domain')?.anchor // 'page-redirect-uri-domain'
 * explanationOf('rule', 'callback-domain')?.title.zh
 */
export function explanationOf(kind: ExplanationKind, id: string | number): Explanation | undefined {
  if (kind === 'rule') return explainRule(String(id))
  if (kind === 'errcode') return explainErrcode(Number(id))
  return Object.hasOwn(pageErrors, id) ? explainPage(id as PageErrorId) : undefined
}

/** Everything there is to explain: the pages, the errcodes and the rules, each in the order of its table. */
export const explanations = (): Explanation[] =>
  [
    ...Object.keys(pageErrors).map((id) => explanationOf('page', id)),
    ...errcodes.map(({ code }) => explanationOf('errcode', code)),
    ...ruleIds.map((id) => explanationOf('rule', id)),
  ].filter((each) => each !== undefined)
