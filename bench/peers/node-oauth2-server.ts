import OAuth2Server from '@node-oauth/oauth2-server'
import type { IncomingMessage } from 'node:http'
import type { Start } from '../servers/listen.ts'
import { listen, readForm } from '../servers/listen.ts'
import { peerClient } from '../peer-flows.ts'

const client = {
  id: peerClient.id,
  redirectUris: [peerClient.callback],
  grants: ['authorization_code', 'refresh_token'],
}
const user = { sub: 'bench' }

/** @node-oauth/oauth2-server over maps. */
export const start: Start = () => {
  const codes = new Map<string, object>()
  const refreshTokens = new Map<string, object>()
  const accessTokens = new Map<string, object>()
  const model = {
    getClient: async (id: string, secret: string | null) =>
      id === client.id && (secret === null || secret === peerClient.secret) ? client : false,
    saveAuthorizationCode: async (code: { authorizationCode: string }) => {
      const kept = { ...code, client, user }
      codes.set(code.authorizationCode, kept)
      return kept
    },
    getAuthorizationCode: async (code: string) => codes.get(code),
    revokeAuthorizationCode: async (code: { authorizationCode: string }) => codes.delete(code.authorizationCode),
    saveToken: async (token: { accessToken: string; refreshToken: string }) => {
      const kept = { ...token, client, user }
      accessTokens.set(token.accessToken, kept)
      refreshTokens.set(token.refreshToken, kept)
      return kept
    },
    getRefreshToken: async (token: string) => refreshTokens.get(token),
    revokeToken: async (token: { refreshToken: string }) => refreshTokens.delete(token.refreshToken),
    getAccessToken: async (token: string) => accessTokens.get(token),
    validateScope: async (_user: unknown, _client: unknown, scope: string[]) => scope,
    verifyScope: async () => true,
  }
  const server = new OAuth2Server({ model: model as never })

  async function answer(request: IncomingMessage): Promise<InstanceType<typeof OAuth2Server.Response>> {
    const url = new URL(request.url ?? '', 'http://localhost')
    const asked = new OAuth2Server.Request({
      method: request.method ?? 'GET',
      headers: request.headers as Record<string, string>,
      query: Object.fromEntries(url.searchParams),
      body: request.method === 'POST' ? await readForm(request) : {},
    })
    const response = new OAuth2Server.Response({})
    if (url.pathname === '/authorize') {
      await server.authorize(asked, response, { authenticateHandler: { handle: async () => user } })
    } else if (url.pathname === '/token') {
      await server.token(asked, response)
    } else {
      response.body = (await server.authenticate(asked, response)).user
    }
    return response
  }

  return listen((request, response) => {
    answer(request).then(
      ({ status = 200, headers, body }) => {
        const text = JSON.stringify(body ?? {})
        response.writeHead(status, { ...headers, 'content-length': text.length }).end(text)
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
}
