import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Lang } from '@weauth/client'

// What a web framework would do.

/** By method and path: `GET /login`. */
export type Routes = Readonly<Record<string, (request: Request) => Response | Promise<Response>>>

/** Sends the browser on with a GET. */
export const seeOther = (location: string, cookie?: string): Response =>
  new Response(null, { status: 303, headers: { location, ...(cookie && { 'set-cookie': cookie }) } })

/** The value of a cookie. */
export function readCookie({ headers }: Request, name: string): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(/;\s*/)
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** The first language the browser asks for that we speak, by WeChat's name for it. */
export function readLanguage({ headers }: Request): Lang {
  const asked = (headers.get('accept-language') ?? '').toLowerCase().split(/\s*,\s*/)
  const first = asked.find((one) => /^(?:zh|en)\b/.test(one)) ?? 'zh'
  if (first.startsWith('en')) return 'en'
  return /^zh-(?:tw|hk|mo|hant)/.test(first) ? 'zh_TW' : 'zh_CN'
}

const guardHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

/** Serves `routes`; `otherwise` answers for what is not there. */
export function serve(
  origin: string,
  routes: Routes,
  otherwise: (request: Request, status: 404 | 405) => Response | Promise<Response>,
): RequestListener {
  async function answer({ method = '', url = '', headers }: IncomingMessage): Promise<Response> {
    // Another port of this host is the same site to SameSite, but not the same origin.
    const isForeign = method === 'POST' && headers.origin !== undefined && headers.origin !== origin
    if (isForeign || !url.startsWith('/')) return new Response(null, { status: isForeign ? 403 : 400 })
    const { cookie = '', 'accept-language': language = '', 'user-agent': agent = '' } = headers
    const told = { cookie, 'accept-language': language, 'user-agent': agent }
    const request = new Request(`${origin}${url}`, { headers: told })
    const path = url.split('?')[0]
    const isKnown = `GET ${path}` in routes || `POST ${path}` in routes
    return (await routes[`${method} ${path}`]?.(request)) ?? otherwise(request, isKnown ? 405 : 404)
  }

  async function send(message: IncomingMessage, out: ServerResponse): Promise<void> {
    const response = await answer(message)
    out
      .setHeaders(new Headers(guardHeaders))
      .setHeaders(response.headers)
      .writeHead(response.status)
      .end(await response.text())
  }

  return (message, out) => {
    send(message, out).catch((error: unknown) => {
      console.error(error)
      if (!out.headersSent) out.writeHead(500, guardHeaders)
      out.end()
    })
  }
}
