import type { Bilingual, ErrcodeClass, ErrorReply } from '@weauth/protocol'
import { endpoints, errcode, errcodeClass } from '@weauth/protocol'

/**
 * Why a call failed: `config` the set-up or the call is wrong; `grant` a code, token or consent is no longer good; `transient` it may
 * work in a moment; `malformed` the answer was not WeChat's.
 */
export type ErrorKind = 'config' | 'grant' | 'transient' | 'malformed'

/**
 * What to do: `reauthorize` begin the login again with a new link, `retry` make the same call again after a pause, `fix-config` let a
 * person mend the set-up.
 */
export type ErrorAction = 'reauthorize' | 'retry' | 'fix-config'

type Facts = { readonly kind: ErrorKind; readonly action: ErrorAction; readonly hint: Bilingual }

/**
 * Every failure this package itself reports: refusals of WeChat, answers that cannot be read, a network that fails, a wrong set-up.
 * Not covered: an abort by the caller's own signal, which rejects with that signal's reason.
 * No error holds a secret, code, token, openid or URL, neither in its text nor in a field; for that reason none has a `cause`.
 *
 * @example
 * const isBusy = (error: unknown): boolean => error instanceof WeauthError && error.kind === 'transient'
 */
export abstract class WeauthError extends Error {
  /** Stable; see {@link AnyWeauthError} for a `switch` that the compiler checks. */
  abstract readonly code: string
  readonly kind: ErrorKind
  readonly action: ErrorAction
  /** What to do, for a person. */
  readonly hint: Bilingual

  /** `where` is a method and a path, never a URL. */
  constructor(what: string, where: string, facts: Facts) {
    super(`${what}: ${where}`)
    this.kind = facts.kind
    this.action = facts.action
    this.hint = facts.hint
  }
}

/** The account, or an argument of the call, cannot be right. Nothing was sent. */
export class ConfigError extends WeauthError {
  override get name(): string {
    return 'ConfigError'
  }
  readonly code = 'config'

  constructor(what: string, where: string, hint: Bilingual) {
    super(what, where, { kind: 'config', action: 'fix-config', hint })
  }
}

const postPaths = new Set<string>(
  Object.values(endpoints).flatMap(({ path, methods }) => (methods.includes('GET') ? [] : [path])),
)

/** Method and path of a call, as an error may name it. Not exported from the door. */
export const whereOf = (path: string): string => `${postPaths.has(path) ? 'POST' : 'GET'} ${path}`

const exchangePath = endpoints.accessToken.path
const again: Bilingual = { zh: '稍后重试', en: 'try again in a moment' }
const maybeSpent: Bilingual = {
  zh: '结果未知，code 可能已被使用：重新发起授权',
  en: 'the outcome is not known and the code may be spent: begin the authorization again',
}

/** A code whose exchange was cut short may be spent, so that a second try with it would fail for sure or, worse, by chance. */
const afterFailure = (path: string): Pick<Facts, 'action' | 'hint'> =>
  path === exchangePath ? { action: 'reauthorize', hint: maybeSpent } : { action: 'retry', hint: again }

/** Reasons that are certain to come before the first byte of a request. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** No answer: the host was not reached, or the connection broke. */
export class NetworkError extends WeauthError {
  override get name(): string {
    return 'NetworkError'
  }
  readonly code = 'network'
  /** The system's or the fetch implementation's name for it, such as `ECONNREFUSED`; absent when it gave none. */
  declare readonly reason?: string

  constructor(path: string, reason: string | undefined) {
    const sent = reason === undefined || !unsent.has(reason)
    super(`the connection to WeChat failed${reason === undefined ? '' : ` (${reason})`}`, whereOf(path), {
      kind: 'transient',
      ...(sent ? afterFailure(path) : { action: 'retry', hint: again }),
    })
    if (reason !== undefined) this.reason = reason
  }
}

/** The whole answer was not there in time. */
export class DeadlineError extends WeauthError {
  override get name(): string {
    return 'DeadlineError'
  }
  readonly code = 'deadline'
  readonly deadlineMs: number

  constructor(path: string, deadlineMs: number) {
    super(`WeChat did not answer within ${deadlineMs} ms`, whereOf(path), { kind: 'transient', ...afterFailure(path) })
    this.deadlineMs = deadlineMs
  }
}

/** An answer that is neither what was asked for nor a refusal in WeChat's form. */
export class MalformedReplyError extends WeauthError {
  override get name(): string {
    return 'MalformedReplyError'
  }
  readonly code = 'malformed_reply'
  /** The HTTP status. */
  readonly status: number
  /** What is wrong with the answer; nothing of the answer itself. */
  readonly reason: string

  constructor(path: string, status: number, reason: string) {
    super(`the answer is not WeChat’s (HTTP ${status}, ${reason})`, whereOf(path), {
      kind: status >= 500 || status === 429 ? 'transient' : 'malformed',
      ...afterFailure(path),
    })
    this.status = status
    this.reason = reason
  }
}

const kinds: Readonly<Record<ErrcodeClass, ErrorKind>> = {
  ok: 'config',
  restart: 'grant',
  reauthorize: 'grant',
  refresh: 'grant',
  config: 'config',
  permission: 'config',
  rate: 'transient',
  transient: 'transient',
  unknown: 'config',
}

const refused: Partial<Record<ErrcodeClass, string>> = {
  restart: 'the code',
  reauthorize: 'the authorization',
  refresh: 'the access token',
}

