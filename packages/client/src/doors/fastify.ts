import type { Login } from '../login/login.ts'
import type { NodeRequest, OnLogin } from './web.ts'
import { answerCallback, answerStart, fromNode, headersOf } from './web.ts'

/** The part of a Fastify request that the door reads. */
export type FastifyRequestLike = {
  readonly method: string
  readonly originalUrl: string
  readonly headers: NodeRequest['headers']
}

/** The part of a Fastify reply that the door writes. */
export type FastifyReplyLike = {
  readonly sent: boolean
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(body: string): unknown
}

/** The two routes of a login, as Fastify handlers. */
export type FastifyLogin<Req, Rep> = {
  readonly start: (request: Req, reply: Rep) => Promise<void>
  readonly callback: (request: Req, reply: Rep) => Promise<void>
}

/** What {@link fastifyLogin} is told. */
export type FastifyLoginOptions<Req, Rep> = {
  /** Makes the site's session: `reply.header('set-cookie', …)`, `reply.setCookie(…)`, `request.session…`. */
  readonly onLogin: OnLogin<[request: Req, reply: Rep]>
}

async function send(reply: FastifyReplyLike, response: Response): Promise<void> {
  const body = await response.text()
  if (reply.sent) return
  reply.code(response.status)
  // Fastify keeps each Set-Cookie and replaces the rest.
  for (const [name, value] of headersOf(response)) reply.header(name, value)
  await reply.send(body)
}

/**
 * A login as Fastify handlers.
 *
 * @example
 * const wechat = fastifyLogin(login, { onLogin: (user, request, reply) => startSession(reply, identityText(user.identity.subject)) })
 * app.all('/login', wechat.start)
 * app.all('/callback', wechat.callback)
 */
export function fastifyLogin<Req extends FastifyRequestLike, Rep extends FastifyReplyLike>(
  login: Login,
  { onLogin }: FastifyLoginOptions<Req, Rep>,
): FastifyLogin<Req, Rep> {
  const read = ({ method, originalUrl, headers }: Req): Request | undefined =>
    fromNode(login, { method, url: originalUrl, headers })
  return {
    start: async (request, reply) => send(reply, await answerStart(login, read(request))),
    callback: async (request, reply) =>
      send(reply, await answerCallback(login, read(request), (user) => onLogin(user, request, reply))),
  }
}
