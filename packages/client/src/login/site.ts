import type { Lang } from '@weauth/protocol'
import { buildQrconnectLink, hosts, isWechatAgent } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { authorizeUrl } from '../authorize-url.ts'
import { ConfigError } from '../errors.ts'
import { checkKeys } from '../keys.ts'
import type { KeyValueStore } from '../kv/key-value.ts'
import { systemWait } from '../time.ts'
import type { Attempt } from './attempts.ts'
import { beginAttempt, browserDigest } from './attempts.ts'
import { browserOf } from './browser.ts'
import type { SubjectKind } from './identity.ts'
import type { AccountFor, LoginOptions } from './options.ts'
import { acceptSnapshotUsers } from './options.ts'
import type { Page } from './pages.ts'
import { pageResponse, pages, privateHeaders } from './pages.ts'

/** What a login is begun with. */
type Asked = Pick<Attempt, 'returnTo' | 'scope' | 'restarts'>

/** What the parts of a login share: the site's options, made ready. */
export type Site = {
  readonly origin: string
  readonly callbackPath: string
  readonly store: KeyValueStore
  readonly keys: readonly string[]
  /** Whether cookies are for https alone. */
  readonly secure: boolean
  readonly subject: SubjectKind
  readonly acceptsSnapshots: boolean
  readonly langOf: (request: Request) => Lang
  readonly wait: (milliseconds: number) => Promise<void>
  /** The account that an attempt was begun with. */
  readonly accountOf: (request: Request, appid: string) => Promise<Account>
  /** Where a login begins that is to end at `returnTo`. */
  readonly loginUrl: (asked: Pick<Attempt, 'returnTo'>) => string
  /** Keeps an attempt for the request's browser, and sends it to WeChat. */
  readonly send: (request: Request, to: Account, asked: Asked) => Promise<Response>
  /** The page for a browser that is not WeChat's, with the link to a path of this site. */
  readonly openInWechat: (request: Request, path: string) => Response
  /** Begins the same login again without a word, twice at most; then shows the page. */
  readonly restart: (request: Request, attempt: Attempt, otherwise: Omit<Page, 'retry'>) => Promise<Response>
}

/** As many silent restarts as a login may have, lest a browser that keeps no cookie goes round for ever. */
const mostRestarts = 2

/** Whether the browser says that it is WeChat's. */
export const isWechatBrowser = (request: Request): boolean => isWechatAgent(request.headers.get('user-agent') ?? '')

/** Whether a login by the account gets on in this browser; a platform of one's own stands for WeChat in any. */
export const isInsideWechat = (request: Request, { openHost }: Account): boolean =>
  isWechatBrowser(request) || openHost !== `https://${hosts.open.name}`

/** The account for a request. */
export const resolveAccount = async (account: AccountFor, request: Request): Promise<Account> =>
  typeof account === 'function' ? account(request) : account

function readCallbackUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const clean = url && /^https?:$/.test(url.protocol) && !url.searchParams.has('code') && !url.searchParams.has('state')
  if (clean) return url
  throw new ConfigError('callbackUrl must be an absolute URL without code and state', 'createLogin', {
    zh: '填写完整的回调地址，如 https://shop.example.com/callback',
    en: 'give the whole address of the callback, such as https://shop.example.com/callback',
  })
}

/** The account with an appid, of those a request may have. */
async function accountWith(appid: string, request: Request, { account, website }: LoginOptions): Promise<Account> {
  for (const one of [account, website]) {
    const resolved = one && (await resolveAccount(one, request))
    if (resolved?.appid === appid) return resolved
  }
  throw new ConfigError('no account has the appid that this login was begun with', 'callback', {
    zh: '回调与发起登录的请求须使用同一账号',
    en: 'the callback’s request must yield the account that the login was begun with',
  })
}

/** Makes a site's options ready. */
export function createSite(options: LoginOptions): Site {
  const { store, subject, loginPath = '/login', qr } = options
  const callbackUrl = readCallbackUrl(options.callbackUrl)
  const site: Site = {
    origin: callbackUrl.origin,
    callbackPath: callbackUrl.pathname,
    store,
    keys: checkKeys(options.keys, 'createLogin'),
    secure: callbackUrl.protocol === 'https:',
    subject,
    acceptsSnapshots: options[acceptSnapshotUsers] === true,
    langOf: options.lang ?? (() => 'zh_CN'),
    wait: options.wait ?? systemWait,
    accountOf: (request, appid) => accountWith(appid, request, options),
    loginUrl: ({ returnTo }) => `${loginPath}?returnTo=${encodeURIComponent(returnTo)}`,
    async send(request, to, asked) {
      const browser = await browserOf(request, site.keys, site.secure)
      const state = await beginAttempt(store, { ...asked, appid: to.appid, browser: await browserDigest(browser.id) })
      const redirectUri = callbackUrl.href
      const location =
        asked.scope === 'snsapi_login'
          ? buildQrconnectLink({ openHost: to.openHost, appid: to.appid, redirectUri, state })
          : authorizeUrl(to, { redirectUri, scope: asked.scope, state })
      const headers = { ...privateHeaders, location, 'set-cookie': browser.setCookie }
      return new Response(null, { status: 302, headers })
    },
    openInWechat(request, path) {
      const link = `${callbackUrl.origin}${path}`
      return pageResponse(request, qr ? { ...pages.scan, link, qr: qr(link) } : { ...pages.wechat, link })
    },
    async restart(request, { appid, returnTo, scope, restarts }, otherwise) {
      const retry = site.loginUrl({ returnTo })
      if (restarts >= mostRestarts) return pageResponse(request, { ...otherwise, retry })
      const to = await site.accountOf(request, appid)
      // Somebody opened a shared callback elsewhere: WeChat would only say that this is the wrong browser.
      if (scope !== 'snsapi_login' && !isInsideWechat(request, to)) return site.openInWechat(request, retry)
      return site.send(request, to, { returnTo, scope, restarts: restarts + 1 })
    },
  }
  return site
}
