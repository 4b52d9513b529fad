import grant from 'grant'
import type { Account, Browser, Client, Login } from '../client.ts'
import { Shown } from '../client.ts'

type Raw = { openid?: string; unionid?: string }

function open({ appid, secret, callbackUrl, origin }: Account): Login {
  const handle = grant.aws({
    config: {
      defaults: {
        origin: new URL(callbackUrl).origin,
        transport: 'state',
        state: true,
        response: ['tokens', 'raw', 'profile'],
      },
      wechat: {
        key: appid,
        secret,
        scope: ['snsapi_userinfo'],
        redirect_uri: callbackUrl,
        profile_url: `${origin ?? 'https://api.weixin.qq.com'}/sns/userinfo`,
        ...(origin && {
          authorize_url: `${origin}/connect/oauth2/authorize`,
          access_url: `${origin}/sns/oauth2/access_token`,
        }),
      },
    },
    session: { secret: 'a secret of the site' },
  })
  const visit = async (
    path: string,
    query: Readonly<Record<string, string>>,
    browser: Browser,
  ): ReturnType<typeof handle> => {
    const cookie = [...browser].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await handle({
      httpMethod: 'GET',
      requestContext: { path },
      queryStringParameters: query,
      headers: { cookie },
    })
    for (const line of answer.session.headers['set-cookie']) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      browser.set(name, value)
    }
    return answer
  }
  return {
    link: async (browser) => (await visit('/connect/wechat', {}, browser)).redirect?.headers.location ?? '',
    async callback(query, browser) {
      const { response } = await visit('/connect/wechat/callback', query, browser)
      if (!response) throw new Shown('an empty answer')
      if (response.error !== undefined) throw new Shown(`error: ${JSON.stringify(response.error)}`, [response])
      const { openid = '', unionid } = (response.raw ?? {}) as Raw
      const profile = (response.profile ?? {}) as { nickname?: string }
      const { access_token: accessToken, refresh_token: refreshToken } = response
      return { id: openid, openid, nickname: profile.nickname, unionid, accessToken, refreshToken }
    },
  }
}

export const client: Client = {
  profile: 'observed',
  breaks: 'parameter-order',
  byOrigin: { how: 'authorize_url, access_url, profile_url' },
  gaps: {
    refusal: 'no error: WeChat’s is handed on as an answer',
    authdeny: 'no error: WeChat’s is handed on as an answer',
    'used code': 'no error: WeChat’s is handed on as an answer',
    'expired code': 'no error: WeChat’s is handed on as an answer',
    'wrong secret': 'no error: WeChat’s is handed on as an answer',
  },
  open,
}
