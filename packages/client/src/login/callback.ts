import { sameText } from '../sealing.ts'
import type { Attempt, ReadAttempt } from './attempts.ts'
import { browserDigest, findAttempt, readOutcome } from './attempts.ts'
import { readBrowser } from './browser.ts'
import type { LoginFailure } from './outcome.ts'
import { pageResponse, pages, privateHeaders } from './pages.ts'
import type { LoggedIn, LoginResult } from './result.ts'
import type { Settled } from './settle.ts'
import { settle } from './settle.ts'
import type { Site } from './site.ts'

const malformed: LoginFailure = {
  code: 'malformed_callback',
  kind: 'malformed',
  message: 'the callback is not one WeChat sends',
  action: 'reauthorize',
  hint: {
    zh: '回调参数重复或格式不对，请重新登录',
    en: 'a parameter of the callback stands twice or is malformed: log in again',
  },
}

/** Whether the query can come from WeChat: nothing reserved twice, a code in its alphabet, no foreign appid. */
function isWellFormed(query: URLSearchParams, attempt: Attempt): boolean {
  const appid = query.get('appid')
  return /^[\w-]{0,512}$/.test(query.get('code') ?? '') && (appid === null || appid === attempt.appid)
}

const reserved = ['code', 'state', 'appid']

/** Parsers disagree about a parameter that comes twice, and about one like `code[]`. */
const isAmbiguous = (query: URLSearchParams): boolean =>
  reserved.some((name) => query.getAll(name).length > 1) ||
  [...query.keys()].some((name) => reserved.some((one) => name.startsWith(`${one}[`)))

/** The outcome as the site is told it. */
function resultOf(site: Site, attempt: Attempt, { outcome, isReplay }: Settled, request: Request): LoginResult {
  const page = (name: 'denied' | 'snapshot') => async () =>
    pageResponse(request, { ...pages[name], retry: site.loginUrl(attempt) })
  if (outcome.kind === 'ok') return loggedInResult(attempt.returnTo, outcome, isReplay)
  if (outcome.kind !== 'error') return { kind: outcome.kind, recover: page(outcome.kind) }
  const { error } = outcome
  const recover = (): Promise<Response> =>
    error.action === 'reauthorize'
      ? site.restart(request, attempt, errorPage(error))
      : Promise.resolve(pageResponse(request, errorPage(error)))
  const errorPage = ({ hint, action }: LoginFailure) => ({
    status: action === 'retry' ? 503 : 500,
    title: { zh: '登录没有成功', en: 'The login failed' },
    text: hint,
    retry: site.loginUrl(attempt),
  })
  return { kind: 'error', error, recover }
}

function loggedInResult(
  returnTo: string,
  { identity, token, profile }: Settled['outcome'] & { readonly kind: 'ok' },
  isReplay: boolean,
): LoggedIn {
  const headers = new Headers(privateHeaders)
  // Browsers carry #wechat_redirect through a redirect that has no fragment of its own; an empty one ends it.
  const location = returnTo.includes('#') ? returnTo : `${returnTo}#`
  const redirect = (): Response => new Response(null, { status: 303, headers: { ...privateHeaders, location } })
  return { kind: 'ok', identity, token, ...(profile && { profile }), returnTo, isReplay, headers, redirect }
}

/**
 * Makes the reader of callbacks. The order is what keeps it safe: method and form, then state, then browser, then the code, once.
 */
export function createCallback(site: Site): (request: Request) => Promise<LoginResult> {
  // What this process is settling: fifty copies of one callback wait for one exchange.
  const settling = new Map<string, Promise<Settled>>()

  async function settleOnce(
    found: ReadAttempt,
    state: string,
    request: Request,
    code: string | null,
  ): Promise<Settled> {
    const under = settling.get(found.key)
    if (under) return { ...(await under), isReplay: true }
    const settled = settle(site, found, state, request, code).finally(() => settling.delete(found.key))
    settling.set(found.key, settled)
    return settled
  }

  async function ofOwnBrowser(
    found: ReadAttempt,
    state: string,
    request: Request,
    query: URLSearchParams,
  ): Promise<LoginResult> {
    const { attempt } = found
    if (attempt.status === 'finished') {
      const outcome = await readOutcome(site.store, found, state)
      if (outcome) return resultOf(site, attempt, { outcome, isReplay: true }, request)
      return { kind: 'duplicate', recover: () => site.restart(request, { ...attempt, restarts: 0 }, pages.unknown) }
    }
    if (!isWellFormed(query, attempt)) {
      return resultOf(site, attempt, { outcome: { kind: 'error', error: malformed }, isReplay: false }, request)
    }
    return resultOf(site, attempt, await settleOnce(found, state, request, query.get('code')), request)
  }

  return async (request) => {
    const neutral = async (): Promise<Response> =>
      pageResponse(request, { ...pages.unknown, retry: site.loginUrl({ returnTo: '/' }) })
    if (request.method !== 'GET') {
      const headers = { ...privateHeaders, allow: 'GET' }
      return { kind: 'error', error: malformed, recover: async () => new Response(null, { status: 405, headers }) }
    }
    const query = new URL(request.url).searchParams
    if (isAmbiguous(query)) return { kind: 'error', error: malformed, recover: neutral }
    const state = query.get('state') ?? ''
    const found = await findAttempt(site.store, state)
    if (!found) return { kind: 'state', recover: neutral }
    const browser = await readBrowser(request, site.keys, site.secure)
    if (browser !== undefined && sameText(await browserDigest(browser), found.attempt.browser)) {
      return ofOwnBrowser(found, state, request, query)
    }
    // Nothing is taken: whoever began this login can still finish it.
    const recover =
      found.attempt.status === 'open' ? () => site.restart(request, found.attempt, pages.cookies) : neutral
    return { kind: 'state', recover }
  }
}
