import { createHash, timingSafeEqual } from 'node:crypto'
import type { Account, AuthorizeScope, Lang, TokenReply, UserinfoReply } from '@weauth/client'
import { authorizeUrl, checkToken, exchangeCode, refreshToken, userinfo, WeauthError } from '@weauth/client'
import { randomText, Recent } from './recent.ts'

/** What a call to WeChat came to. */
export type Outcome<Value> = { readonly value: Value } | { readonly error: WeauthError }

/** A user who is logged in, and what happened on the way: a real site keeps the openid and, for later calls, `token`. */
export type Login = {
  readonly scope: AuthorizeScope
  /** The authorize link to which the browser was sent. */
  readonly link: string
  readonly state: string
  /** Spent by now. */
  readonly code: string
  /** The answer to the code. */
  readonly reply: TokenReply
  /** What to call with: `reply` until it is refreshed. */
  token: TokenReply
  user?: Outcome<UserinfoReply>
  refreshed?: Outcome<TokenReply>
  valid?: Outcome<boolean>
}

/** How a callback ended. */
export type Ending =
  | { readonly kind: 'loggedIn'; readonly login: Login }
  /** Not begun in this browser, or not any more: the state is missing, another one, or used. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused' | 'malformed' | 'snapshot'; readonly scope: AuthorizeScope }
  | { readonly kind: 'failed'; readonly scope: AuthorizeScope; readonly error: WeauthError }

/** The two ends of a login. */
export type Logins = {
  /** Makes the link for the browser, and the state to be kept in its cookie. */
  readonly begin: (scope: AuthorizeScope) => { readonly link: string; readonly state: string }
  /** Judges the callback: `query` as it came, `ownState` from the browser's cookie. */
  readonly end: (query: URLSearchParams, ownState: string | undefined, lang: Lang) => Promise<Ending>
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares in constant time, so that nobody finds a state out character by character. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** The only value of a parameter: of two, nobody can say which one was meant. */
function only(query: URLSearchParams, name: string): string | undefined {
  const [value, second] = query.getAll(name)
  return second === undefined ? value : undefined
}

async function attempt<Value>(call: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await call }
  } catch (error) {
    if (error instanceof WeauthError) return { error }
    throw error
  }
}

/** Logs users in whose browser comes back to `redirectUri`. */
export function createLogins(account: Account, redirectUri: string): Logins {
  const begun = new Recent<{ readonly scope: AuthorizeScope; readonly link: string }>()

  return {
    begin(scope) {
      const state = randomText()
      const link = authorizeUrl(account, { redirectUri, scope, state })
      begun.set(state, { scope, link })
      return { link, state }
    },

    async end(query, ownState, lang) {
      // The state first: whatever else is in the link may be a stranger's, who wants to log this browser in as somebody else.
      const state = only(query, 'state')
      if (state === undefined || ownState === undefined || !isSame(state, ownState)) return { kind: 'unknown' }
      const started = begun.take(state)
      if (!started) return { kind: 'unknown' }
      const { scope, link } = started

      // 「若用户禁止授权,则重定向后不会带上code参数,仅会带上state参数」
      if (!query.has('code')) return { kind: 'refused', scope }
      const code = only(query, 'code')
      if (code === undefined || !/^[\w-]{1,512}$/.test(code)) return { kind: 'malformed', scope }

      const exchanged = await attempt(exchangeCode(account, code))
      if ('error' in exchanged) return { kind: 'failed', scope, error: exchanged.error }
      const reply = exchanged.value
      // Somebody who looks at a snapshot of the page: a new openid each time, so never an account.
      if (reply.isSnapshotUser) return { kind: 'snapshot', scope }

      const login: Login = { scope, link, state, code, reply, token: reply }
      if (scope === 'snsapi_userinfo') await loadUser(account, login, lang)
      return { kind: 'loggedIn', login }
    },
  }
}

/** Something done with the tokens of a login; the outcome is left there. */
export type Action = (account: Account, login: Login, lang: Lang) => Promise<void>

/** Nickname, picture and region, the latter in `lang`. */
export const loadUser: Action = async (account, login, lang) => {
  login.user = await attempt(userinfo(account, login.token, { lang }))
}

/** Another access token, without asking the user. */
export const refreshTokens: Action = async (account, login) => {
  const refreshed = await attempt(refreshToken(account, login.token.refreshToken))
  login.refreshed = refreshed
  // The new refresh token replaces the old one.
  if ('value' in refreshed) login.token = refreshed.value
}

/** Whether the access token is alive. */
export const checkAccessToken: Action = async (account, login) => {
  login.valid = await attempt(checkToken(account, login.token))
}
