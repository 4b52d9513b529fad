import { acceptAuthorizeLink, behavioursOf, checkAuthorizeLink, parseAuthorizeQuery } from '@weauth/protocol'
import type { AppFacts, AuthorizeParameter, AuthorizeRequest, Behaviours } from '@weauth/protocol'

export const appid = 'wx0a1b2c3d4e5f6071'
export const serviceApp: AppFacts = {
  kind: 'service',
  callbackDomains: ['www.qq.com'],
  scopes: ['snsapi_base', 'snsapi_userinfo'],
  banned: false,
  requireFollow: false,
}
export const testApp: AppFacts = { ...serviceApp, kind: 'test', callbackDomains: ['localhost:8080', '127.0.0.1:3000'] }

export const documented: Behaviours = behavioursOf('documented')
export const observed: Behaviours = behavioursOf('observed')

const goodParts: Readonly<Record<AuthorizeParameter, string>> = {
  appid,
  redirect_uri: 'https://www.qq.com/cb',
  response_type: 'code',
  scope: 'snsapi_base',
  state: 'abc',
}

/** The query of a link in order, with some values changed; one that is `undefined` is left out. */
export function query(changes: Partial<Record<AuthorizeParameter, string | undefined>> = {}): string {
  return Object.entries({ ...goodParts, ...changes })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&')
}

/** The rule that stops the platform, or `accepted`. */
export function verdictOn(
  text: string,
  app: AppFacts | null = serviceApp,
  behaviours: Behaviours = documented,
): string {
  const judged = acceptAuthorizeLink(parseAuthorizeQuery(text), { app, behaviours })
  return 'finding' in judged ? judged.finding.rule : 'accepted'
}

/** Every rule of which the doctor would speak, warnings too. */
export function rulesBrokenBy(
  text: string,
  app: AppFacts | null = serviceApp,
  behaviours: Behaviours = documented,
): string[] {
  return checkAuthorizeLink(parseAuthorizeQuery(text), { app, behaviours }).map(({ rule }) => rule)
}

/** What an accepted link asks for. */
export function accept(
  text: string,
  app: AppFacts = serviceApp,
  behaviours: Behaviours = documented,
): AuthorizeRequest {
  const judged = acceptAuthorizeLink(parseAuthorizeQuery(text), { app, behaviours })
  if ('finding' in judged) throw new Error(`${judged.finding.rule} refuses ${text}`)
  return judged.request
}
