import Strategy from 'passport-weixin-plus'
import type { Client } from '../client.ts'
import { openWeixin } from '../passport-weixin.ts'

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
  open: (account) => openWeixin(Strategy, account),
}
