import type { Lang, TokenReply, UserinfoReply } from '@weauth/protocol'
import { endpoints, readCheckReply, readTokenReply, readUserinfoReply } from '@weauth/protocol'
import type { Account } from './account.ts'
import { keptBy } from './account.ts'
import { OpenidMismatchError, WechatReplyError } from './errors.ts'
import type { Code, RefreshToken, WebAccessToken } from './token-kinds.ts'
import type { CallOptions } from './transport.ts'
import { call } from './transport.ts'

/** A web access token and the user it was issued for; a `TokenReply` is one. */
export type TokenOfUser = { readonly accessToken: WebAccessToken; readonly openid: string }

/** What {@link userinfo} may be told. */
export type UserinfoOptions = CallOptions & {
  /** Language of province, city and country. Default: WeChat's own, zh_CN. */
  readonly lang?: Lang | undefined
}

/**
 * Exchanges the code of a callback for tokens: `GET /sns/oauth2/access_token`. A code is good once, for five minutes.
 * Check the state of the callback first. The call is never repeated by itself: when its outcome is not known the code may be spent,
 * and `action` is `reauthorize`.
 *
 * @returns `scope` is a comma list, empty when none was sent; `unionid` is there only for an app bound to an open-platform account;
 * `isSnapshotUser` marks the virtual user of a snapshot page, who must not become an account.
 * @throws {AnyWeauthError} `wechat_reply` of class `restart` (40029, 40163, 42003) when the code is not, or no longer, good.
 * @example
 * const code = new URL(request.url).searchParams.get('code') ?? ''
 * const { openid, accessToken, refreshToken, expiresInSeconds } = await exchangeCode(account, code)
 */
export async function exchangeCode(account: Account, code: Code, options: CallOptions = {}): Promise<TokenReply> {
  const values = { appid: account.appid, secret: keptBy(account).secret, code }
  return await call(account, 'accessToken', values, readTokenReply, options)
}

/**
 * Gets a live access token by a refresh token: `GET /sns/oauth2/refresh_token`. WeChat asks no secret for it, so keep refresh tokens
 * as safe as secrets. The answer's access token may be the one you have, with a longer life; its refresh token replaces yours.
 *
 * @returns As {@link exchangeCode}, never with `unionid` or `isSnapshotUser`.
 * @throws {AnyWeauthError} `wechat_reply` of class `reauthorize` (40030, 42002) when the user has to authorize again.
 * @example
 * const { accessToken, expiresInSeconds } = await refreshToken(account, stored.refreshToken)
 */
export async function refreshToken(
  account: Account,
  token: RefreshToken,
  options: CallOptions = {},
): Promise<TokenReply> {
  const values = { appid: account.appid, refresh_token: token }
  return await call(account, 'refreshToken', values, readTokenReply, options)
}

/**
 * Gets nickname, picture and what else the user shows: `GET /sns/userinfo`. Needs a token of `snsapi_userinfo` (else 48001).
 *
 * @param token Both parts from one {@link exchangeCode}; an openid that came with a request proves nothing.
 * @returns Nicknames and picture URLs are the user's own text: escape them. `sex` is 0 and regions are empty since October 2021.
 * @throws {AnyWeauthError} `openid_mismatch` when the answer is about someone else; `wechat_reply` of class `refresh` (40001, 42001) when
 * the token is dead.
 * @example
 * const { nickname, headimgurl } = await userinfo(account, await exchangeCode(account, code), { lang: 'en' })
 */
export async function userinfo(
  account: Account,
  token: TokenOfUser,
  options: UserinfoOptions = {},
): Promise<UserinfoReply> {
  const { accessToken, openid } = token
  const values = { access_token: accessToken, openid, lang: options.lang }
  const reply = await call(account, 'userinfo', values, readUserinfoReply, options)
  if (reply.openid !== openid) throw new OpenidMismatchError(endpoints.userinfo.path)
  return reply
}

/** The errcodes that mean «not valid»; every other refusal says nothing about the token. Source: chanxuehong/wechat. */
const notValid = new Set([40001, 40003, 40014, 42001])

/**
 * Whether an access token is alive and belongs to this openid: `GET /sns/auth`. It does not tell of which app the token is: never use
 * it to accept a token that a browser or a mobile app has sent.
 *
 * @throws {AnyWeauthError} When the question could not be answered: a network that failed, a busy WeChat. That is never `false`.
 * @example
 * if (!(await checkToken(account, { accessToken, openid }))) await refreshToken(account, stored.refreshToken)
 */
export async function checkToken(account: Account, token: TokenOfUser, options: CallOptions = {}): Promise<boolean> {
  const values = { access_token: token.accessToken, openid: token.openid }
  try {
    return await call(account, 'auth', values, readCheckReply, options)
  } catch (error) {
    if (error instanceof WechatReplyError && notValid.has(error.errcode)) return false
    throw error
  }
}
