import type { AppTokenReply, FollowerFacts, TicketReply } from '@weauth/protocol'
import { endpoints, readAppTokenReply, readFollowerReply, readTicketReply } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { keptBy } from '../account.ts'
import { OpenidMismatchError } from '../errors.ts'
import type { AppAccessToken } from '../token-kinds.ts'
import { call } from '../transport.ts'

// The calls of the other token world, `/cgi-bin`.

/** How an account gets its ordinary token. */
export type AppTokenMode = 'stable' | 'ordinary'

const endpointOf = { stable: 'stableToken', ordinary: 'token' } as const

/** Path of the call that yields the token. */
export const tokenPath = (mode: AppTokenMode): string => endpoints[endpointOf[mode]].path

/** `POST /cgi-bin/stable_token` or `GET /cgi-bin/token`. */
export function fetchAppToken(account: Account, mode: AppTokenMode): Promise<AppTokenReply> {
  const values = { appid: account.appid, secret: keptBy(account).secret }
  return call(account, endpointOf[mode], values, readAppTokenReply, {})
}

/** `GET /cgi-bin/user/info`. */
export async function fetchFollower(account: Account, token: AppAccessToken, openid: string): Promise<FollowerFacts> {
  const reply = await call(account, 'followerInfo', { access_token: token, openid }, readFollowerReply, {})
  if (reply.openid !== openid) throw new OpenidMismatchError(endpoints.followerInfo.path)
  return reply
}

/** `GET /cgi-bin/ticket/getticket` for the JS-SDK. */
export function fetchTicket(account: Account, token: AppAccessToken): Promise<TicketReply> {
  return call(account, 'ticket', { access_token: token, type: 'jsapi' }, readTicketReply, {})
}
