import type {
  Account,
  AuthorizeScope,
  FreshToken,
  Lang,
  LoggedIn,
  TokenReply,
  Tokens,
  UserinfoReply,
} from '@weauth/client'
import { authorizeUrl, checkToken, userinfo, WeauthError } from '@weauth/client'

/** What a call to WeChat came to. */
export type Outcome<Value> = { readonly value: Value } | { readonly error: Pick<WeauthError, 'message' | 'hint'> }

/**
 * A user who is logged in, and what happened on the way, for `/me` to tell: code and tokens masked. A real site keeps the id of the user's
 * account and nothing else.
 */
export type Login = {
  readonly scope: AuthorizeScope
  /** The authorize link to which the browser was sent. */
  readonly link: string
  readonly state: string
  readonly code: string
  /** The answer to the code. */
  readonly token: TokenReply
  readonly user?: Outcome<UserinfoReply>
  readonly refreshed?: Outcome<FreshToken>
  readonly valid?: Outcome<boolean>
}

/** Enough of a secret value to recognise it, too little to use it. */
const mask = (value: string): string =>
  value.length < 20 ? '…' : `${value.slice(0, 6)}…${value.slice(-4)} (${value.length})`

/** What is told of a login: the link is built again, for the callback's own state. */
export function tell({ url }: Request, { token, profile }: LoggedIn, account: Account): Login {
  const { searchParams, origin } = new URL(url)
  const [state, code] = [searchParams.get('state') ?? '', searchParams.get('code') ?? '']
  const scope = profile ? 'snsapi_userinfo' : 'snsapi_base'
  const link = authorizeUrl(account, { redirectUri: `${origin}/callback`, scope, state })
  const masked = { ...token, accessToken: mask(token.accessToken), refreshToken: mask(token.refreshToken) }
  return { scope, link, state, code: mask(code), token: masked, ...(profile && { user: { value: profile } }) }
}

async function attempt<Value>(call: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await call }
  } catch (error) {
    if (error instanceof WeauthError) return { error: { message: error.message, hint: error.hint } }
    throw error
  }
}

/** Something done with the tokens of a login; what came of it is told, too. */
export type Action = (login: Login, lang: Lang) => Promise<Login>

/** What can be done on `/me`. Tokens are kept and refreshed by `tokens`; `eager` refreshes however long they would still live. */
export function createActions(
  account: Account,
  tokens: Tokens,
  eager: Tokens,
): Readonly<Record<'user' | 'refresh' | 'check', Action>> {
  const fresh = (login: Login): Promise<FreshToken> => tokens.fresh(login.token.openid)
  return {
    user: async (login, lang) => {
      const user = await attempt(fresh(login).then((token) => userinfo(account, token, { lang })))
      return { ...login, user }
    },
    refresh: async (login) => {
      const call = eager.fresh(login.token.openid)
      const refreshed = await attempt(call.then((token) => ({ ...token, accessToken: mask(token.accessToken) })))
      return { ...login, refreshed }
    },
    check: async (login) => {
      const valid = await attempt(fresh(login).then((token) => checkToken(account, token)))
      return { ...login, valid }
    },
  }
}
