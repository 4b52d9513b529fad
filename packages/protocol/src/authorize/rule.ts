import type { AppFacts } from '../app.ts'
import type { AuthorizeLink } from './link.ts'
import type { Behaviours } from '../behaviours.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import type { Rule } from '../rule.ts'

/** What is known besides the link itself. */
export type AuthorizeFacts = {
  /** The app that the link names; `null` when it is known not to exist, absent when nothing is known. */
  readonly app?: AppFacts | null
  /** What component_appid names, as above; absent when the link has none. */
  readonly component?: AppFacts | null | undefined
  readonly behaviours: Behaviours
}

/** One thing WeChat demands of an authorize link; a breach is answered by a page. */
export type AuthorizeRule = Rule<AuthorizeLink, AuthorizeFacts, PageErrorId>

/** Cuts a value down to what a finding may show. */
export const excerpt = (text: string, most = 64): string => (text.length > most ? `${text.slice(0, most)}…` : text)
