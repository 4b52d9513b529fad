import OAuth from 'co-wechat-oauth'
import type { Account, Client, Login } from '../client.ts'

function open({ appid, secret, callbackUrl }: Account): Login {
  const api = new OAuth(appid, secret)
  return {
    link: () => api.getAuthorizeURL(callbackUrl, 'compat1', 'snsapi_userinfo'),
    async callback({ code = '' }) {
      const { data } = await api.getAccessToken(code)
      const { openid, nickname, unionid } = await api.getUser({ openid: data.openid, lang: 'zh_CN' })
      return { id: openid, openid, nickname, unionid, accessToken: data.access_token, refreshToken: data.refresh_token }
    },
    refresh: async ({ refreshToken = '' }) => (await api.refreshAccessToken(refreshToken)).data.access_token,
    check: ({ openid = '', accessToken = '' }) =>
      api.verifyToken(openid, accessToken).then(
        () => true,
        () => false,
      ),
    call: ({ openid = '' }) => api.getUser({ openid, lang: 'zh_CN' }),
  }
}

export const client: Client = {
  profile: 'documented',
  byOrigin: { impossible: 'its hosts are hard-coded' },
  open,
}
