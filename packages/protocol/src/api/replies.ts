import { errcode } from '../errors/errcodes.ts'

// The bodies WeChat sends, byte for byte: compact JSON, fixed key order, numbers as numbers. What is read back is in `read-reply.ts`.

/** What an exchange or a refresh yields. A refresh has neither `unionid` nor `isSnapshotUser`. */
export type TokenReply = {
  readonly accessToken: string
  readonly expiresInSeconds: number
  readonly refreshToken: string
  readonly openid: string
  /** Scopes, separated by commas. */
  readonly scope: string
  readonly unionid?: string
  /** Present only when true: a virtual user of a snapshot page. */
  readonly isSnapshotUser?: true
}

/** What `/sns/userinfo` yields. */
export type UserinfoReply = {
  readonly openid: string
  readonly nickname: string
  /** 1 male, 2 female, 0 unknown. */
  readonly sex: number
  /** Sent by today's WeChat, not documented. */
  readonly language?: string
  readonly city: string
  readonly province: string
  readonly country: string
  /** Ends in `/0`, `/46`, `/64`, `/96` or `/132`; empty when the user has no picture. */
  readonly headimgurl: string
  readonly privilege: readonly string[]
  readonly unionid?: string
}

/** What `/cgi-bin/user/info` tells of a follower. */
export type FollowerReply = {
  readonly openid: string
  readonly language: string
  /** Seconds since 1970. */
  readonly subscribeTime: number
  readonly unionid?: string
}

/** What `/cgi-bin/token` and `/cgi-bin/stable_token` yield. */
export type AppTokenReply = { readonly accessToken: string; readonly expiresInSeconds: number }

/** What `/cgi-bin/ticket/getticket` yields. */
export type TicketReply = { readonly ticket: string; readonly expiresInSeconds: number }

/** What a business learns from `/cgi-bin/user/info` today. */
export type FollowerFacts = {
  readonly openid: string
  /** Whether the user follows the account. */
  readonly subscribed: boolean
  /** Since when, in seconds since 1970; of followers only. */
  readonly subscribeTime?: number
  /** Only for an account bound to an open-platform account. */
  readonly unionid?: string
}

/** The body of an exchange or a refresh. */
export function writeTokenReply(reply: TokenReply): string {
  return JSON.stringify({
    access_token: reply.accessToken,
    expires_in: reply.expiresInSeconds,
    refresh_token: reply.refreshToken,
    openid: reply.openid,
    scope: reply.scope,
    unionid: reply.unionid,
    is_snapshotuser: reply.isSnapshotUser && 1,
  })
}

/** The body of `/sns/userinfo`. WeChat escapes the slashes of headimgurl. */
export function writeUserinfoReply(reply: UserinfoReply): string {
  const { openid, nickname, sex, language, city, province, country, headimgurl, privilege, unionid } = reply
  const body = { openid, nickname, sex, language, city, province, country, headimgurl, privilege, unionid }
  return JSON.stringify(body).replaceAll('/', '\\/')
}

/** The body of `/cgi-bin/token` and `/cgi-bin/stable_token`. */
export function writeAppTokenReply(accessToken: string, expiresInSeconds: number): string {
  return JSON.stringify({ access_token: accessToken, expires_in: expiresInSeconds })
}

/** The body of `/cgi-bin/component/api_component_token`. */
export function writeComponentTokenReply(accessToken: string, expiresInSeconds: number): string {
  return JSON.stringify({ component_access_token: accessToken, expires_in: expiresInSeconds })
}

/** The body of `/cgi-bin/ticket/getticket`: it names errcode 0. */
export function writeTicketReply({ ticket, expiresInSeconds }: TicketReply): string {
  return JSON.stringify({ errcode: 0, errmsg: 'ok', ticket, expires_in: expiresInSeconds })
}

/** The body of `/cgi-bin/user/info` for a user who does not follow the account: nothing more is told. */
export function writeStrangerReply(openid: string): string {
  return JSON.stringify({ subscribe: 0, openid })
}

/** The body of `/cgi-bin/user/info` for a follower. Since 2021-12-27 it has no nickname, picture, sex or region. */
export function writeFollowerReply(reply: FollowerReply): string {
  return JSON.stringify({
    subscribe: 1,
    openid: reply.openid,
    nickname: '',
    sex: 0,
    language: reply.language,
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: reply.subscribeTime,
    unionid: reply.unionid,
    remark: '',
    groupid: 0,
    tagid_list: [],
    subscribe_scene: 'ADD_SCENE_SEARCH',
    qr_scene: 0,
    qr_scene_str: '',
  })
}

// Read in many logs of 40001 since 2023, all of /cgi-bin; that 45009 has it, too, is a community report (0000ce5994c6…).
const stableTokenHint =
  ', could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r'

/**
 * The body of an error, and of `/sns/auth` when all is well (errcode 0). With a rid it ends as WeChat's does since about 2020:
 * after a comma on `/sns`, after a space on `/cgi-bin`, where since 2023 some also recommend the stable token.
 *
 * @param ip the caller's address, of which 40164 tells
 */
export function writeErrorReply(
  code: number,
  rid?: { readonly id: string; readonly comma: boolean },
  ip?: string,
): string {
  const literal = errcode(code)?.errmsg ?? 'unknown error'
  const base =
    ip === undefined
      ? literal
      : literal.replace('::ffff:{ip}', ip.includes(':') ? ip : `::ffff:${ip}`).replace('{ip}', ip)
  const text = rid?.comma === false && (code === 40001 || code === 45009) ? `${base}${stableTokenHint}` : base
  const errmsg = rid === undefined || code === 0 ? text : `${text}${rid.comma ? ',' : ''} rid: ${rid.id}`
  return JSON.stringify({ errcode: code, errmsg })
}
