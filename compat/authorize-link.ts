import type { Account } from './client.ts'
import { hostsOf } from './wechat-answers.ts'

/** The documented link, for clients that leave it to the site. */
export function authorizeLink({ appid, callbackUrl, origin }: Account, state: string): string {
  const query = new URLSearchParams({
    appid,
    redirect_uri: callbackUrl,
    response_type: 'code',
    scope: 'snsapi_userinfo',
    state,
  })
  return `${hostsOf(origin).open}/connect/oauth2/authorize?${query}#wechat_redirect`
}
