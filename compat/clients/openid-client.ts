import * as oidc from 'openid-client'
import type { Account, Client, Login } from '../client.ts'
import { asOAuth, hostsOf, readProfile } from '../wechat-answers.ts'

function configuration({ appid, secret, origin }: Account): oidc.Configuration {
  const { open, api } = hostsOf(origin)
  const server = {
    issuer: open,
    authorization_endpoint: `${open}/connect/oauth2/authorize`,
    token_endpoint: `${api}/sns/oauth2/access_token`,
  }
  const config = new oidc.Configuration(server, appid, secret)
  // WeChat names the client otherwise.
  config[oidc.customFetch] = async (url, { body }) => {
    const form = Object.fromEntries(body as URLSearchParams)
    return asOAuth(await fetch(`${url}?${new URLSearchParams({ ...form, appid, secret })}`))
  }
  oidc.allowInsecureRequests(config)
  return config
}

function open(account: Account): Login {
  const { appid, callbackUrl, origin } = account
  const config = configuration(account)
  return {
    link(browser) {
      const state = oidc.randomState().replaceAll(/[^a-z0-9]/gi, '')
      browser.set('state', state)
      const parameters = { appid, redirect_uri: callbackUrl, scope: 'snsapi_userinfo', state }
      return oidc.buildAuthorizationUrl(config, parameters).href
    },
    async callback(query, browser) {
      const url = new URL(`${callbackUrl}?${new URLSearchParams(query)}`)
      const expectedState = browser.get('state')
      const token = await oidc.authorizationCodeGrant(config, url, expectedState ? { expectedState } : {})
      const { access_token: accessToken, refresh_token: refreshToken } = token
      const openid = token['openid'] as string
      const { nickname, unionid } = await readProfile(hostsOf(origin).api, accessToken, openid)
      return { id: openid, openid, nickname, unionid, accessToken, refreshToken }
    },
  }
}

export const client: Client = {
  profile: 'observed',
  breaks: 'parameter-order',
  byOrigin: { how: 'the server’s metadata' },
  open,
}
