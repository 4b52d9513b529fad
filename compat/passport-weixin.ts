import type WeixinStrategy from 'passport-weixin'
import type { Account, Login } from './client.ts'
import type { Verified } from './passport.ts'
import { redirectOf, verifiedOf } from './passport.ts'

type Profile = { id: string; displayName: string; _json: { openid: string; unionid?: string } }

/** A login by passport-weixin, or by a fork that is used as it is. */
export function openWeixin(Strategy: typeof WeixinStrategy, { appid, secret, callbackUrl, origin }: Account): Login {
  const options = {
    clientID: appid,
    clientSecret: secret,
    callbackURL: callbackUrl,
    scope: 'snsapi_userinfo',
    // Its default is the QR code of website apps.
    authorizationURL: `${origin ?? 'https://open.weixin.qq.com'}/connect/oauth2/authorize`,
    ...(origin && { tokenURL: `${origin}/sns/oauth2/access_token`, userProfileURL: `${origin}/sns/userinfo` }),
  }
  const strategy = new Strategy(options, (accessToken, refreshToken, profile, done) =>
    done(null, { accessToken, refreshToken, profile } satisfies Verified),
  )
  return {
    link: (browser) => redirectOf(strategy, browser, { state: 'compat1' }),
    async callback(query, browser) {
      // It demands a state for the callback, too, although it compares none.
      const { profile, ...tokens } = await verifiedOf(strategy, query, browser, { state: 'compat1' })
      const { id, displayName, _json: json } = profile as Profile
      return { id, openid: json.openid, nickname: displayName, unionid: json.unionid, ...tokens }
    },
  }
}
