import type { LoggedIn } from '../login/result.ts'
import type { Login } from '../login/login.ts'

// What every door does between its framework and the login, in terms of the Web's own Request and Response.

/** A request as Node's frameworks hand it over. */
export type NodeRequest = {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** What a door does with a user who logged in; the answer is sent after it is done. */
export type OnLogin<Context extends readonly unknown[]> = (user: LoggedIn, ...context: Context) => void | Promise<void>

/** The site's own URL of a request target; origin from the login's callback URL, for anybody can write a Host header. */
function siteUrl(origin: string, target: string): string {
  // The absolute form is what proxies are sent; its host is as little to be believed.
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  return `${origin}${path.startsWith('/') ? '' : '/'}${path}`
}

/** A Node request for the login: no body, for a login takes none. */
export function fromNode({ origin }: Login, { method = 'GET', url = '/', headers }: NodeRequest): Request | undefined {
  if (method !== 'GET') return undefined
  const copy = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    // Names with a colon are HTTP/2's own.
    if (value === undefined || name.startsWith(':')) continue
    for (const one of typeof value === 'string' ? [value] : value) copy.append(name, one)
  }
  return new Request(siteUrl(origin, url), { headers: copy })
}

/** A Web request for the login, under the site's own origin. */
export function fromWeb({ origin }: Login, { method, url, headers }: Request): Request | undefined {
  return method === 'GET' ? new Request(siteUrl(origin, url), { headers }) : undefined
}

/** The answer to any other method: a HEAD or a POST must not spend a code. */
export const notAllowed = (): Response =>
  new Response(null, { status: 405, headers: { allow: 'GET', 'cache-control': 'no-store' } })

/** The answer of the route that begins a login. */
export async function answerStart(login: Login, request: Request | undefined): Promise<Response> {
  return request ? login.start(request) : notAllowed()
}

/** The answer of the callback's route; `onLogin` has made the session by then. */
export async function answerCallback(
  login: Login,
  request: Request | undefined,
  onLogin: (user: LoggedIn) => void | Promise<void>,
): Promise<Response> {
  if (!request) return notAllowed()
  const result = await login.callback(request)
  if (result.kind !== 'ok') return result.recover()
  await onLogin(result)
  return result.redirect()
}

/** The headers of an answer one by one; each Set-Cookie is one of its own, for a comma does not part cookies. */
export function* headersOf({ headers }: Response): Generator<[name: string, value: string]> {
  for (const [name, value] of headers) if (name !== 'set-cookie') yield [name, value]
  for (const cookie of headers.getSetCookie()) yield ['set-cookie', cookie]
}

/** The part of Node's response that is written to. */
export type NodeResponse = {
  statusCode: number
  readonly headersSent: boolean
  readonly setHeader: (name: string, value: string) => unknown
  readonly appendHeader: (name: string, value: string) => unknown
  readonly end: (body: string) => unknown
}

/** Sends an answer through Node's response, beside the cookies that the site has set. A response already sent is left alone. */
export async function toNode(response: Response, out: NodeResponse): Promise<void> {
  const body = await response.text()
  if (out.headersSent) return
  out.statusCode = response.status
  for (const [name, value] of headersOf(response)) {
    if (name === 'set-cookie') out.appendHeader(name, value)
    else out.setHeader(name, value)
  }
  out.end(body)
}
