import type { FollowerFacts } from '@weauth/protocol'
import { endpoints } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { WechatReplyError } from '../errors.ts'
import type { Keeping, KeptFresh } from '../kept-fresh.ts'
import { keepFresh } from '../kept-fresh.ts'
import { checkKeys } from '../keys.ts'
import type { KeyValueStore } from '../kv/key-value.ts'
import { randomText } from '../sealing.ts'
import type { AppAccessToken } from '../token-kinds.ts'
import { systemNow, systemWait } from '../time.ts'
import type { AppTokenMode } from './calls.ts'
import { fetchAppToken, fetchFollower, fetchTicket, tokenPath } from './calls.ts'
import type { JssdkConfig } from './jssdk.ts'
import { jssdkSignature, signedUrl } from './jssdk.ts'

/** How {@link createAppToken} gets and keeps the ordinary token. */
export type AppTokenOptions = {
  /** Encrypt what is kept: at least 32 characters, random. A list rotates: the first seals, each opens. */
  readonly keys: string | readonly string[]
  /**
   * `stable`, the default, leaves alone whoever else uses the same account: `/cgi-bin/stable_token` gives all the same token.
   * `ordinary` asks `/cgi-bin/token`, which ends the token that another program has.
   */
  readonly mode?: AppTokenMode
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Waits for another process that is asking; `setTimeout` by default. */
  readonly wait?: (ms: number) => Promise<void>
}

/** What {@link AppToken.jssdk} may be told; both are chosen by default. */
export type JssdkOptions = {
  readonly nonce?: string
  /** Seconds since 1970. */
  readonly timestamp?: number
}

/** An account's ordinary token, and what is done with it. */
export type AppToken = {
  /** A live ordinary token, for calls to `/cgi-bin`. */
  readonly token: () => Promise<AppAccessToken>
  /** Whether a user follows the account and, of a follower, the unionid: `GET /cgi-bin/user/info`. */
  readonly followerInfo: (openid: string) => Promise<FollowerFacts>
  /** A live jsapi_ticket. Never give it to a page. */
  readonly ticket: () => Promise<string>
  /**
   * Signs a page for `wx.config`.
   *
   * @param url `location.href` of the page, with its query (after a login that is `code` and `state`, unless the login redirected to a clean
   * address); a fragment is left out.
   * @throws {ConfigError} when it is no whole address.
   */
  readonly jssdk: (url: string, options?: JssdkOptions) => Promise<JssdkConfig>
}

type Kept = { readonly text: string; readonly expiresAtMs: number }

// stable_token gives out the same token until five minutes before its end: asked earlier, it would be asked again and again.
const aheadMs = 240_000
const dayMs = 86_400_000

const kept = (text: string, expiresInSeconds: number, askedAtMs: number): Kept => ({
  text,
  expiresAtMs: askedAtMs + expiresInSeconds * 1000,
})

/** Does something with the token, and once more with a new one when WeChat says that it is dead. */
async function withToken<Value>(
  tokens: KeptFresh<Kept>,
  mode: AppTokenMode,
  use: (token: AppAccessToken) => Promise<Value>,
): Promise<Value> {
  const { text } = await tokens.get(mode)
  try {
    return await use(text as AppAccessToken)
  } catch (error) {
    if (!(error instanceof WechatReplyError) || error.class !== 'refresh') throw error
    // Another program may have asked for a token of its own. All calls made here only read, so that a second one does no harm.
    await tokens.giveUp(mode, (value) => value.text === text)
    return use((await tokens.get(mode)).text as AppAccessToken)
  }
}

/**
 * An account's ordinary access token: one for all processes that share the store, encrypted there, renewed ahead of its end by one of them
 * at a time; and the two things a site needs it for beside web authorization. It is not the token of a user's login.
 *
 * @throws {ConfigError} when a key is too short.
 * @example
 * declare const keys: string
 * const app = createAppToken(account, memoryStore(), { keys })
 * const { subscribed } = await app.followerInfo(openid)
 * const config = await app.jssdk('https://shop.example.com/cart?id=1')
 */
export function createAppToken(account: Account, kv: KeyValueStore, options: AppTokenOptions): AppToken {
  const { mode = 'stable', now = systemNow, wait = systemWait } = options
  const common = {
    kv,
    keys: checkKeys(options.keys, 'createAppToken'),
    now,
    wait,
    aheadMs,
    leaseMs: account.deadlineMs + 5000,
    keptMs: dayMs,
  } satisfies Partial<Keeping<Kept>>
  const tokens = keepFresh<Kept>({
    ...common,
    purpose: ['app-token', account.appid],
    path: tokenPath(mode),
    async renew() {
      const askedAtMs = now()
      const { accessToken, expiresInSeconds } = await fetchAppToken(account, mode)
      return kept(accessToken, expiresInSeconds, askedAtMs)
    },
  })
  const tickets = keepFresh<Kept>({
    ...common,
    purpose: ['ticket', account.appid],
    path: endpoints.ticket.path,
    // The ticket's holder may have to get a token first, and that twice.
    leaseMs: common.leaseMs * 3,
    async renew() {
      const askedAtMs = now()
      const { ticket, expiresInSeconds } = await withToken(tokens, mode, (token) => fetchTicket(account, token))
      return kept(ticket, expiresInSeconds, askedAtMs)
    },
  })
  const ticket = async (): Promise<string> => (await tickets.get('jsapi')).text
  return {
    token: async () => (await tokens.get(mode)).text as AppAccessToken,
    followerInfo: (openid) => withToken(tokens, mode, (token) => fetchFollower(account, token, openid)),
    ticket,
    async jssdk(url, { nonce = randomText(16), timestamp = Math.floor(now() / 1000) } = {}) {
      const page = signedUrl(url)
      const signature = await jssdkSignature({ ticket: await ticket(), nonce, timestamp, url: page })
      return { appId: account.appid, timestamp, nonceStr: nonce, signature }
    },
  }
}
