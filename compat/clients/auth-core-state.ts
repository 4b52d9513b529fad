import { authSite } from '../auth-site.ts'
import type { Client } from '../client.ts'

/** As its provider comes. */
export const client: Client = {
  profile: 'observed',
  breaks: 'parameter-order',
  refused: 'state-length',
  byOrigin: { how: 'the provider’s endpoints, with their `url` replaced' },
  cannot: { link: 'its state is longer than the 128 bytes that WeChat takes' },
  open: (account) => authSite(account, ['state']),
}
