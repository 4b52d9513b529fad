import * as oauth from 'oauth4webapi'
import { authorizeLink } from '../authorize-link.ts'
import type { Account, Client, Login } from '../client.ts'
import { asOAuth, hostsOf, readProfile } from '../wechat-answers.ts'

function open(account: Account): Login {
  const { appid, secret, callbackUrl, origin } = account
  const { open, api } = hostsOf(origin)
  const server = { issuer: open, token_endpoint: `${api}/sns/oauth2/access_token` }
  const client = { client_id: appid }
  const auth: oauth.ClientAuth = (_server, _client, body) => {
    body.set('appid', appid)
    body.set('secret', secret)
  }
  const options = { [oauth.allowInsecureRequests]: true }
  return {
    // It makes no links.
    link: (browser) => {
      const state = oauth.generateRandomState().replaceAll(/[^a-z0-9]/gi, '')
      browser.set('state', state)
      return authorizeLink(account, state)
    },
    async callback(query, browser) {
      const expected = browser.get('state') ?? oauth.expectNoState
      const parameters = oauth.validateAuthResponse(server, client, new URLSearchParams(query), expected)
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        auth,
        parameters,
        callbackUrl,
        oauth.nopkce,
        options,
      )
      const token = await oauth.processAuthorizationCodeResponse(server, client, await asOAuth(answer))
      const { access_token: accessToken, refresh_token: refreshToken } = token
      const openid = token['openid'] as string
      const { nickname, unionid } = await readProfile(api, accessToken, openid)
      return { id: openid, openid, nickname, unionid, accessToken, refreshToken }
    },
  }
}

export const client: Client = {
  profile: 'documented',
  byOrigin: { how: '`token_endpoint`' },
  open,
}
