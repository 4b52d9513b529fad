import type { IncomingMessage, OutgoingHttpHeaders, RequestListener } from 'node:http'
import type { Lang } from '@weauth/client'

// What a web framework would do.

/** What a page needs of a request. */
export type Visit = {
  readonly query: URLSearchParams
  readonly cookies: ReadonlyMap<string, string>
  readonly lang: Lang
}

/** What is answered. */
export type Reply = { readonly status: number; readonly headers?: OutgoingHttpHeaders; readonly body?: string }

/** By method and path: `GET /login`. */
export type Routes = Readonly<Record<string, (visit: Visit) => Reply | Promise<Reply>>>

/** Sends the browser on with a GET. */
export const seeOther = (location: string, ...cookies: string[]): Reply => ({
  status: 303,
  headers: { location, 'set-cookie': cookies },
})

function readCookies({ headers }: IncomingMessage): Map<string, string> {
  const pairs = (headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('='))
  return new Map(pairs.map(([name = '', value = '']) => [name, value]))
}

/** The first language the browser asks for that we speak, by WeChat's name for it. */
function readLanguage({ headers }: IncomingMessage): Lang {
  const asked = (headers['accept-language'] ?? '').toLowerCase().split(/\s*,\s*/)
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
  otherwise: (visit: Visit, status: 404 | 405) => Reply,
): RequestListener {
  async function answer(request: IncomingMessage): Promise<Reply> {
    const { method, url = '', headers } = request
    const [path = '', search] = url.split(/\?(.*)/s)
    const visit = {
      query: new URLSearchParams(search),
      cookies: readCookies(request),
      lang: readLanguage(request),
    }
    // Another port of this host is the same site to SameSite, but not the same origin.
    if (method === 'POST' && headers.origin !== undefined && headers.origin !== origin) return { status: 403 }
    const isKnown = `GET ${path}` in routes || `POST ${path}` in routes
    return (await routes[`${method} ${path}`]?.(visit)) ?? otherwise(visit, isKnown ? 405 : 404)
  }

  return (request, response) => {
    answer(request).then(
      ({ status, headers, body = '' }) => response.writeHead(status, { ...guardHeaders, ...headers }).end(body),
      (error: unknown) => {
        console.error(error)
        response.writeHead(500, guardHeaders).end()
      },
    )
  }
}
