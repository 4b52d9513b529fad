import { OfficialAccount } from 'node-easywechat'
import { MemoryCache } from '../memory-cache.ts'
import WeChat from 'node-socialite/dist/Providers/WeChat.js'
import type { Account, Client, Login } from '../client.ts'

function open({ appid, secret, callbackUrl, origin }: Account): Login {
  const app = new OfficialAccount({
    app_id: appid,
    secret,
    oauth: { redirect_url: callbackUrl },
    ...(origin && { http: { baseURL: origin } }),
  })
  app.setCache(new MemoryCache())
  if (origin) {
    app.setOAuthFactory(() => {
      const provider = new WeChat.default({ client_id: appid, client_secret: secret, redirect: callbackUrl })
      provider._baseUrl = `${origin}/sns`
      return provider.scopes('snsapi_userinfo')
    })
  }
  return {
    link: () => {
      const link = app.getOAuth().withState('compat1').redirect()
      // Its links have no setting.
      return origin ? link.replace('https://open.weixin.qq.com', origin) : link
    },
    async callback({ code = '' }) {
      const user = await app.getOAuth().userFromCode(code)
      const { openid, unionid } = user.getRaw()
      return {
        id: user.getId(),
        openid,
        nickname: user.getNickname(),
        unionid,
        accessToken: user.getAccessToken(),
        refreshToken: user.getRefreshToken(),
      }
    },
    token: () => app.getAccessToken().getToken(),
    signature: (url) => app.getUtils().buildJsSdkConfig(url),
  }
}

export const client: Client = {
  profile: 'observed',
  breaks: 'parameter-order',
  byOrigin: { how: 'http.baseURL, an OAuth factory of its own, `_baseUrl`; the host of the link by hand' },
  open,
}
