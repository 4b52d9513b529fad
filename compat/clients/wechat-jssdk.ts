import { JSSDK, OAuth, Store } from 'wechat-jssdk'
import type { Account, Client, Login } from '../client.ts'

function open({ appid, secret, callbackUrl, origin }: Account): Login {
  const options = {
    appId: appid,
    appSecret: secret,
    wechatRedirectUrl: callbackUrl,
    // In memory: its default is a file.
    store: new Store(),
    ...(origin && {
      apiUrl: origin,
      oAuthUrl: `${origin}/connect/oauth2/authorize`,
      accessTokenUrl: `${origin}/cgi-bin/token`,
      ticketUrl: `${origin}/cgi-bin/ticket/getticket`,
    }),
  }
  const oauth = new OAuth(options)
  const sdk = new JSSDK(options)
  return {
    link: () => oauth.generateOAuthUrl(callbackUrl, 'snsapi_userinfo', 'compat1'),
    async callback({ code = '' }) {
      const user = await oauth.getUserInfo(code, undefined, true)
      const { openid, nickname, unionid } = user
      return { id: openid, openid, nickname, unionid, accessToken: user.access_token, refreshToken: user.refresh_token }
    },
    refresh: async ({ openid = '', refreshToken = '' }) =>
      (await oauth.refreshAccessToken(openid, { refresh_token: refreshToken })).access_token,
    check: ({ accessToken = '' }) =>
      oauth.isAccessTokenValid({ access_token: accessToken }).then(
        () => true,
        () => false,
      ),
    token: async () => (await sdk.prepareGlobalToken()).accessToken,
    signature: (url) => sdk.getSignature(url),
    call: ({ openid = '' }) => oauth.getAccessToken(null, openid).then((token) => oauth.getUserInfoRemotely(token)),
  }
}

export const client: Client = {
  profile: 'documented',
  cannot: { check: 'it leaves the openid out, which WeChat asks for' },
  byOrigin: { how: 'apiUrl, oAuthUrl, accessTokenUrl, ticketUrl' },
  open,
}