function replyFacts(path: string, code: number): Facts {
  const row = errcode(code)
  const class_ = errcodeClass(code)
  const kind = kinds[class_]
  const hint = row
    ? { zh: `${row.cause.zh}：${row.remedy.zh}`, en: `${row.cause.en}: ${row.remedy.en}` }
    : { zh: `网页授权中未见过的错误码 ${code}`, en: `errcode ${code} is not known in web authorization` }
  if (kind === 'config') return { kind, action: 'fix-config', hint }
  // A busy WeChat has not looked at the code; after a «system error» nobody knows whether it has.
  const retry = class_ === 'rate' || (class_ === 'transient' && path !== exchangePath)
  return { kind, action: retry ? 'retry' : 'reauthorize', hint }
}

/** WeChat understood the call and said no. */
export class WechatReplyError extends WeauthError {
  override get name(): string {
    return 'WechatReplyError'
  }
  readonly code = 'wechat_reply'
  readonly errcode: number
  /** As sent, without its suffix; what the call itself had sent is masked in it. */
  readonly errmsg: string
  /** The number WeChat's support asks for; absent when none was sent. */
  declare readonly rid?: string
  /** The path that was called, such as `/sns/userinfo`. */
  readonly endpoint: string
  /** What to do by WeChat's code. With `refresh`, `refreshToken` spares the user a new authorization. */
  readonly class: ErrcodeClass

  constructor(path: string, { errcode: code, errmsg, rid }: ErrorReply) {
    const class_ = errcodeClass(code)
    super(`WeChat refused ${refused[class_] ?? 'the call'} (${code} ${errmsg})`, whereOf(path), replyFacts(path, code))
    this.errcode = code
    this.errmsg = errmsg
    if (rid !== undefined) this.rid = rid
    this.endpoint = path
    this.class = class_
  }
}

/** The user info that came is another user's than the one asked for. It was thrown away. */
export class OpenidMismatchError extends WeauthError {
  override get name(): string {
    return 'OpenidMismatchError'
  }
  readonly code = 'openid_mismatch'

  constructor(path: string) {
    super('the answer is about another openid', whereOf(path), {
      kind: 'malformed',
      action: 'reauthorize',
      hint: {
        zh: '不要使用这份用户信息；检查代理或缓存是否串了响应',
        en: 'do not use this user info; see whether a proxy or a cache mixes answers up',
      },
    })
  }
}

/** There is no token of this user that could be used or refreshed. Nothing but a new authorization helps. */
export class NeedsAuthorizationError extends WeauthError {
  override get name(): string {
    return 'NeedsAuthorizationError'
  }
  readonly code = 'needs_authorization'
  /** Why WeChat refused to refresh; absent when nothing is kept for the user. */
  declare readonly errcode?: number

  constructor(code?: number) {
    const row = code === undefined ? undefined : errcode(code)
    super(
      `the user has to authorize ${code === undefined ? '(no token is kept)' : `again (${code} ${row?.errmsg ?? 'unknown'})`}`,
      code === undefined ? 'createTokens' : whereOf(endpoints.refreshToken.path),
      {
        kind: 'grant',
        action: 'reauthorize',
        hint: {
          zh: row ? `${row.cause.zh}：重新发起授权` : '请引导用户重新登录授权',
          en: row ? `${row.cause.en}: begin the authorization again` : 'send the user through the login again',
        },
      },
    )
    if (code !== undefined) this.errcode = code
  }
}

const refusals = {
  snapshot: {
    what: 'the user is the virtual one of a snapshot page',
    kind: 'grant',
    action: 'reauthorize',
    hint: {
      zh: '请用户点击「使用完整服务」后重新登录',
      en: 'let the user tap 「使用完整服务」 (use the full service) and log in again',
    },
  },
  subject_missing: {
    what: 'WeChat did not tell the kind of key by which the site knows its users',
    kind: 'config',
    action: 'fix-config',
    hint: {
      zh: '没有返回 unionid：把应用绑定到开放平台账号，或使用 snsapi_userinfo',
      en: 'no unionid came: bind the app to an open-platform account, or ask for snsapi_userinfo',
    },
  },
} as const

/** WeChat let the user in, but the site must not: a virtual user of a snapshot page, or one without the kind of key the site goes by. */
export class RefusedUserError extends WeauthError {
  override get name(): string {
    return 'RefusedUserError'
  }
  readonly code: keyof typeof refusals

  constructor(code: keyof typeof refusals) {
    super(refusals[code].what, 'login', refusals[code])
    this.code = code
  }
}

/**
 * Every error of this package, as a closed union.
 *
 * @example
 * function status(error: AnyWeauthError): number {
 *   switch (error.code) {
 *     case 'wechat_reply':
 *       return error.class === 'restart' ? 303 : 502
 *     case 'network':
 *     case 'deadline':
 *     case 'malformed_reply':
 *     case 'openid_mismatch':
 *       return 502
 *     case 'needs_authorization':
 *       return 401
 *     case 'snapshot':
 *     case 'subject_missing':
 *       return 403
 *     case 'config':
 *       return 500
 *   }
 * }
 */
export type AnyWeauthError =
  | ConfigError
  | NetworkError
  | DeadlineError
  | MalformedReplyError
  | WechatReplyError
  | OpenidMismatchError
  | RefusedUserError
  | NeedsAuthorizationError

/**
 * Whether an error is one of this package's, for a `switch` over its `code` that the compiler checks.
 *
 * @example
 * try { await exchangeCode(account, code) } catch (error) { if (!isWeauthError(error)) throw error }
 */
export const isWeauthError = (error: unknown): error is AnyWeauthError => error instanceof WeauthError
