import type { TokenReply } from '@weauth/protocol'
import { endpoints, observedRefreshDays } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { refreshToken } from '../calls.ts'
import { NeedsAuthorizationError, OpenidMismatchError, WechatReplyError } from '../errors.ts'
import { keepFresh } from '../kept-fresh.ts'
import { checkKeys } from '../keys.ts'
import type { KeyValueStore } from '../kv/key-value.ts'
import type { WebAccessToken } from '../token-kinds.ts'
import { systemNow, systemWait } from '../time.ts'

/** How {@link createTokens} keeps tokens. */
export type TokensOptions = {
  /** Encrypt what is kept: at least 32 characters, random. A list rotates: the first seals, each opens. */
  readonly keys: string | readonly string[]
  /** How long before its end an access token is refreshed. Default 300. */
  readonly aheadSeconds?: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Waits for another process that is refreshing; `setTimeout` by default. */
  readonly wait?: (ms: number) => Promise<void>
}

/** A live access token and whose it is: what `userinfo` takes. */
export type FreshToken = {
  readonly accessToken: WebAccessToken
  readonly openid: string
  /** Scopes, separated by commas. */
  readonly scope: string
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number
}

/** Tokens at rest. */
export type Tokens = {
  /** Keeps the tokens of a login, in place of earlier ones of the same user. */
  readonly save: (token: TokenReply) => Promise<void>
  /**
   * An access token that is alive, refreshed when it is about to end. When WeChat cannot be asked, the present one as long as it lives.
   *
   * @throws {NeedsAuthorizationError} when nothing is kept for this user or WeChat refuses to refresh it; other errors of this package
   * when the token has ended and WeChat could not be asked.
   */
  readonly fresh: (openid: string) => Promise<FreshToken>
  /** Forgets a user's tokens. WeChat is not told: it has no call for that. */
  readonly revoke: (openid: string) => Promise<void>
}

type Kept = FreshToken & { readonly refreshToken: string }

const dayMs = 86_400_000
// Longer than any refresh token lives: whether one is still good is for WeChat to say.
const keptMs = Math.max(...Object.values(observedRefreshDays)) * dayMs
const { path } = endpoints.refreshToken

const missing = (): NeedsAuthorizationError => new NeedsAuthorizationError()

function keptOf(token: TokenReply, now: number): Kept {
  const { accessToken, refreshToken, openid, scope, expiresInSeconds } = token
  return { accessToken, refreshToken, openid, scope, expiresAtMs: now + expiresInSeconds * 1000 }
}

async function refreshed(account: Account, old: Kept, now: () => number): Promise<Kept> {
  // Counted from before the call, so that the end is rather told too early than too late.
  const askedAtMs = now()
  try {
    const reply = await refreshToken(account, old.refreshToken)
    if (reply.openid !== old.openid) throw new OpenidMismatchError(path)
    return keptOf(reply, askedAtMs)
  } catch (error) {
    if (error instanceof WechatReplyError && error.class === 'reauthorize')
      throw new NeedsAuthorizationError(error.errcode)
    throw error
  }
}

/**
 * Keeps users' tokens between their visits: encrypted (AES-256-GCM, bound to appid and openid), refreshed ahead of their end, once at a
 * time for each user in all processes that share the store. Needed only by a site that calls WeChat for a user who is not there.
 *
 * @throws {ConfigError} when a key is too short.
 * @example
 * declare const keys: string
 * const tokens = createTokens(account, memoryStore(), { keys })
 * await tokens.save(await exchangeCode(account, code))
 * const profile = await userinfo(account, await tokens.fresh(openid))
 */
export function createTokens(account: Account, kv: KeyValueStore, options: TokensOptions): Tokens {
  const { aheadSeconds = 300, now = systemNow, wait = systemWait } = options
  const kept = keepFresh<Kept>({
    kv,
    keys: checkKeys(options.keys, 'createTokens'),
    now,
    wait,
    purpose: ['token', account.appid],
    aheadMs: aheadSeconds * 1000,
    // The call ends within the account's deadline; the rest is for the store.
    leaseMs: account.deadlineMs + 5000,
    keptMs,
    path,
    missing,
    async renew(_, old) {
      if (!old) throw missing()
      return refreshed(account, old, now)
    },
  })
  return {
    save: (token) => kept.put(token.openid, keptOf(token, now())),
    async fresh(openid) {
      // The refresh token stays inside.
      const { accessToken, scope, expiresAtMs } = await kept.get(openid)
      return { accessToken, openid, scope, expiresAtMs }
    },
    revoke: (openid) => kept.forget(openid),
  }
}
