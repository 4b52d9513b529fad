import type { Login } from '../login/login.ts'
import type { NodeRequest, NodeResponse, OnLogin } from './web.ts'
import { answerCallback, answerStart, fromNode, toNode } from './web.ts'

/** The part of an Express request that the door reads. */
export type ExpressRequest = NodeRequest & { readonly originalUrl?: string }

/** An Express handler, for version 4 and 5. */
export type ExpressHandler<Req, Res> = (req: Req, res: Res, next: (error?: unknown) => void) => Promise<void>

/** The two routes of a login. */
export type ExpressLogin<Req, Res> = {
  readonly start: ExpressHandler<Req, Res>
  readonly callback: ExpressHandler<Req, Res>
}

/** What {@link expressLogin} is told. */
export type ExpressLoginOptions<Req, Res> = {
  /** Makes the site's session: `res.cookie(…)`, `req.session…`. The redirect follows unless it has sent an answer itself. */
  readonly onLogin: OnLogin<[req: Req, res: Res]>
}

/**
 * A login as Express handlers. Whatever fails goes to `next`.
 *
 * @example
 * const wechat = expressLogin(login, { onLogin: (user, req, res) => startSession(res, identityText(user.identity.subject)) })
 * app.all('/login', wechat.start)
 * app.all('/callback', wechat.callback)
 */
export function expressLogin<Req extends ExpressRequest, Res extends NodeResponse>(
  login: Login,
  { onLogin }: ExpressLoginOptions<Req, Res>,
): ExpressLogin<Req, Res> {
  // `url` is cut short inside a mounted router.
  const read = ({ method, originalUrl, url, headers }: Req): Request | undefined =>
    fromNode(login, { method, url: originalUrl ?? url, headers })
  const handler =
    (answer: (req: Req, res: Res) => Promise<Response>): ExpressHandler<Req, Res> =>
    async (req, res, next) => {
      try {
        await toNode(await answer(req, res), res)
      } catch (error) {
        // Express 4 does not look at promises.
        next(error)
      }
    }
  return {
    start: handler((req) => answerStart(login, read(req))),
    callback: handler((req, res) => answerCallback(login, read(req), (user) => onLogin(user, req, res))),
  }
}
