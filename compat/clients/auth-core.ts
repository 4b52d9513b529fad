import { authSite } from '../auth-site.ts'
import type { Client } from '../client.ts'

export const client: Client = {
  profile: 'observed',
  breaks: 'parameter-order',
  byOrigin: { how: 'the provider’s endpoints, with their `url` replaced' },
  gaps: {
    'no unionid': 'a random id, another one with every login',
  },
  // Its own state is too long for WeChat: PKCE, which WeChat ignores, ties the login to the browser instead.
  open: (account) => authSite(account, ['pkce']),
}
