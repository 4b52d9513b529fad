import { promisify } from 'node:util'
import OAuth from 'wechat-oauth'
import type { Account, Client, Login } from '../client.ts'

function open({ appid, secret, callbackUrl }: Account): Login {
  const api = new OAuth(appid, secret)
  const getAccessToken = promisify(api.getAccessToken.bind(api))
  const getUser = promisify(api.getUser.bind(api))
  const refreshAccessToken = promisify(api.refreshAccessToken.bind(api))
  const verifyToken = promisify(api.verifyToken.bind(api))
  return {
    link: () => api.getAuthorizeURL(callbackUrl, 'compat1', 'snsapi_userinfo'),
    async callback({ code = '' }) {
      const { data } = await getAccessToken(code)
      const { openid, nickname, unionid } = await getUser({ openid: data.openid, lang: 'zh_CN' })
      return { id: openid, openid, nickname, unionid, accessToken: data.access_token, refreshToken: data.refresh_token }
    },
    refresh: async ({ refreshToken = '' }) => (await refreshAccessToken(refreshToken)).data.access_token,
    check: ({ openid = '', accessToken = '' }) =>
      verifyToken(openid, accessToken).then(
        () => true,
        () => false,
      ),
    call: ({ openid = '' }) => getUser({ openid, lang: 'zh_CN' }),
  }
}

export const client: Client = {
  profile: 'documented',
  byOrigin: { impossible: 'its hosts are hard-coded' },
  open,
}
