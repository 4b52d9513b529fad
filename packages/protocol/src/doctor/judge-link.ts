import type { AppFacts } from '../app.ts'
import { callbackDomainSteps } from '../authorize/callback-match.ts'
import type { DomainStep } from '../authorize/callback-match.ts'
import type { AuthorizeLink } from '../authorize/link.ts'
import { authorizeParameters, parseAuthorizeQuery, valueOf } from '../authorize/link.ts'
import type { AuthorizeRule } from '../authorize/rule.ts'
import { authorizeRules } from '../authorize/rules.ts'
import type { Behaviours } from '../behaviours.ts'
import { behavioursOf } from '../behaviours.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import { qrconnectRules } from '../qrconnect/rules.ts'
import type { Finding } from '../rule.ts'
import { allFindings } from '../rule.ts'
import { correctLink } from '../mistakes/correct-link.ts'
import type { Masked } from '../mistakes/mask.ts'
import { mask } from '../mistakes/mask.ts'
import type { Caught, Mistake } from '../mistakes/mistake.ts'
import { parameterMistakes } from '../mistakes/parameter-mistakes.ts'
import { redirectMistakes } from '../mistakes/redirect-mistakes.ts'
import type { DoctorFacts } from '../mistakes/facts.ts'
import { note } from './notes.ts'
import type { Correction, Diagnosis, DoctorFinding } from './report.ts'
import { certaintyOf, shownPage } from './shown.ts'
import type { SplitLink } from '../mistakes/split-link.ts'
import { partsOf, sentQuery, spanOf, splitLink } from '../mistakes/split-link.ts'
import { textMistakes } from '../mistakes/text-mistakes.ts'

/** Every mistake that is looked for in a link, in the order in which they are mended. */
export const linkMistakes: readonly Mistake[] = [...textMistakes, ...redirectMistakes, ...parameterMistakes]

/** The links that are judged, by the lists the platform judges them by. */
type LinkKind = 'authorize' | 'qrconnect'

const rulesOf: Readonly<Record<LinkKind, readonly AuthorizeRule[]>> = {
  authorize: authorizeRules,
  qrconnect: qrconnectRules,
}

// What is no mistake on qrconnect: it has one scope, no test accounts, and no path that is nearly its own.
const onAuthorizeAlone = new Set([
  'path-wrong',
  'scope-misspelt',
  'scope-several',
  'redirect-uri-host',
  'force-popup-value',
])

const mistakesOf = (kind: LinkKind): readonly Mistake[] =>
  kind === 'authorize' ? linkMistakes : linkMistakes.filter(({ id }) => !onAuthorizeAlone.has(id))

/** The link as the platform will see it, with what only the sender sees of it. */
function parsed(link: SplitLink): AuthorizeLink {
  const { text, fragment } = link
  return { ...parseAuthorizeQuery(sentQuery(link)), fragment: text.slice(fragment.start) }
}

/** Every rule's finding on a link, errors first in the order of judgement. */
function judge(kind: LinkKind, link: SplitLink, facts: DoctorFacts, behaviours: Behaviours): Finding<PageErrorId>[] {
  const subject = parsed(link)
  const app = appOf(facts, valueOf(subject, 'appid'))
  const component = appOf(facts, valueOf(subject, 'component_appid'))
  const findings = allFindings(rulesOf[kind], subject, { behaviours, ...(app !== undefined && { app }), component })
  return findings
    .filter(({ rule }) => !facts.domainsUnknown || !domainRules.has(rule))
    .map((finding) =>
      facts.isSubscription && finding.rule === 'account-verified' ? { ...finding, ...subscription } : finding,
    )
}

const subscription = {
  given: '订阅号',
  expected: '已认证的服务号',
  hint: {
    zh: '订阅号没有网页授权（认证了也没有）：改用已认证的服务号的 appid，开发时可用测试号',
    en: 'a subscription account (订阅号) has no web authorization, verified or not: use a verified service account, or a test account to develop',
  },
} as const

const domainRules = new Set(['callback-domain', 'qr-callback-domain'])

const appOf = ({ app }: DoctorFacts, appid: string | undefined): AppFacts | null | undefined =>
  appid === undefined ? undefined : app?.(appid)

