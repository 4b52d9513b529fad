import Strategy from 'passport-weixin-plus'
import type { Account, Client, Login } from '../client.ts'
import type { Verified } from '../passport.ts'
import { redirectOf, verifiedOf } from '../passport.ts'

type Profile = { id: string; displayName: string; _json: { openid: string; unionid?: string } }

function open({ appid, secret, callbackUrl, origin }: Account): Login {
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

export const client: Client = {
  profile: 'observed',
  breaks: 'parameter-order',
  byOrigin: { how: 'authorizationURL, tokenURL, userProfileURL' },
  gaps: {
    authdeny: 'a user whose id is the text `undefined`',
    'used code': 'a user whose id is the text `undefined`',
    'expired code': 'a user whose id is the text `undefined`',
    'wrong secret': 'a user whose id is the text `undefined`',
    'no unionid': 'a user whose id is the text `undefined`',
  },
  open,
}
