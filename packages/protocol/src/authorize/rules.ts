import type { AppFacts } from '../app.ts'
import { accountNotBanned, accountVerified, appidKind, appidKnown, callbackDomain, scopeGranted } from './app-rules.ts'
import { componentAuthorized, componentKnown, componentPermission } from './component-rules.ts'
import type { AuthorizeLink } from './link.ts'
import { valueOf } from './link.ts'
import type { AuthorizeFacts, AuthorizeRule } from './rule.ts'
import * as text from './text-rules.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import type { Finding } from '../rule.ts'
import { allFindings, firstError } from '../rule.ts'
import type { AuthorizeScope } from '../scopes.ts'

/**
 * Everything WeChat demands of an authorize link, in the order it is judged. The platform stops at the first error,
 * the doctor reports all; first the text of the link, then what it names, then advice.
 */
export const authorizeRules: readonly AuthorizeRule[] = [
  text.presence('appid', 'appid-empty'),
  text.presence('redirect_uri', 'redirect-uri-empty'),
  text.presence('scope', 'scope-empty'),
  text.oncePerParameter,
  text.parameterCase,
  text.parameterOrder,
  text.linkLength,
  text.responseType,
  appidKnown,
  appidKind,
  accountNotBanned,
  componentKnown,
  componentAuthorized,
  text.scopeKnown,
  accountVerified,
  scopeGranted,
  componentPermission,
  text.stateLength,
  text.stateAlphabet,
  text.redirectUriAbsolute,
  callbackDomain,
  text.redirectUriHttps,
  text.wechatRedirect,
  text.linkLong,
]

/** Every finding about a link, in the order of {@link authorizeRules}. */
export function checkAuthorizeLink(link: AuthorizeLink, facts: AuthorizeFacts): Finding<PageErrorId>[] {
  return allFindings(authorizeRules, link, facts)
}

declare const accepted: unique symbol

/** Where an accepted link returns to. Only {@link acceptAuthorizeLink} makes one, so that no redirect can be built from an unchecked link. */
export type ReturnTarget = {
  readonly redirectUri: string
  /** Absent when the link had none; an empty one is kept. */
  readonly state?: string
  /** The account, where a third-party platform acts for it: a code comes back with its appid. */
  readonly appid?: string
  readonly [accepted]: true
}

/** What an accepted link asks for. */
export type AuthorizeRequest = {
  readonly appid: string
  readonly scope: AuthorizeScope
  /** The third-party platform that asks, if it is one. */
  readonly component?: string
  /** The user is to be asked, however recent the last consent. */
  readonly forcePopup: boolean
  /** The snapshot page is to be shown. */
  readonly forceSnapShot: boolean
  readonly target: ReturnTarget
}

/**
 * Judges a link as the platform does: the first error, or what the link asks for. The app must be known or known not to exist, and so must
 * what component_appid names.
 */
export function acceptAuthorizeLink(
  link: AuthorizeLink,
  facts: AuthorizeFacts & { readonly app: AppFacts | null },
): { readonly finding: Finding<PageErrorId> } | { readonly request: AuthorizeRequest } {
  const finding = firstError(authorizeRules, link, facts)
  if (finding) return { finding }
  const state = valueOf(link, 'state')
  const appid = valueOf(link, 'appid') as string
  const component = valueOf(link, 'component_appid')
  // 「默认为false」: that only the word true switches one on is assumed.
  const forced = (name: 'forcePopup' | 'forceSnapShot'): boolean =>
    facts.behaviours['snapshot-pages'] && valueOf(link, name) === 'true'
  return {
    request: {
      appid,
      scope: valueOf(link, 'scope') as AuthorizeScope,
      ...(component === undefined ? {} : { component }),
      forcePopup: forced('forcePopup'),
      forceSnapShot: forced('forceSnapShot'),
      target: {
        redirectUri: valueOf(link, 'redirect_uri') as string,
        ...(state === undefined ? {} : { state }),
        ...(component === undefined ? {} : { appid }),
      } as ReturnTarget,
    },
  }
}
