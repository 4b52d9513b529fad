import type { Scope } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { exchangeCode } from '../calls.ts'
import { systemNow } from '../time.ts'
import type { ShortState } from './short-state.ts'
import { shortState } from './short-state.ts'
import { tokenJson } from './token-response.ts'
import type { BridgeUser, UserOptions } from './user.ts'
import { grantOf, userOf } from './user.ts'

export { RefusedUserError } from '../errors.ts'

/** What {@link wechatOAuth} needs. */
export type BetterAuthOptions = UserOptions & {
  readonly account: Account
  /** better-auth's callback for this provider, absolute: `https://shop.example.com/api/auth/callback/wechat`. */
  readonly callbackUrl: string
  /** `snsapi_userinfo` by default; `snsapi_login` for a website app's QR login. */
  readonly scope?: Scope
  /** Default `wechat`; `callbackUrl` ends with it. */
  readonly providerId?: string
}

/** Tokens in better-auth's form; `raw` holds who they are about. */
export type BetterAuthTokens = {
  tokenType?: string | undefined
  accessToken?: string | undefined
  refreshToken?: string | undefined
  accessTokenExpiresAt?: Date | undefined
  scopes?: string[] | undefined
  raw?: Record<string, unknown> | undefined
}

/** A user in better-auth's form. */
export type BetterAuthUser = { id: string; name: string; email: string; emailVerified: false; image?: string }

/** One provider for the plugin `genericOAuth`. */
export type BetterAuthConfig = {
  providerId: string
  clientId: string
  authorizationUrl: string
  redirectURI: string
  scopes: string[]
  pkce: false
  getToken: (data: { code: string }) => Promise<BetterAuthTokens>
  getUserInfo: (tokens: BetterAuthTokens) => Promise<BetterAuthUser | null>
}

/** The provider's config, and what better-auth's handler must be wrapped in. */
export type BetterAuthWechat = {
  readonly config: BetterAuthConfig
  /** Wraps `auth.handler`: without it no login gets past the first redirect. */
  readonly wrap: ShortState['wrap']
}

/**
 * An address that better-auth's schema demands and WeChat does not have. `.invalid` receives no mail; the digest keeps apart what
 * lower case would bring together, for better-auth lowers the case of addresses.
 */
async function placeholderEmail(id: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id)))
  return `${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}@wechat.invalid`
}

/**
 * WeChat for better-auth's plugin `genericOAuth`: the documented link with a state of letters and digits, calls with deadline and errors
 * of this package, and an account id of one fixed kind. The email is a placeholder, never verified: do not list the provider among
 * `trustedProviders`. Spread `config` to add a `mapProfileToUser` or `disableSignUp`.
 *
 * @throws {ConfigError} when `callbackUrl` is not absolute.
 * @example
 * const wx = wechatOAuth({ account, subject: 'unionid', callbackUrl: 'https://shop.example.com/api/auth/callback/wechat' })
 * const auth = betterAuth({ plugins: [genericOAuth({ config: [wx.config] })] })
 * const handler = wx.wrap(auth.handler)
 */
export function wechatOAuth(options: BetterAuthOptions): BetterAuthWechat {
  const { account, callbackUrl, scope = 'snsapi_userinfo', providerId = 'wechat' } = options
  const { authorizationUrl, wrap } = shortState({ account, callbackUrl, scope })
  const config: BetterAuthConfig = {
    providerId,
    clientId: account.appid,
    authorizationUrl,
    redirectURI: callbackUrl,
    scopes: [scope],
    // WeChat looks at no code_challenge.
    pkce: false,
    async getToken({ code }) {
      const token = await exchangeCode(account, code)
      // Here and not in `getUserInfo`, whose errors better-auth answers by a bare 500; these it logs and answers by a redirect.
      const user = await userOf(account, grantOf(tokenJson(token)), options)
      return {
        tokenType: 'bearer',
        accessToken: token.accessToken,
        refreshToken: token.refreshToken,
        accessTokenExpiresAt: new Date(systemNow() + token.expiresInSeconds * 1000),
        scopes: token.scope.split(','),
        raw: { user },
      }
    },
    async getUserInfo({ raw }) {
      // Stored tokens come without `raw`: WeChat's user info cannot be asked without the openid.
      const user = raw?.['user'] as BridgeUser | undefined
      if (!user) return null
      const { id, profile } = user
      const image = profile?.headimgurl
      return {
        id,
        name: profile?.nickname ?? '',
        email: await placeholderEmail(id),
        emailVerified: false,
        ...(image && { image }),
      }
    },
  }
  return { config, wrap }
}
