import type { Login } from '../login/login.ts'
import type { NodeRequest, OnLogin } from './web.ts'
import { answerCallback, answerStart, fromNode, headersOf } from './web.ts'

/** The part of a Koa context that the door reads and writes. */
export type KoaContext = {
  readonly method: string
  readonly originalUrl: string
  readonly headers: NodeRequest['headers']
  status: number
  body: unknown
  readonly set: (name: string, value: string) => void
  readonly append: (name: string, value: string) => void
}

/** The two routes of a login, as Koa middleware. */
export type KoaLogin<Context> = {
  readonly start: (ctx: Context) => Promise<void>
  readonly callback: (ctx: Context) => Promise<void>
}

/** What {@link koaLogin} is told. */
export type KoaLoginOptions<Context> = {
  /** Makes the site's session, such as by `ctx.cookies.set(…)`. */
  readonly onLogin: OnLogin<[ctx: Context]>
}

async function send(ctx: KoaContext, response: Response): Promise<void> {
  const body = await response.text()
  // Koa guesses a type from the body unless one is there already, and a status from the body unless one is set after it.
  for (const [name, value] of headersOf(response)) {
    if (name === 'set-cookie') ctx.append(name, value)
    else ctx.set(name, value)
  }
  ctx.body = body
  ctx.status = response.status
}

/**
 * A login as Koa middleware, for any router.
 *
 * @example
 * const wechat = koaLogin(login, { onLogin: (user, ctx) => startSession(ctx, identityText(user.identity.subject)) })
 * router.all('/login', wechat.start)
 * router.all('/callback', wechat.callback)
 */
export function koaLogin<Context extends KoaContext>(
  login: Login,
  { onLogin }: KoaLoginOptions<Context>,
): KoaLogin<Context> {
  const read = ({ method, originalUrl, headers }: Context): Request | undefined =>
    fromNode(login, { method, url: originalUrl, headers })
  return {
    start: async (ctx) => send(ctx, await answerStart(login, read(ctx))),
    callback: async (ctx) => send(ctx, await answerCallback(login, read(ctx), (user) => onLogin(user, ctx))),
  }
}
