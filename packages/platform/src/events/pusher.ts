import type { UserEvent } from '@weauth/protocol'
import { messageDelivery, writeEncryptedMessage, writeUserEvent } from '@weauth/protocol'
import { encryptMessage, signMessage } from './message-crypto.ts'
import type { Fetch } from '../context.ts'
import type { Random } from '../credentials.ts'
import type { App } from '../store/index.ts'
import type { Traces } from '../trace.ts'

/** Delivers messages to the servers of accounts. */
export type Pusher = {
  /** Begins to deliver, and returns at once: nobody who waits for an answer waits for an account's server. Does nothing without a URL. */
  readonly push: (app: App, message: UserEvent, userId: string) => void
  /** Gives up what is still under way. */
  readonly close: () => void
}

/** What a pusher works with. */
export type PusherOptions = {
  readonly fetch: Fetch
  /** A signal that comes after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal
  readonly random: Random
  readonly now: () => number
  readonly traces: Pick<Traces, 'begin' | 'end'>
  /** Told of a message that cannot even be written, such as one to a URL that is none. */
  readonly onError: (error: unknown) => void
}

/** A message as it is posted: the URL with its signature, and the XML. */
function letter(
  { appid, messagePush }: App,
  message: UserEvent,
  { random, now }: PusherOptions,
): { readonly url: string; readonly body: string } | undefined {
  if (!messagePush) return undefined
  const { url, token, encodingAesKey } = messagePush
  const timestamp = String(Math.floor(now() / 1000))
  const nonce = String(Buffer.from(random(4)).readUInt32BE())
  const target = new URL(url)
  const sign = (...encrypted: string[]): string => signMessage(token, timestamp, nonce, ...encrypted)
  const query = { signature: sign(), timestamp, nonce, openid: message.fromUserName }
  for (const [name, value] of Object.entries(query)) target.searchParams.append(name, value)
  const xml = writeUserEvent(message)
  if (encodingAesKey === undefined) return { url: target.href, body: xml }
  const encrypted = encryptMessage(encodingAesKey, xml, appid, random(16))
  target.searchParams.append('encrypt_type', 'aes')
  target.searchParams.append('msg_signature', sign(encrypted))
  return { url: target.href, body: writeEncryptedMessage(message.toUserName, encrypted) }
}

/** Makes a pusher. Every delivery is traced, with what came of it. */
export function createPusher(options: PusherOptions): Pusher {
  const { timeout, now, traces, onError } = options
  const closing = new AbortController()

  /** Tries until there is any answer, or until it has tried often enough; tells the status. */
  async function deliver({ url, body }: { url: string; body: string }): Promise<number | undefined> {
    const init = { method: 'POST', headers: { 'content-type': 'text/xml' }, body, redirect: 'manual' } as const
    for (let attempt = 1; attempt <= messageDelivery.attempts && !closing.signal.aborted; attempt += 1) {
      const signal = AbortSignal.any([closing.signal, timeout(messageDelivery.timeoutMs)])
      try {
        const response = await options.fetch(url, { ...init, signal })
        await response.body?.cancel()
        return response.status
      } catch {
        // No answer: once more.
      }
    }
    return undefined
  }

  async function push(app: App, message: UserEvent, userId: string): Promise<void> {
    const sent = letter(app, message, options)
    if (!sent) return
    const trace = traces.begin()
    trace.appid = app.appid
    trace.userId = userId
    const status = await deliver(sent)
    const tried = `not delivered, ${messageDelivery.attempts} × no answer`
    trace.outcome = `${message.event}: ${status === undefined ? tried : 'delivered'}`
    // The query signs: it is no part of the trace.
    const { origin, pathname } = new URL(sent.url)
    const request = { method: 'POST', path: `${origin}${pathname}`, query: '' }
    traces.end(request, trace, { status: status ?? 0, headers: {} }, now())
  }

  return {
    push: (app, message, userId) => void push(app, message, userId).catch(onError),
    close: () => closing.abort(),
  }
}
