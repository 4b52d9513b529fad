import { createCallback } from './callback.ts'
import type { LoginOptions } from './options.ts'
import { privateHeaders } from './pages.ts'
import type { LoginResult } from './result.ts'
import { safeReturnTo } from './return-to.ts'
import { createSite, isInsideWechat, isWechatBrowser, resolveAccount } from './site.ts'

/** What {@link Login.start} may be told. */
export type StartOptions = {
  /** Where to go afterwards; by default the `returnTo` of the request's query. */
  readonly returnTo?: string
}

/** A site's login. */
export type Login = {
  /** The site's origin, as its callbackUrl has it: what a framework's request is made absolute with. */
  readonly origin: string
  /** The path of its callbackUrl. */
  readonly callbackPath: string
  /** Begins a login: a redirect to WeChat, or the page for a browser that is not in WeChat. */
  readonly start: (request: Request, options?: StartOptions) => Promise<Response>
  /** Reads the callback. Whatever is not `ok` has a `recover()` with the answer to give. */
  readonly callback: (request: Request) => Promise<LoginResult>
}

/**
 * Makes a site's login. Keep one for the life of the process: it remembers which callbacks it is settling.
 *
 * @throws {ConfigError} when keys are short or callbackUrl is no absolute URL.
 * @example
 * const login = createLogin({ account, callbackUrl: 'https://shop.example.com/callback', store, keys: process.env.LOGIN_KEY, subject: 'unionid' })
 * // GET /login     return await login.start(request)
 * // GET /callback  const result = await login.callback(request)
 * //                return result.kind === 'ok' ? result.redirect() : await result.recover()
 */
export function createLogin(options: LoginOptions): Login {
  const { account, website, scope = 'snsapi_userinfo', allowReturnTo } = options
  const site = createSite(options)
  return {
    origin: site.origin,
    callbackPath: site.callbackPath,
    callback: createCallback(site),
    async start(request, startOptions = {}) {
      if (request.method !== 'GET') {
        return new Response(null, { status: 405, headers: { ...privateHeaders, allow: 'GET' } })
      }
      const url = new URL(request.url)
      const wanted = startOptions.returnTo ?? url.searchParams.get('returnTo')
      const returnTo = safeReturnTo(wanted, site.origin, allowReturnTo)
      if (website && !isWechatBrowser(request)) {
        const to = await resolveAccount(website, request)
        return site.send(request, to, { returnTo, scope: 'snsapi_login', restarts: 0 })
      }
      const official = await resolveAccount(account, request)
      if (isInsideWechat(request, official)) {
        const asked = typeof scope === 'function' ? scope(request) : scope
        return site.send(request, official, { returnTo, scope: asked, restarts: 0 })
      }
      return site.openInWechat(request, `${url.pathname}${url.search}`)
    },
  }
}
