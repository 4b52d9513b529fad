import Strategy from 'passport-weixin'
import type { Client } from '../client.ts'
import { openWeixin } from '../passport-weixin.ts'

export const client: Client = {
  profile: 'documented',
  byOrigin: { how: 'authorizationURL, tokenURL, userProfileURL' },
  gaps: {
    'no unionid': 'the id of everybody is the text `undefined`',
  },
  open: (account) => openWeixin(Strategy, account),
}
