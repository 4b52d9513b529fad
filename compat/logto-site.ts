import type { Account, Login } from './client.ts'

/** What Logto itself calls of a social connector. */
export type Connector = {
  getAuthorizationUri(payload: { state: string; redirectUri: string }, setSession: () => Promise<void>): Promise<string>
  getUserInfo(
    data: object,
    getSession: () => Promise<object>,
  ): Promise<{ id: string; name?: string; rawData?: unknown }>
}

type RawData = { openid?: string; unionid?: string }

/** A site that holds a connector as Logto does. */
export async function logtoSite(
  create: (options: { getConfig: () => Promise<object> }) => Promise<Connector>,
  { appid, secret, callbackUrl }: Account,
): Promise<Login> {
  const connector = await create({ getConfig: async () => ({ appId: appid, appSecret: secret }) })
  return {
    link: () => connector.getAuthorizationUri({ state: 'compat1', redirectUri: callbackUrl }, async () => {}),
    async callback(query) {
      const { id, name, rawData } = await connector.getUserInfo(query, async () => ({}))
      const { openid, unionid } = (rawData ?? {}) as RawData
      return { id, openid, nickname: name, unionid }
    },
  }
}
