import type { Scope, UserinfoReply } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { ConfigError } from '../errors.ts'
import type { ShortState } from './short-state.ts'
import { shortState } from './short-state.ts'
import { tokenResponse } from './token-response.ts'
import type { UserOptions } from './user.ts'
import { grantOf, userOf } from './user.ts'

export { RefusedUserError } from '../errors.ts'

/** What {@link wechat} needs. */
export type AuthjsOptions<Key extends symbol> = UserOptions & {
  readonly account: Account
  /** Auth.js' callback for this provider, absolute: `https://shop.example.com/api/auth/callback/wechat`. */
  readonly callbackUrl: string
  /** The symbol of that name, from `@auth/core` or `next-auth`. */
  readonly customFetch: Key
  /** `snsapi_userinfo` by default; `snsapi_login` for a website app's QR login. */
  readonly scope?: Scope
  /** Default `wechat`; `callbackUrl` ends with it. */
  readonly id?: string
}

/** What Auth.js is told of a user. */
export type AuthjsProfile = { readonly id: string; readonly profile: UserinfoReply | undefined }

/** The provider, in the form Auth.js reads. */
export type AuthjsProvider<Key extends symbol> = {
  id: string
  name: string
  type: 'oauth'
  checks: ['state']
  clientId: string
  client: { token_endpoint_auth_method: 'none' }
  authorization: { url: string; params: { scope: string } }
  token: string
  userinfo: { url: string; request: (context: { tokens: Record<string, unknown> }) => Promise<AuthjsProfile> }
  profile: (profile: AuthjsProfile) => { id: string; name: string | null; email: null; image: string | null }
} & { [K in Key]: (input: URL | string | Request, init?: RequestInit) => Promise<Response> }

/** The provider, and what its routes must be wrapped in. */
export type AuthjsWechat<Key extends symbol> = {
  readonly provider: AuthjsProvider<Key>
  /** Wraps the handler of Auth.js' routes: without it no login gets past the first redirect. */
  readonly wrap: ShortState['wrap']
}

/**
 * WeChat for Auth.js (`@auth/core`, `next-auth` 5): the documented link with a short state, calls with deadline and errors of this
 * package (as `cause.err` of Auth.js' own), and an account id of one fixed kind. Refusals end as `OAuthCallbackError`.
 * Auth.js has no email for the user.
 *
 * @throws {ConfigError} when `callbackUrl` is not absolute, or is another provider's.
 * @example
 * const wx = wechat({ account, customFetch, subject: 'unionid', callbackUrl: 'https://shop.example.com/api/auth/callback/wechat' })
 * const { handlers } = NextAuth({ providers: [wx.provider] })
 * export const GET = wx.wrap(handlers.GET)
 * export const POST = handlers.POST
 */
export function wechat<const Key extends symbol>(options: AuthjsOptions<Key>): AuthjsWechat<Key> {
  const { account, callbackUrl, customFetch, scope = 'snsapi_userinfo', id = 'wechat' } = options
  const { authorizationUrl, wrap } = shortState({ account, callbackUrl, scope })
  if (!new URL(callbackUrl).pathname.endsWith(`/callback/${id}`)) {
    throw new ConfigError(`callbackUrl must end with /callback/${id}`, 'wechat', {
      zh: `回调地址以 /callback/${id} 结尾`,
      en: `Auth.js receives the callback of «${id}» there`,
    })
  }
  const exchange = async (_input: unknown, init: RequestInit = {}): Promise<Response> => {
    const { body, signal } = init
    const form = body instanceof URLSearchParams ? body : new URLSearchParams(typeof body === 'string' ? body : '')
    return (await tokenResponse(account, form, signal ? { signal } : {})) ?? new Response(null, { status: 400 })
  }
  const facts: AuthjsProvider<never> = {
    id,
    name: 'WeChat',
    type: 'oauth',
    checks: ['state'],
    clientId: account.appid,
    // The secret travels in `exchange` alone.
    client: { token_endpoint_auth_method: 'none' },
    authorization: { url: authorizationUrl, params: { scope } },
    token: `${account.apiHost}/`,
    userinfo: {
      url: `${account.apiHost}/`,
      // Refused here and not in `profile`, whose errors Auth.js swallows.
      request: ({ tokens }) => userOf(account, grantOf(tokens), options),
    },
    profile: ({ id, profile }) => ({
      id,
      name: profile?.nickname ?? null,
      email: null,
      image: profile?.headimgurl || null,
    }),
  }
  return { provider: { ...facts, [customFetch]: exchange } as AuthjsProvider<Key>, wrap }
}
