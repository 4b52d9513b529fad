import type { Lang } from '@weauth/protocol'
import { isRefusal } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { exchangeCode } from '../calls.ts'
import { isWeauthError, RefusedUserError, WechatReplyError } from '../errors.ts'
import type { ReadAttempt } from './attempts.ts'
import { findAttempt, finishAttempt, readOutcome, releaseAttempt, takeAttempt } from './attempts.ts'
import type { LoginFailure, Outcome } from './outcome.ts'
import type { Site } from './site.ts'
import { whoIs } from './who.ts'

/** An outcome, and whether another callback was the first to be told it. */
export type Settled = { readonly outcome: Outcome; readonly isReplay: boolean }

/** How often another process's outcome is looked for. */
const pollMs = 100
/** As many calls as the process that took an attempt may have to make: the exchange, user info, and user info once more. */
const mostCalls = 3
/** What its store may need beside. */
const storeMs = 2000

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

/** Trades the code for a user. Everything that may fail ends as an outcome, so that whoever waits for it is told. */
async function tryCode(
  site: Site,
  account: Account,
  code: string | null,
  lang: Lang,
): Promise<{ readonly outcome: Outcome; readonly isSpent: boolean }> {
  if (code === null || isRefusal(code)) return { outcome: { kind: 'denied' }, isSpent: true }
  let token
  try {
    token = await exchangeCode(account, code)
  } catch (error) {
    const failure = failureOf(error)
    // An exchange may be repeated only where it is certain that WeChat has not looked at the code.
    return { outcome: { kind: 'error', error: failure }, isSpent: failure.action !== 'retry' }
  }
  try {
    const { identity, unionid, profile } = await whoIs(account, token, { ...site, lang })
    const known = { ...token, ...(unionid && { unionid }) }
    return { outcome: { kind: 'ok', token: known, identity, ...(profile && { profile }) }, isSpent: true }
  } catch (error) {
    const isSnapshot = error instanceof RefusedUserError && error.code === 'snapshot'
    return { outcome: isSnapshot ? { kind: 'snapshot' } : { kind: 'error', error: failureOf(error) }, isSpent: true }
  }
}

/** Takes the attempt and finishes it; or, where another callback was first, waits for what came of that one. */
export async function settle(
  site: Site,
  found: ReadAttempt,
  state: string,
  request: Request,
  code: string | null,
): Promise<Settled> {
  const { store } = site
  // What the site answers for may fail: before anything is taken, so that the user can come again.
  const account = await site.accountOf(request, found.attempt.appid)
  const lang = site.langOf(request)
  const longestMs = mostCalls * account.deadlineMs + storeMs
  let row: ReadAttempt | undefined = found
  for (let waitedMs = 0; row && waitedMs < longestMs; waitedMs += pollMs) {
    if (row.attempt.status === 'finished') {
      const outcome = await readOutcome(store, row, state)
      if (outcome) return { outcome, isReplay: true }
      break
    }
    if (await takeAttempt(store, row)) {
      const { outcome, isSpent } = await tryCode(site, account, code, lang)
      // A store that fails now costs the copies of this callback their replay, and not this user the login.
      await (isSpent ? finishAttempt(store, row, state, outcome) : releaseAttempt(store, row)).catch(() => {})
      return { outcome, isReplay: false }
    }
    await site.wait(pollMs)
    row = await findAttempt(store, state)
  }
  return { outcome: { kind: 'error', error: interrupted }, isReplay: true }
}
