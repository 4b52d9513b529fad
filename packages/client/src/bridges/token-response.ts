import type { TokenReply } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { exchangeCode, refreshToken } from '../calls.ts'
import type { CallOptions } from '../transport.ts'

// A token endpoint as OAuth 2 has it, answered by WeChat's two GETs.

/** A token reply as OAuth 2 libraries read it, with WeChat's own fields beside. */
export function tokenJson(token: TokenReply): Record<string, string | number> {
  const { accessToken, expiresInSeconds, refreshToken, openid, scope, unionid, isSnapshotUser } = token
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresInSeconds,
    refresh_token: refreshToken,
    // OAuth parts scopes by spaces, and an empty scope is none.
    ...(scope !== '' && { scope: scope.replaceAll(',', ' ') }),
    openid,
    ...(unionid !== undefined && { unionid }),
    ...(isSnapshotUser === true && { is_snapshotuser: 1 }),
  }
}

/** Answers the form of a token request; nothing when the grant type is not one of WeChat's two. */
export async function tokenResponse(
  account: Account,
  form: URLSearchParams,
  options: CallOptions,
): Promise<Response | undefined> {
  const type = form.get('grant_type')
  const headers = { 'cache-control': 'no-store' }
  if (type === 'authorization_code') {
    const token = await exchangeCode(account, form.get('code') ?? '', options)
    return Response.json(tokenJson(token), { headers })
  }
  if (type === 'refresh_token') {
    const token = await refreshToken(account, form.get('refresh_token') ?? '', options)
    return Response.json(tokenJson(token), { headers })
  }
  return undefined
}
