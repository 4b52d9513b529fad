import { genericOAuth } from 'better-auth/plugins'
import { betterAuthSite } from '../better-auth-site.ts'
import type { Account, Client } from '../client.ts'
import { hostsOf, readProfile } from '../wechat-answers.ts'

type Token = { openid: string; access_token: string; refresh_token: string; errmsg?: string }

/** The plugin, with the two functions by which its documentation says to serve what speaks another OAuth. */
function provider({ appid, secret, origin }: Account): ReturnType<typeof genericOAuth> {
  const { open, api } = hostsOf(origin)
  return genericOAuth({
    config: [
      {
        providerId: 'wechat',
        clientId: appid,
        clientSecret: secret,
        pkce: false,
        scopes: ['snsapi_userinfo'],
        authorizationUrl: `${open}/connect/oauth2/authorize`,
        authorizationUrlParams: { appid },
        tokenUrl: `${api}/sns/oauth2/access_token`,
        async getToken({ code }) {
          const query = { appid, secret, code, grant_type: 'authorization_code' }
          const answer = await fetch(`${api}/sns/oauth2/access_token?${new URLSearchParams(query)}`)
          const raw = (await answer.json()) as Token
          if (!raw.access_token) throw new Error(`WeChat: ${raw.errmsg}`)
          return { accessToken: raw.access_token, refreshToken: raw.refresh_token, raw }
        },
        async getUserInfo({ accessToken = '', raw }) {
          const { openid } = raw as Token
          const profile = await readProfile(api, accessToken, openid)
          const id = profile.unionid ?? openid
          return { id, name: profile.nickname, email: `${id.toLowerCase()}@wechat.invalid`, emailVerified: false }
        },
      },
    ],
  })
}

export const client: Client = {
  profile: 'observed',
  breaks: 'parameter-order',
  cannot: { refresh: 'it asks the endpoint of codes, and says client_id' },
  byOrigin: { how: 'authorizationUrl, getToken, getUserInfo' },
  open(account) {
    // It could not get another token.
    const { call: _, ...login } = betterAuthSite(account, { plugins: [provider(account)] })
    return login
  },
}
