import type { PageErrorId } from '../errors/page-errors.ts'
import type { Bilingual } from '../source.ts'

/** What WeChat answers when a rule is broken: a page, or an errcode. */
export type RuleAnswer = PageErrorId | number

/** What a person is told of a rule, whatever the request was. What one request did wrong is in its finding. */
export type RuleText = {
  /** What the rule demands. */
  readonly demands: Bilingual
  /** What breaks it is answered by these. The test that provokes every rule compares them with what comes. */
  readonly answers: readonly [RuleAnswer, ...RuleAnswer[]]
  /** Why it gets broken; absent where the first answer's own cause says it. */
  readonly why?: Bilingual
  /** What to do; absent where the first answer's own remedy says it. */
  readonly todo?: Bilingual
}
