import Strategy from 'passport-wechat'
import type { Account, Client, Login } from '../client.ts'
import type { Verified } from '../passport.ts'
import { redirectOf, verifiedOf } from '../passport.ts'

type Profile = { openid: string; nickname: string; unionid?: string }

function open({ appid, secret, callbackUrl }: Account): Login {
  const options = { appID: appid, appSecret: secret, callbackURL: callbackUrl, scope: 'snsapi_userinfo', lang: 'zh_CN' }
  const strategy = new Strategy(options, (accessToken, refreshToken, profile, _expiresIn, done) =>
    done(null, { accessToken, refreshToken, profile } satisfies Verified),
  )
  return {
    link: (browser) => redirectOf(strategy, browser, { state: 'compat1' }),
    async callback(query, browser) {
      const { profile, ...tokens } = await verifiedOf(strategy, query, browser)
      const { openid, nickname, unionid } = profile as Profile
      return { id: openid, openid, nickname, unionid, ...tokens }
    },
  }
}

export const client: Client = {
  profile: 'documented',
  byOrigin: { impossible: 'its hosts are hard-coded, in the wechat-oauth it brings along' },
  open,
}
