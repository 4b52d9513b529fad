import type { Lang } from '@weauth/protocol'
import { isRefusal } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { exchangeCode } from '../calls.ts'
import { isWeauthError, RefusedUserError, WechatReplyError } from '../errors.ts'
import { sameText } from '../sealing.ts'
import type { Attempt, ReadAttempt } from './attempts.ts'
import { browserDigest, findAttempt, finishAttempt, readOutcome, takeAttempt } from './attempts.ts'
import { readBrowser } from './browser.ts'
import type { LoginFailure, Outcome } from './outcome.ts'
import { pageResponse, pages, privateHeaders } from './pages.ts'
import type { LoggedIn, LoginResult } from './result.ts'
import type { Site } from './site.ts'
import { whoIs } from './who.ts'

/** How long a finished login is told again to its own browser: double callbacks and the back button see the first outcome. */
const replayMs = 60_000
/** How often another process's outcome is looked for, and how often at most. */
const pollMs = 100
const polls = 100

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

const interrupted: LoginFailure = {
  code: 'interrupted',
  kind: 'transient',
  message: 'the login was cut off while the code was being exchanged',
  action: 'reauthorize',
  hint: { zh: '登录处理中断，请重新登录', en: 'the login was interrupted: log in again' },
}

function failureOf(error: unknown): LoginFailure {
  if (!isWeauthError(error)) throw error
  const { code, kind, message, action, hint } = error
  const { errcode, rid } = error instanceof WechatReplyError ? error : {}
  return {
    code,
    kind,
    message,
    action,
    hint,
    ...(errcode !== undefined && { errcode }),
    ...(rid !== undefined && { rid }),
  }
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

/** Trades the code for a user. Everything that may fail ends as an outcome, so that whoever waits for it is told. */
async function outcomeOf(site: Site, account: Account, code: string | null, lang: Lang): Promise<Outcome> {
  if (code === null || isRefusal(code)) return { kind: 'denied' }
  try {
    const token = await exchangeCode(account, code)
    const { identity, unionid, profile } = await whoIs(account, token, { ...site, lang })
    return { kind: 'ok', token: { ...token, ...(unionid && { unionid }) }, identity, ...(profile && { profile }) }
  } catch (error) {
    if (error instanceof RefusedUserError && error.code === 'snapshot') return { kind: 'snapshot' }
    return { kind: 'error', error: failureOf(error) }
  }
}

/** Takes the attempt and finishes it; or, where another callback was first, waits for what came of that one. */
async function settle(
  site: Site,
  found: ReadAttempt,
  state: string,
  request: Request,
  code: string | null,
): Promise<Outcome> {
  // What the site answers for may fail: before anything is taken, so that the user can come again.
  const account = await site.accountOf(request, found.attempt.appid)
  const lang = site.langOf(request)
  if (!(await takeAttempt(site.store, found))) return awaitOutcome(site, state)
  const outcome = await outcomeOf(site, account, code, lang)
  // A store that fails now costs the copies of this callback their replay, and not this user the login.
  await finishAttempt(site.store, found, state, outcome, site.now()).catch(() => {})
  return outcome
}

async function awaitOutcome(site: Site, state: string): Promise<Outcome> {
  for (let poll = 0; poll < polls; poll += 1) {
    const found = await findAttempt(site.store, state)
    if (found?.attempt.status === 'finished')
      return (await readOutcome(found, state)) ?? { kind: 'error', error: interrupted }
    await site.wait(pollMs)
  }
  return { kind: 'error', error: interrupted }
}

/** The outcome as the site is told it. */
function resultOf(site: Site, attempt: Attempt, outcome: Outcome, request: Request): LoginResult {
  const page = (name: 'denied' | 'snapshot') => async () =>
    pageResponse(request, { ...pages[name], retry: site.loginUrl(attempt) })
  if (outcome.kind === 'ok') return loggedInResult(attempt.returnTo, outcome)
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

function loggedInResult(returnTo: string, { identity, token, profile }: Outcome & { readonly kind: 'ok' }): LoggedIn {
  const headers = new Headers(privateHeaders)
  // Browsers carry #wechat_redirect through a redirect that has no fragment of its own; an empty one ends it.
  const location = returnTo.includes('#') ? returnTo : `${returnTo}#`
  const redirect = (): Response => new Response(null, { status: 303, headers: { ...privateHeaders, location } })
  return { kind: 'ok', identity, token, ...(profile && { profile }), returnTo, headers, redirect }
}

/**
 * Makes the reader of callbacks. The order is what keeps it safe: method and form, then state, then browser, then the code, once.
 */
export function createCallback(site: Site): (request: Request) => Promise<LoginResult> {
  // What this process is settling: fifty copies of one callback wait for one exchange.
  const settling = new Map<string, Promise<Outcome>>()

  function settleOnce(found: ReadAttempt, state: string, request: Request, code: string | null): Promise<Outcome> {
    const under = settling.get(found.key)
    if (under) return under
    const outcome = settle(site, found, state, request, code).finally(() => settling.delete(found.key))
    settling.set(found.key, outcome)
    return outcome
  }

  async function ofOwnBrowser(
    found: ReadAttempt,
    state: string,
    request: Request,
    query: URLSearchParams,
  ): Promise<LoginResult> {
    const { attempt } = found
    if (attempt.status === 'finished') {
      const outcome = site.now() - (attempt.finishedAtMs ?? 0) <= replayMs ? await readOutcome(found, state) : undefined
      if (outcome) return resultOf(site, attempt, outcome, request)
      return { kind: 'duplicate', recover: () => site.restart(request, { ...attempt, restarts: 0 }, pages.unknown) }
    }
    if (!isWellFormed(query, attempt)) return resultOf(site, attempt, { kind: 'error', error: malformed }, request)
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
