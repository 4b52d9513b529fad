import { MobileService, WeChatService } from 'nest-wechat'
import { authorizeLink } from '../authorize-link.ts'
import type { Account, Client, Login } from '../client.ts'

function open(account: Account): Login {
  const { appid, secret } = account
  const service = new WeChatService({ appId: appid, secret })
  const mobile = new MobileService()
  return {
    // It makes no links.
    link: () => authorizeLink(account, 'compat1'),
    async callback({ code = '' }) {
      const token = await service.getAccessTokenByCode(code)
      const { openid, nickname, unionid } = await service.getUserInfo(token.access_token, token.openid)
      return {
        id: openid,
        openid,
        nickname,
        unionid,
        accessToken: token.access_token,
        refreshToken: token.refresh_token,
      }
    },
    refresh: async ({ refreshToken = '' }) => (await mobile.refreshAccessToken(appid, refreshToken)).data.access_token,
    check: async ({ openid = '', accessToken = '' }) =>
      (await mobile.checkAccessToken(openid, accessToken)).data.errcode === 0,
    token: () => service.getToken(),
    signature: (url) => service.jssdkSignature(url),
  }
}

export const client: Client = {
  profile: 'documented',
  byOrigin: { impossible: 'its hosts are hard-coded' },
  gaps: {
    refusal: 'no error: WeChat’s is handed on as an answer',
    authdeny: 'no error: WeChat’s is handed on as an answer',
    'used code': 'no error: WeChat’s is handed on as an answer',
    'expired code': 'no error: WeChat’s is handed on as an answer',
    'wrong secret': 'no error: WeChat’s is handed on as an answer',
  },
  open,
}
