import { OAuth2Client, generateState } from 'arctic'
import type { Account, Client, Login } from '../client.ts'
import { Shown } from '../client.ts'
import { hostsOf, readProfile } from '../wechat-answers.ts'

function open({ appid, secret, callbackUrl, origin }: Account): Login {
  const client = new OAuth2Client(appid, secret, callbackUrl)
  const { open: openHost, api } = hostsOf(origin)
  return {
    link(browser) {
      const state = generateState().replaceAll(/[^a-z0-9]/gi, '')
      browser.set('state', state)
      const url = client.createAuthorizationURL(`${openHost}/connect/oauth2/authorize`, state, ['snsapi_userinfo'])
      url.searchParams.set('appid', appid)
      return url.href
    },
    async callback({ code, state }, browser) {
      // It leaves the comparison to the site; its guides write it so.
      if (code === undefined || state === undefined || state !== browser.get('state')) throw new Shown('HTTP 400')
      const endpoint = `${api}/sns/oauth2/access_token?${new URLSearchParams({ appid, secret })}`
      const tokens = await client.validateAuthorizationCode(endpoint, code, null)
      const accessToken = tokens.accessToken()
      const { openid = '', refresh_token: refreshToken } = tokens.data as Record<string, string>
      const { nickname, unionid } = await readProfile(api, accessToken, openid)
      return { id: openid, openid, nickname, unionid, accessToken, refreshToken }
    },
  }
}

export const client: Client = {
  profile: 'observed',
  breaks: 'parameter-order',
  byOrigin: { how: 'the endpoints, which the site names with every call' },
  open,
}
