import { OpenPlatform } from 'node-easywechat'
import WeChat from 'node-socialite/dist/Providers/WeChat.js'
import type { Provider } from 'node-socialite/dist/Providers/WeChat.js'
import type { Account, Client, Login } from '../client.ts'
import { MemoryCache } from '../memory-cache.ts'

function open({ appid, secret, callbackUrl, origin, component }: Account): Login {
  if (!component) throw new Error('no third-party platform')
  const { appid: id, verifyTicket } = component
  const app = new OpenPlatform({
    app_id: id,
    secret,
    aes_key: 'a'.repeat(43),
    ...(origin && { http: { baseURL: origin } }),
  })
  app.setCache(new MemoryCache())
  // Its own factory for authorized accounts puts the secret where the platform's appid belongs, and a promise where its token does.
  const oauth = (token: string): Provider => {
    const provider = new WeChat.default({ client_id: appid, redirect: callbackUrl })
    if (origin) provider._baseUrl = `${origin}/sns`
    return provider.withComponent({ id, token }).scopes('snsapi_userinfo')
  }
  const ready = app.getVerifyTicket().setTicket(verifyTicket)
  return {
    link() {
      const link = oauth('').withState('compat1').redirect()
      return origin ? link.replace('https://open.weixin.qq.com', origin) : link
    },
    async callback({ code = '' }) {
      await ready
      const user = await oauth(await app.getComponentAccessToken().getToken()).userFromCode(code)
      const { openid, unionid } = user.getRaw()
      const [nickname, accessToken, refreshToken] = [user.getNickname(), user.getAccessToken(), user.getRefreshToken()]
      return { id: user.getId(), openid, nickname, unionid, accessToken, refreshToken }
    },
  }
}

export const client: Client = {
  app: 'component',
  profile: 'observed',
  breaks: 'parameter-order',
  byOrigin: { how: 'http.baseURL, `_baseUrl`; the host of the link by hand' },
  open,
}
