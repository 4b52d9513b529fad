import type { ApiEndpointId } from '../api/rules.ts'
import { apiRules } from '../api/rules.ts'
import { readApiParameters } from '../api/request.ts'
import { behavioursOf } from '../behaviours.ts'
import { endpoints } from '../endpoints.ts'
import { allFindings } from '../rule.ts'
import type { DoctorFacts } from '../mistakes/facts.ts'
import type { Diagnosis, DoctorFinding } from './report.ts'
import { certaintyOf, shownAnswer } from './shown.ts'
import type { SplitLink } from '../mistakes/split-link.ts'
import { partsOf } from '../mistakes/split-link.ts'

// A call to the api host, as somebody pasted it: judged by what its parameters alone tell.

/** The interface that a link calls. */
export function endpointOf({ head }: SplitLink): ApiEndpointId | undefined {
  const path = head.replace(/^https?:\/\/[^/]+(?:\/api\.weixin\.qq\.com)?/i, '')
  const ids = Object.keys(endpoints).filter((id): id is ApiEndpointId => Object.hasOwn(apiRules, id))
  return ids.find((id) => endpoints[id].path === path)
}

/** Diagnoses such a call. */
export function judgeCall(
  link: SplitLink,
  id: ApiEndpointId,
  { behaviours = behavioursOf('documented') }: DoctorFacts,
): Pick<Diagnosis, 'kind' | 'summary' | 'findings' | 'parts'> {
  const { path, methods } = endpoints[id]
  const parameters = readApiParameters(link.text.slice(link.query.start, link.query.end))
  // Whether it was a GET or a POST cannot be seen in a link.
  const broken = allFindings(apiRules[id], { method: methods[0] ?? 'GET', parameters }, { behaviours })
  return {
    kind: 'call',
    summary: {
      zh: `对微信服务器接口 ${path} 的调用：只能由业务服务器发起，回答是 JSON`,
      en: `a call of ${path}, which is for your server alone and is answered by JSON`,
    },
    findings: broken.map(({ rule, severity, given, expected, hint, source, verdict }): DoctorFinding => ({
      id: rule,
      kind: 'rule',
      severity,
      given,
      expected,
      hint,
      shows: shownAnswer(verdict),
      certainty: certaintyOf(source),
      source,
      docs: `docs/errors.md#rule-${rule}`,
    })),
    parts: partsOf(link),
  }
}
