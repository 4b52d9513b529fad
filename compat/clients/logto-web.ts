import createConnector from '@logto/connector-wechat-web'
import type { Client } from '../client.ts'
import { logtoSite } from '../logto-site.ts'

export const client: Client = {
  app: 'website',
  profile: 'documented',
  byOrigin: { impossible: 'its hosts are hard-coded' },
  open: (account) => logtoSite(createConnector, account),
}
