import type { Login } from '../login/login.ts'
import type { OnLogin } from './web.ts'
import { answerCallback, answerStart, fromWeb } from './web.ts'

/** The part of a Hono context that the door reads and answers with. */
export type HonoContext = {
  readonly req: { readonly raw: Request }
  readonly newResponse: (body: ReadableStream | null, like: Response) => Response
}

/** The two routes of a login, as Hono handlers. */
export type HonoLogin<Context> = {
  readonly start: (c: Context) => Promise<Response>
  readonly callback: (c: Context) => Promise<Response>
}

/** What {@link honoLogin} is told. */
export type HonoLoginOptions<Context> = {
  /** Makes the site's session, such as by `setCookie(c, …)`. */
  readonly onLogin: OnLogin<[c: Context]>
}

/**
 * A login as Hono handlers; they run wherever Hono does.
 *
 * @example
 * const wechat = honoLogin(login, { onLogin: (user, c) => setCookie(c, 'session', newSession(user)) })
 * app.all('/login', wechat.start)
 * app.all('/callback', wechat.callback)
 */
export function honoLogin<Context extends HonoContext>(
  login: Login,
  { onLogin }: HonoLoginOptions<Context>,
): HonoLogin<Context> {
  // Not returned as it is: only `newResponse` joins it with the headers that the site has set on the context.
  const send = (c: Context, response: Response): Response => c.newResponse(response.body, response)
  return {
    start: async (c) => send(c, await answerStart(login, fromWeb(login, c.req.raw))),
    callback: async (c) => send(c, await answerCallback(login, fromWeb(login, c.req.raw), (user) => onLogin(user, c))),
  }
}
