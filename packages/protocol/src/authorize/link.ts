import { endpoints } from '../endpoints.ts'
import { hosts } from '../hosts.ts'
import type { QrconnectParameter } from '../qrconnect/link.ts'
import type { Parameter } from '../query.ts'
import { parseQuery } from '../query.ts'
import type { Place } from '../rule.ts'
import type { AuthorizeScope } from '../scopes.ts'

/** The parameters of the authorize link, in the order the document gives them. */
export const authorizeParameters = ['appid', 'redirect_uri', 'response_type', 'scope', 'state'] as const
/** One of {@link authorizeParameters}. */
export type AuthorizeParameter = (typeof authorizeParameters)[number]

/** An authorize link, taken apart but not judged. */
export type AuthorizeLink = {
  readonly parameters: readonly Parameter[]
  /** What stands behind `#`; absent where it cannot be seen, as on a server. */
  readonly fragment?: string
  /** Characters of the query: as much as a server sees, so that platform and doctor judge the same. */
  readonly length: number
}

/** The first value of a parameter, or nothing. */
export function valueOf(
  link: AuthorizeLink,
  name: AuthorizeParameter | 'component_appid' | 'forcePopup' | 'forceSnapShot' | QrconnectParameter,
): string | undefined {
  return link.parameters.find((parameter) => parameter.name === name)?.value
}

/** Where the value of a parameter stands, or from one decoded character of it to another; or where the parameter is missing. */
export function placeOf(
  link: AuthorizeLink,
  name: AuthorizeParameter | 'component_appid' | QrconnectParameter,
  range: { readonly from?: number; readonly to?: number } = {},
): Place {
  const parameter = link.parameters.findIndex((one) => one.name === name)
  return parameter === -1 ? { absent: name } : { parameter, part: 'value', ...range }
}

/** The link as a server sees it: the raw query, no fragment. */
export function parseAuthorizeQuery(query: string): AuthorizeLink {
  return { parameters: parseQuery(query), length: query.length }
}

/**
 * The link as text, for a doctor or a test; nothing when the text is no authorize link.
 * The origin is not looked at, so that a link to a local platform reads like WeChat's own.
 */
export function parseAuthorizeLink(text: string): AuthorizeLink | undefined {
  const match = /^\s*https?:\/\/[^/?#]+(?:\/[^/?#]+)?\/connect\/oauth2\/authorize(?:\?([^#]*))?(?:#(.*))?$/is.exec(text)
  if (!match) return undefined
  return { ...parseAuthorizeQuery(match[1] ?? ''), fragment: match[2] ?? '' }
}

/** What an authorize link says. */
export type AuthorizeLinkParts = {
  /** Where the platform is; WeChat's own open host by default. */
  readonly openHost?: string
  readonly appid: string
  /** Absolute http or https URL, not encoded. */
  readonly redirectUri: string
  readonly scope: AuthorizeScope
  /** At most 128 characters of a-zA-Z0-9. */
  readonly state?: string
  /** The third-party platform that acts for the account. */
  readonly componentAppid?: string
}

/**
 * Builds an authorize link in the documented order, encoded once, with `#wechat_redirect`.
 *
 * @example
 * buildAuthorizeLink({ appid: 'wx0a1b2c3d4e5f6071', redirectUri: 'https://shop.example.com/cb', scope: 'snsapi_base', state: 'a1' })
 */
export function buildAuthorizeLink(parts: AuthorizeLinkParts): string {
  const { openHost = `https://${hosts.open.name}`, appid, redirectUri, scope, state, componentAppid } = parts
  const query = [
    `appid=${encodeURIComponent(appid)}`,
    `redirect_uri=${encodeURIComponent(redirectUri)}`,
    'response_type=code',
    `scope=${encodeURIComponent(scope)}`,
    ...(state === undefined ? [] : [`state=${encodeURIComponent(state)}`]),
    ...(componentAppid === undefined ? [] : [`component_appid=${encodeURIComponent(componentAppid)}`]),
  ]
  return `${openHost}${endpoints.authorize.path}?${query.join('&')}#wechat_redirect`
}
