import { betterAuthSite } from '../better-auth-site.ts'
import type { Client } from '../client.ts'

export const client: Client = {
  app: 'website',
  profile: 'documented',
  byOrigin: { impossible: 'its hosts are hard-coded' },
  open: (account) => {
    const { appid: clientId, secret: clientSecret } = account
    return betterAuthSite(account, { socialProviders: { wechat: { clientId, clientSecret } } })
  },
}
