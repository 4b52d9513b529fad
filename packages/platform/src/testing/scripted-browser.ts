import type { CallbackMode } from '@weauth/protocol'
import type { Platform } from '../platform.ts'
import type { Consent, Entry } from '../users/index.ts'

/** A business site as a test has it: a function from request to response. */
export type SiteHandler = (request: Request) => Response | Promise<Response>

/** How the scripted user behaves. */
export type ScriptedUser = {
  /** Where the user comes from; a link by default. */
  readonly entry?: Entry
  /** What the user says to the consent page; agrees by default. */
  readonly consent?: Exclude<Consent, 'ask'>
  /** How the code comes back: once by default, or as WeChat sometimes does. */
  readonly callbacks?: CallbackMode
  /** WeChat's by default. */
  readonly userAgent?: string
}

/** Where a journey ended. */
export type Visited = { readonly url: string; readonly response: Response }

/** A browser without a screen: it keeps cookies, follows redirects between site and platform, and answers consent. */
export type ScriptedBrowser = {
  /** Opens an address of the site, and goes wherever it is sent. */
  readonly open: (url: string) => Promise<Visited>
  /** Opens one address and follows nothing. */
  readonly get: (url: string) => Promise<Response>
  /** Forgets the cookies of the site. */
  readonly forget: () => void
}

const wechatAgent = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile MicroMessenger/8.0.50 Language/zh_CN'
const mostRedirects = 20

/** A browser in the hands of a user, between one site and the platform. */
export function scriptedBrowser(
  platform: Pick<Platform, 'fetch'>,
  platformHosts: ReadonlySet<string>,
  site: SiteHandler,
  userId: string,
  { entry = 'link', consent = 'allow', callbacks, userAgent = wechatAgent }: ScriptedUser = {},
): ScriptedBrowser {
  const cookies = new Map<string, string>()

  async function get(url: string): Promise<Response> {
    if (platformHosts.has(new URL(url).host)) {
      const headers = {
        'user-agent': userAgent,
        'x-weauth-user': userId,
        'x-weauth-entry': entry,
        'x-weauth-consent': consent,
        ...(callbacks && { 'x-weauth-callback': callbacks }),
      }
      return platform.fetch(new Request(url, { headers, redirect: 'manual' }))
    }
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await site(new Request(url, { headers: { 'user-agent': userAgent, cookie }, redirect: 'manual' }))
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return response
  }

  return {
    get,
    forget: () => cookies.clear(),
    async open(start) {
      let url = start
      for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
        const response = await get(url)
        const unseen = response.headers.get('x-weauth-callback')
        if (unseen !== null) await get(unseen)
        const location = response.headers.get('location')
        if (response.status < 300 || response.status > 399 || location === null) return { url, response }
        url = new URL(location, url).href
      }
      throw new Error(`${start} led to more than ${mostRedirects} redirects`)
    },
  }
}
