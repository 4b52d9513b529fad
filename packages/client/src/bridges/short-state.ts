import type { Scope } from '@weauth/protocol'
import { buildQrconnectLink, isRefusal } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { authorizeUrl } from '../authorize-url.ts'
import { ConfigError } from '../errors.ts'
import { privateHeaders } from '../login/pages.ts'
import { randomText, sameText } from '../sealing.ts'
import { createFirstAnswers } from './first-answers.ts'

// WeChat takes 128 letters and digits as state. Auth.js sends an encrypted state of 435 characters, better-auth one with «-» and «_», and
// neither lets a provider choose its own. So the library is told that WeChat's authorize page is its own callback URL. There the browser
// gets a short state of ours in exchange, with the library's state in a cookie, and goes on to WeChat; when it comes back with the short
// state of its own cookie, the library's state is put back and the library compares it with what it has kept. Both comparisons must hold:
// the library's own check stays what it was, and a cookie somebody else has planted only makes it fail. The alternative, a library with
// the check switched off or with PKCE alone, lets a stranger's code log a victim in, for WeChat does not look at a code_challenge.

/** What {@link shortState} needs. */
export type ShortStateOptions = {
  readonly account: Account
  /** The library's callback, absolute. */
  readonly callbackUrl: string
  readonly scope: Scope
}

/** A handler in the shape of Request to Response; whatever else it takes is passed on. */
type WebHandler<Req extends Request, Rest extends readonly unknown[]> = (
  request: Req,
  ...rest: Rest
) => Response | Promise<Response>

/** Puts short states for long ones on the way to WeChat, and back. */
export type ShortState = {
  /** What the library must take for WeChat's authorize page. */
  readonly authorizationUrl: string
  /** Wraps the handler that serves the library's routes. */
  readonly wrap: <Req extends Request, Rest extends readonly unknown[]>(
    handler: WebHandler<Req, Rest>,
  ) => (request: Req, ...rest: Rest) => Promise<Response>
}

const marker = 'weauth'
const lifetimeSeconds = 600
/** How long copies of a callback are led where the first one was. */
const replaySeconds = 60

function checkCallbackUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '') return url
  throw new ConfigError('callbackUrl must be an absolute URL without query', 'bridge', {
    zh: '填写完整的回调地址，如 https://shop.example.com/api/auth/callback/wechat',
    en: 'give the whole address, such as https://shop.example.com/api/auth/callback/wechat',
  })
}

/** The only value of a parameter; of two, nobody can say which one was meant. */
function only(query: URLSearchParams, name: string): string | undefined {
  const [value, second] = query.getAll(name)
  return second === undefined ? value : undefined
}

const redirect = (location: string, cookie?: string): Response =>
  new Response(null, { status: 302, headers: { ...privateHeaders, location, ...(cookie && { 'set-cookie': cookie }) } })

/** What the browser's cookie says: its short state, and the library's state for it or, once there is an answer, where that led. */
type Kept = { readonly short: string; readonly state?: string; readonly ledTo?: string }

function readKept(request: Request, cookieName: string): Kept | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(/;\s*/)
  const value = pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? ''
  const [, short, mark, rest = ''] = /^([0-9A-Za-z]{32})([.!])([\w.~!*'()%-]{1,3000})$/.exec(value) ?? []
  if (!short) return undefined
  return mark === '.' ? { short, state: rest } : { short, ledTo: decodeComponent(rest) }
}

function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** The callback as the library knows it. */
function restore(callback: URL, query: URLSearchParams, state: string): Response | undefined {
  if (query.getAll('code').length > 1) return undefined
  const code = query.get('code')
  // OAuth has a word for a refusal; WeChat sends no code that is one.
  const answer: Record<string, string> = code !== null && !isRefusal(code) ? { code } : { error: 'access_denied' }
  // Browsers carry #wechat_redirect through a redirect that has no fragment of its own; an empty one ends it.
  return redirect(`${callback.href}?${new URLSearchParams({ ...answer, state }).toString()}#`)
}

/** The path of this site that an answer leads to: another site's address is nothing to keep in a cookie. */
function pathOf({ href, origin }: URL, location: string | null | undefined): string | undefined {
  const url = location && URL.canParse(location, href) ? new URL(location, href) : undefined
  const path = url?.origin === origin && `${url.pathname}${url.search}${url.hash}`
  return path && !path.startsWith('//') && encodeURIComponent(path).length < 2000 ? path : undefined
}

/** Makes the exchange of states for one provider. */
export function shortState({ account, callbackUrl, scope }: ShortStateOptions): ShortState {
  const callback = checkCallbackUrl(callbackUrl)
  const secure = callback.protocol === 'https:'
  const cookieName = `${secure ? '__Host-' : ''}weauth_state`
  const flags = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const answers = createFirstAnswers()

  function begin(query: URLSearchParams): Response {
    const state = only(query, 'state') ?? ''
    if (!/^[\w.~-]{16,3000}$/.test(state)) return new Response('state', { status: 400, headers: privateHeaders })
    const short = randomText(32)
    const link = { redirectUri: callback.href, state: short }
    const location =
      scope === 'snsapi_login'
        ? buildQrconnectLink({ ...link, appid: account.appid, openHost: account.openHost })
        : authorizeUrl(account, { ...link, scope })
    return redirect(location, `${cookieName}=${short}.${state}; Max-Age=${lifetimeSeconds}; ${flags}`)
  }

  /** The library's answer, with the cookie that tells copies of the callback where it led. */
  function closing(response: Response, short: string): Response {
    const path = pathOf(callback, response.headers.get('location'))
    const cookie = path === undefined ? '; Max-Age=0' : `${short}!${encodeURIComponent(path)}; Max-Age=${replaySeconds}`
    const closed = new Response(response.body, response)
    closed.headers.append('set-cookie', `${cookieName}=${cookie}; ${flags}`)
    return closed
  }

  return {
    authorizationUrl: `${callback.href}?${marker}=start`,
    wrap:
      (handler) =>
      async (request, ...rest) => {
        const { pathname, searchParams } = new URL(request.url)
        // The origin is not looked at: behind a proxy it is not the site's.
        if (request.method !== 'GET' || pathname !== callback.pathname) return handler(request, ...rest)
        if (searchParams.get(marker) === 'start') return begin(searchParams)
        const kept = readKept(request, cookieName)
        const given = only(searchParams, 'state') ?? ''
        if (kept && sameText(given, kept.short)) {
          const ledTo = pathOf(callback, kept.ledTo)
          const known =
            ledTo === undefined ? kept.state && restore(callback, searchParams, kept.state) : redirect(ledTo)
          return known || handler(request, ...rest)
        }
        if (kept?.state === undefined || !sameText(given, kept.state)) return handler(request, ...rest)
        const { short } = kept
        return answers.of(short, async () => closing(await handler(request, ...rest), short))
      },
  }
}
