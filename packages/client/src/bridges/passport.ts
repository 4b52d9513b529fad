import type { NodeRequest, NodeResponse } from '../doors/web.ts'
import { fromNode, notAllowed, toNode } from '../doors/web.ts'
import { ConfigError } from '../errors.ts'
import type { Login } from '../login/login.ts'
import type { LoggedIn } from '../login/result.ts'

/** The part of a request that the strategy reads; Express puts the response beside it. */
export type PassportRequest = NodeRequest & { readonly originalUrl?: string; readonly res?: NodeResponse }

/** Finds or makes the site's user; `false` refuses. */
export type Verify<User, Req> = (user: LoggedIn, req: Req) => User | false | Promise<User | false>

/** What `passport.authenticate` is told, as far as the strategy reads it. */
export type PassportOptions = { readonly failureRedirect?: string; readonly returnTo?: string }

/** What Passport puts on a strategy for each request. */
type Actions = {
  readonly success: (user: unknown, info?: object) => void
  readonly fail: (challenge: { readonly message: string }, status?: number) => void
  readonly error: (error: unknown) => void
}

function responseOf({ res }: PassportRequest): NodeResponse {
  if (res) return res
  throw new ConfigError('the request has no `res`', 'WechatStrategy', {
    zh: '在 Express 中使用，或在调用前设置 req.res = res',
    en: 'use it in Express, or set req.res = res before',
  })
}

/**
 * A Passport strategy over a login of this package, which keeps the state, bound to the browser: Passport needs no session for it.
 * A request for the login's callback path, or with `code` or `state`, is the callback; any other begins a login. Users who refuse, snapshot users and errors go to
 * `failureRedirect` when there is one; else, as always for an unknown or doubled callback, the login's own page or silent restart is the
 * answer. `req.authInfo.returnTo` tells where to go afterwards.
 *
 * @example
 * passport.use(new WechatStrategy(login, async (user) => findOrCreate(user.identity)))
 * app.get('/login', passport.authenticate('wechat'))
 * app.get('/callback', passport.authenticate('wechat'), (req, res) => res.redirect(303, req.authInfo.returnTo))
 */
export class WechatStrategy<User, Req extends PassportRequest = PassportRequest> {
  readonly name: string = 'wechat'
  // Passport makes a new object of each strategy by `Object.create`, which private fields do not survive.
  readonly login: Login
  readonly verify: Verify<User, Req>

  constructor(login: Login, verify: Verify<User, Req>) {
    this.login = login
    this.verify = verify
  }

  /** Called by Passport. */
  authenticate(req: Req, options: PassportOptions = {}): void {
    const actions = this as unknown as Actions
    this.answer(req, options, actions).catch((error: unknown) => actions.error(error))
  }

  private async answer(req: Req, options: PassportOptions, { success, fail }: Actions): Promise<void> {
    const { method, originalUrl, url, headers } = req
    const request = fromNode(this.login, { method, url: originalUrl ?? url, headers })
    if (!request) return toNode(notAllowed(), responseOf(req))
    const { pathname, searchParams } = new URL(request.url)
    // What looks like a callback is one, however little of it has arrived: a login begins only where the user has asked for it.
    const isCallback = pathname === this.login.callbackPath || searchParams.has('code') || searchParams.has('state')
    if (!isCallback) {
      const { returnTo } = options
      return toNode(await this.login.start(request, returnTo === undefined ? {} : { returnTo }), responseOf(req))
    }
    const result = await this.login.callback(request)
    if (result.kind !== 'ok') {
      const site = options.failureRedirect !== undefined && result.kind !== 'state' && result.kind !== 'duplicate'
      if (site) return fail({ message: result.kind }, 403)
      return toNode(await result.recover(), responseOf(req))
    }
    const user = await this.verify(result, req)
    if (user === false) return fail({ message: 'refused' }, 403)
    for (const [name, value] of result.headers) responseOf(req).setHeader(name, value)
    // As in the login's own redirect, which ends the fragment that came from WeChat.
    success(user, { returnTo: result.redirect().headers.get('location') ?? '/' })
  }
}