const errorIds = (findings: readonly Finding<PageErrorId>[]): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)

/** Diagnoses a link of web authorization. */
export function judgeLink(
  kind: LinkKind,
  text: string,
  masked: readonly Masked[],
  facts: DoctorFacts,
): Pick<Diagnosis, 'findings' | 'parts' | 'domainSteps' | 'corrected'> {
  const link = splitLink(text)
  const behaviours = facts.behaviours ?? behavioursOf('documented')
  const broken = judge(kind, link, facts, behaviours)
  const today = new Set(errorIds(judge(kind, link, facts, behavioursOf('observed'))))
  const mistakes = firstMistakes(kind, link, masked, facts).map(({ mistake, caught }) => {
    const mended = splitLink(mistake.mend?.(text) ?? text)
    const after = new Set(judge(kind, mended, facts, behaviours).map(({ rule }) => rule))
    return mistakeFinding(
      mistake,
      caught,
      broken.filter(({ rule }) => !after.has(rule)),
    )
  })
  const findings = [...broken.map((finding) => ruleFinding(finding, link, today)), ...mistakes]
  return {
    findings: findings.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning')),
    parts: partsOf(link),
    domainSteps: domainSteps(link, facts),
    ...correction(kind, text, masked, facts, findings.length > 0),
  }
}

/** The mistakes in a link, without those that are there only because of an earlier one: they go when that one is mended. */
function firstMistakes(
  kind: LinkKind,
  link: SplitLink,
  masked: readonly Masked[],
  facts: DoctorFacts,
): { readonly mistake: Mistake; readonly caught: Caught }[] {
  const kept: { readonly mistake: Mistake; readonly caught: Caught }[] = []
  for (const mistake of mistakesOf(kind)) {
    const caught = mistake.find({ link, masked, facts })
    if (!caught) continue
    const isConsequence = kept.some(({ mistake: { mend } }) => {
      const mended = mend?.(link.text) ?? link.text
      return mended !== link.text && !mistake.find({ link: splitLink(mended), masked: mask(mended).masked, facts })
    })
    if (!isConsequence) kept.push({ mistake, caught })
  }
  return kept
}

function ruleFinding(finding: Finding<PageErrorId>, link: SplitLink, today: ReadonlySet<string>): DoctorFinding {
  const { rule, severity, given, expected, hint, at, source, verdict } = finding
  return {
    id: rule,
    kind: 'rule',
    severity,
    given,
    expected,
    hint,
    ...(at !== undefined && { span: spanOf(link, at, authorizeParameters) }),
    ...(severity === 'error' && { shows: shownPage(verdict), today: today.has(rule) ? 'refused' : 'tolerated' }),
    certainty: certaintyOf(source),
    source,
    docs: `docs/errors.md#rule-${rule}`,
  }
}

function mistakeFinding(mistake: Mistake, caught: Caught, causes: readonly Finding<PageErrorId>[]): DoctorFinding {
  const stops = causes.find(({ severity }) => severity === 'error')
  return {
    ...note(mistake, mistake.id === 'path-wrong' ? 'error' : 'warning', caught.given, caught),
    ...(stops && { shows: shownPage(stops.verdict) }),
    ...(causes.length > 0 && { causes: causes.map(({ rule }) => rule) }),
  }
}

function domainSteps(link: SplitLink, facts: DoctorFacts): DomainStep[] {
  const subject = parsed(link)
  const owner = appOf(facts, valueOf(subject, 'component_appid')) ?? appOf(facts, valueOf(subject, 'appid'))
  const uri = valueOf(subject, 'redirect_uri')
  return owner && uri !== undefined && !facts.domainsUnknown ? callbackDomainSteps(uri, owner) : []
}

function correction(
  kind: LinkKind,
  text: string,
  masked: readonly Masked[],
  facts: DoctorFacts,
  isFaulty: boolean,
): { readonly corrected?: Correction } {
  const link = isFaulty ? correctLink(kind, text, mistakesOf(kind), masked) : text
  if (link === text) return {}
  const remaining = judge(kind, splitLink(link), facts, facts.behaviours ?? behavioursOf('documented')).map(
    ({ rule }) => rule,
  )
  return { corrected: { link, remaining } }
}
