import type { Login } from '../login/login.ts'
import type { OnLogin } from './web.ts'
import { answerCallback, answerStart, fromWeb } from './web.ts'

/** A route handler of the App Router. */
export type NextHandler = (request: Request) => Promise<Response>

/** The two routes of a login, as route handlers. */
export type NextLogin = { readonly start: NextHandler; readonly callback: NextHandler }

/** What {@link nextLogin} is told. */
export type NextLoginOptions = {
  /** Makes the site's session: by `(await cookies()).set(…)` of `next/headers`, or by appending a Set-Cookie to `headers`. */
  readonly onLogin: OnLogin<[request: Request, headers: Headers]>
}

/**
 * A login as route handlers of Next's App Router, or of anything else that maps a Request to a Response.
 *
 * @example
 * // lib/wechat.ts
 * export const wechat = nextLogin(login, { onLogin: async (user) => (await cookies()).set('session', await newSession(user)) })
 * // app/login/route.ts
 * export const GET = wechat.start
 * // app/callback/route.ts
 * export const GET = wechat.callback
 */
export function nextLogin(login: Login, { onLogin }: NextLoginOptions): NextLogin {
  return {
    start: (request) => answerStart(login, fromWeb(login, request)),
    async callback(request) {
      const headers = new Headers()
      const response = await answerCallback(login, fromWeb(login, request), (user) => onLogin(user, request, headers))
      const joined = new Headers(response.headers)
      for (const [name, value] of headers) joined.append(name, value)
      return new Response(response.body, { status: response.status, headers: joined })
    },
  }
}
