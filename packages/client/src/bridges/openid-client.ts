import { endpoints } from '@weauth/protocol'
import type { Account } from '../account.ts'
import type { AnyWeauthError } from '../errors.ts'
import { isWeauthError } from '../errors.ts'
import { tokenResponse } from './token-response.ts'

/** What openid-client and oauth4webapi hand to a custom fetch, as far as it is read. */
export type OAuthFetchInit = {
  readonly method?: string | undefined
  readonly body?: unknown
  readonly signal?: AbortSignal | null | undefined
}

/** A fetch for openid-client and oauth4webapi. */
export type OAuthFetch = (url: string, init?: OAuthFetchInit) => Promise<Response>

/** OAuth's name for a refusal. */
function errorName({ kind, action }: AnyWeauthError): string {
  if (kind === 'grant') return 'invalid_grant'
  if (kind === 'config') return 'invalid_client'
  return action === 'retry' ? 'temporarily_unavailable' : 'server_error'
}

const oauthError = (error: string, description: string, more: Record<string, unknown> = {}): Response =>
  Response.json(
    // OAuth allows no quotes, backslashes or anything outside ASCII here.
    { error, error_description: description.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, ' '), ...more },
    { status: 400, headers: { 'cache-control': 'no-store' } },
  )

/**
 * A fetch that lets openid-client and oauth4webapi speak to WeChat: their POST to the token endpoint becomes WeChat's GET with appid and
 * secret; the answer gains `token_type`; an errcode becomes an OAuth error of status 400 with `errcode` and `rid` beside it. Secrets the
 * library itself sends are dropped. WeChat's user info is no OAuth endpoint: call `userinfo` with `openid` of the tokens.
 * A network that fails is answered, too, as `server_error`; only an abort by the library's own signal rejects.
 *
 * @example
 * const config = new client.Configuration(wechatServer(account), account.appid, undefined, client.None())
 * config[client.customFetch] = wechatFetch(account)
 */
export function wechatFetch(account: Account): OAuthFetch {
  return async (url, init = {}) => {
    const { body, signal } = init
    if (new URL(url).pathname !== new URL(wechatServer(account).token_endpoint).pathname || !isForm(body)) {
      return oauthError('invalid_request', 'weauth answers the token endpoint only')
    }
    try {
      const options = signal ? { signal } : {}
      const response = await tokenResponse(account, new URLSearchParams(body), options)
      return response ?? oauthError('unsupported_grant_type', 'WeChat knows authorization_code and refresh_token')
    } catch (error) {
      if (!isWeauthError(error)) throw error
      const more = error.code === 'wechat_reply' ? { errcode: error.errcode, ...(error.rid && { rid: error.rid }) } : {}
      return oauthError(errorName(error), error.message, more)
    }
  }
}

const isForm = (body: unknown): body is URLSearchParams | string =>
  typeof body === 'string' || body instanceof URLSearchParams

/** Where WeChat is, in the words of OAuth's server metadata. */
export type WechatServer = {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
}

/**
 * The metadata that openid-client and oauth4webapi want to know a server by. For the link itself take `authorizeUrl`, which keeps
 * WeChat's order and fragment.
 *
 * @example
 * const server = wechatServer(account)
 */
export function wechatServer({ openHost, apiHost }: Account): WechatServer {
  return {
    issuer: openHost,
    authorization_endpoint: `${openHost}${endpoints.authorize.path}`,
    token_endpoint: `${apiHost}${endpoints.accessToken.path}`,
  }
}
