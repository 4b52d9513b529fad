import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import oauth2orize from 'oauth2orize'
import type { Start } from '../servers/listen.ts'
import { listen, readForm } from '../servers/listen.ts'
import { peerClient } from '../peer-flows.ts'

/** oauth2orize as its readme shows it, everything in maps, without Express: only what its middleware reads of a request is made. */
export const start: Start = () => {
  const server = oauth2orize.createServer()
  const codes = new Map<string, string>()
  const refreshTokens = new Map<string, string>()
  const accessTokens = new Map<string, string>()
  const tokens = (user: string, done: (error: null, access: string, refresh: string) => void): void => {
    const [access, refresh] = [randomUUID(), randomUUID()]
    accessTokens.set(access, user)
    refreshTokens.set(refresh, user)
    done(null, access, refresh)
  }
  server.grant(
    oauth2orize.grant.code((_client: unknown, _uri: string, user: string, _ares: unknown, done: Function) => {
      const code = randomUUID()
      codes.set(code, user)
      done(null, code)
    }),
  )
  server.exchange(
    oauth2orize.exchange.code((_client: unknown, code: string, _uri: string, done: Function) => {
      const user = codes.get(code)
      codes.delete(code)
      return user === undefined ? done(null, false) : tokens(user, done as never)
    }),
  )
  server.exchange(
    oauth2orize.exchange.refreshToken((_client: unknown, token: string, _scope: unknown, done: Function) => {
      const user = refreshTokens.get(token)
      return user === undefined ? done(null, false) : tokens(user, done as never)
    }),
  )
  server.serializeClient((client: unknown, done: Function) => done(null, client))
  server.deserializeClient((id: unknown, done: Function) => done(null, id))
  const authorize = server.authorization(
    (id: string, uri: string, done: Function) =>
      done(null, id === peerClient.id && uri === peerClient.callback && id, uri),
    (_client: unknown, _user: unknown, _scope: unknown, _type: unknown, _areq: unknown, done: Function) =>
      done(null, true),
  )
  const token = server.token()

  return listen((request, response) => void serve(request as never, response as never))

  async function serve(
    request: IncomingMessage & Record<string, unknown>,
    response: ServerResponse & { redirect: (url: string) => void },
  ): Promise<void> {
    const url = new URL(request.url ?? '', 'http://localhost')
    const fail = (error?: unknown): unknown => response.writeHead(500).end(String(error))
    if (url.pathname === '/authorize') {
      response.redirect = (location) => response.writeHead(302, { location, 'content-length': 0 }).end()
      Object.assign(request, { query: Object.fromEntries(url.searchParams), session: {}, user: 'bench', body: {} })
      authorize(request, response, fail)
    } else if (url.pathname === '/token') {
      const body = await readForm(request)
      const known = body['client_id'] === peerClient.id && body['client_secret'] === peerClient.secret
      if (!known) return void response.writeHead(401).end()
      Object.assign(request, { body, user: peerClient.id, authInfo: {} })
      token(request, response, fail)
    } else {
      const sub = accessTokens.get((request.headers.authorization ?? '').slice('Bearer '.length))
      if (sub === undefined) return void response.writeHead(401).end()
      const answer = JSON.stringify({ sub })
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer)
    }
  }
}
