import createConnector from '@logto/connector-wechat-native'
import type { Client } from '../client.ts'
import { logtoSite } from '../logto-site.ts'

export const client: Client = {
  app: 'mobile',
  profile: 'documented',
  byOrigin: { impossible: 'its hosts are hard-coded' },
  open: (account) => logtoSite(createConnector, account),
}
