import type { ApiEndpointId, ErrorReply, Read } from '@weauth/protocol'
import { endpoints } from '@weauth/protocol'
import type { Account, Fetch } from './account.ts'
import { keptBy } from './account.ts'
import {
  ConfigError,
  DeadlineError,
  MalformedReplyError,
  NetworkError,
  WeauthError,
  WechatReplyError,
  whereOf,
} from './errors.ts'

/** What any call may be told. */
export type CallOptions = {
  /** Aborts the call, which then rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined
}

/** The values of a call by WeChat's parameter names. */
export type CallValues = Readonly<Record<string, string | undefined>>

/** WeChat's answers have less than 2 KiB; this is where reading stops. */
const longestBody = 64 * 1024

/** Not to be masked: both are public, and both help to understand an errmsg. */
const publicNames = new Set(['appid', 'lang'])

// A lone surrogate cannot be encoded; as U+FFFD it is a wrong value and not a crash.
const encode = (value: string): string => encodeURIComponent(value.toWellFormed())

/** The parameters of a call in the documented order. */
function parametersOf(id: ApiEndpointId, values: CallValues): (readonly [name: string, value: string])[] {
  const { path, parameters } = endpoints[id]
  return parameters.flatMap(({ name, required, value: fixed }) => {
    const value: unknown = fixed ?? values[name]
    if (typeof value === 'string' && value !== '') return [[name, value] as const]
    if (!required) return []
    throw new ConfigError(`${name} is missing`, whereOf(path), {
      zh: `调用前先检查 ${name} 是否存在`,
      en: `see that there is a ${name} before the call`,
    })
  })
}

/** What is sent: all parameters in the query, or as JSON in the body. */
type Outgoing = { readonly url: string; readonly init: RequestInit }

function outgoing(account: Account, id: ApiEndpointId, values: CallValues): Outgoing {
  const { path, sends } = endpoints[id]
  const url = `${account.apiHost}${path}`
  const parameters = parametersOf(id, values)
  if (sends === 'json') {
    const headers = { 'content-type': 'application/json' }
    return { url, init: { method: 'POST', headers, body: JSON.stringify(Object.fromEntries(parameters)) } }
  }
  return { url: `${url}?${parameters.map(([name, value]) => `${name}=${encode(value)}`).join('&')}`, init: {} }
}

/** What an upstream says may repeat what it was sent; longest first, so that nothing is left of a value that contains another. */
function mask(text: string, values: CallValues): string {
  const sent = Object.entries(values).flatMap(([name, value]) =>
    publicNames.has(name) || !value ? [] : [encode(value), JSON.stringify(value).slice(1, -1), value],
  )
  const masked = sent
    .toSorted((a, b) => b.length - a.length)
    .reduce((result, value) => result.replaceAll(value, '***'), text)
  return masked.replaceAll(/\p{Cc}/gu, ' ').slice(0, 200)
}

function maskReply({ errcode, errmsg, rid }: ErrorReply, values: CallValues): ErrorReply {
  return { errcode, errmsg: mask(errmsg, values), ...(rid === undefined ? {} : { rid: mask(rid, values) }) }
}

/**
 * The name of a failure such as `ECONNREFUSED`. Nothing else is taken from it: some fetch implementations put the whole URL, and with
 * it the secret, into message or cause.
 */
function reasonOf(error: unknown): string | undefined {
  for (const each of [error, error instanceof Error ? error.cause : undefined]) {
    const name: unknown = typeof each === 'object' && each !== null && 'code' in each ? each.code : undefined
    if (typeof name === 'string' && /^[A-Z]+(?:_[A-Z]+)*$/.test(name)) return name
  }
  return undefined
}

async function readBody(response: Response, path: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  // Leaving the loop early cancels the stream.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > longestBody) throw new MalformedReplyError(path, response.status, 'the body is over 64 KiB')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

type Answer = { readonly status: number; readonly body: string }

async function send(fetch: Fetch, { url, init }: Outgoing, path: string, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(url, {
    ...init,
    signal,
    // Nothing to unpack, so nothing small that grows.
    headers: { 'accept-encoding': 'identity', ...(init.headers as Record<string, string> | undefined) },
    // Next.js 14 would answer a second refresh from its cache.
    cache: 'no-store',
    // Not 'error', which does the same but throws on Cloudflare Workers and hides the status.
    redirect: 'manual',
  })
  const { status, redirected } = response
  if (redirected || (status >= 300 && status < 400)) throw new MalformedReplyError(path, status, 'a redirect')
  return { status, body: await readBody(response, path) }
}

/** Sends, and ends when the answer is whole, the deadline has passed or the caller aborts, even when `fetch` ignores its signal. */
async function sendInTime(
  account: Account,
  request: Outgoing,
  path: string,
  caller: AbortSignal | undefined,
): Promise<Answer> {
  caller?.throwIfAborted()
  const fetch = keptBy(account).fetch ?? globalThis.fetch
  const controller = new AbortController()
  const { signal } = controller
  const abort = (): void => controller.abort()
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
  const timer = setTimeout(abort, account.deadlineMs)
  caller?.addEventListener('abort', abort)
  try {
    return await Promise.race([send(fetch, request, path, signal), stopped])
  } catch (error) {
    caller?.throwIfAborted()
    if (signal.aborted) throw new DeadlineError(path, account.deadlineMs)
    if (error instanceof WeauthError) throw error
    throw new NetworkError(path, reasonOf(error))
  } finally {
    clearTimeout(timer)
    caller?.removeEventListener('abort', abort)
    // Frees the connection of an answer that was not read to its end.
    abort()
  }
}

/** One call to the api host, and its answer as `read` understands it. Never tried twice. */
export async function call<Value>(
  account: Account,
  id: ApiEndpointId,
  values: CallValues,
  read: (body: string) => Read<Value>,
  { signal }: CallOptions,
): Promise<Value> {
  const { path } = endpoints[id]
  const { status, body } = await sendInTime(account, outgoing(account, id, values), path, signal)
  const reply = read(body)
  if (reply.kind === 'error') throw new WechatReplyError(path, maskReply(reply.error, values))
  if (reply.kind === 'malformed') throw new MalformedReplyError(path, status, reply.reason)
  if (status !== 200) throw new MalformedReplyError(path, status, 'a status other than 200')
  return reply.value
}
