import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Agent, request as startRequest } from 'node:http'
import { request as startSecureRequest } from 'node:https'
import type { Call } from './calls.ts'
import { errcodeOf, shownPath } from './calls.ts'
import { bareAddress, isLoopback, proxyLogin } from './upstream.ts'

/** Headers that are about one connection and not about the message. */
const hopByHop = new Set(['connection', 'proxy-connection', 'keep-alive', 'proxy-authorization', 'te', 'upgrade'])

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)))

/** How much of an answer is looked at for its errcode. */
const lookedAt = 4096

/** Answers with a sentence of ours, for what never reached the other side. */
export function say(response: ServerResponse, status: number, zh: string, en: string): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close', 'x-weauth-proxy': 'refused' }
  response.writeHead(status, headers).end(`weauth: ${zh}\nweauth: ${en}\n`)
}

/** Sends an answer back as it comes: a redirect is the caller's to follow. */
function answerWith(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers))
  answer.on('error', () => response.destroy())
  answer.pipe(response)
}

/** Sends requests on to the platform, as they are. */
export type Forward = {
  /** `name` is the one of WeChat that was asked, `host` how it was written, with a port where there was one. */
  readonly send: (name: string, host: string, message: IncomingMessage, response: ServerResponse) => void
  readonly close: () => void
}

/**
 * @param target origin of the platform, http.
 * @param onCall told of every call when its answer has been sent, or its caller has gone.
 */
export function createForward(target: URL, now: () => number, onCall: (call: Call) => void): Forward {
  const agent = new Agent({ keepAlive: true })
  const place = { agent, host: bareAddress(target.hostname), port: target.port || 80 }

  const send: Forward['send'] = (name, host, message, response) => {
    const { method = 'GET', socket } = message
    // A proxy is asked for a whole URL; what follows the origin is the platform's.
    const path = (message.url ?? '/').replace(/^https?:\/\/[^/?#]+/i, '') || '/'
    const callerPort = socket.remotePort ?? 0
    const startedMs = now()
    let [seen, finding] = ['', undefined as string | undefined]
    response.once('close', () => {
      const atMs = now()
      onCall({
        atMs,
        durationMs: atMs - startedMs,
        host: name,
        method,
        path: shownPath(path),
        status: response.headersSent ? response.statusCode : 499,
        errcode: errcodeOf(seen),
        finding,
        userAgent: message.headers['user-agent'],
        callerPort,
      })
    })
    const headers = { ...endToEnd(message.headers), host }
    const outgoing = startRequest({ ...place, method, path, headers, setDefaultHeaders: false }, (answer) => {
      finding = [answer.headers['x-weauth-finding']].flat()[0]
      answer.on('data', (chunk: Buffer) => {
        if (seen.length < lookedAt) seen += chunk.toString('latin1', 0, lookedAt - seen.length)
      })
      answerWith(answer, response)
    })
    outgoing.on('error', () =>
      say(response, 502, `平台 ${target.origin} 没有应答`, `the platform at ${target.origin} does not answer`),
    )
    response.on('close', () => outgoing.destroy())
    message.pipe(outgoing)
  }

  return { send, close: () => agent.destroy() }
}

/**
 * Sends a request on to the host of the URL that a proxy was asked for, by the user's own proxy where there is one. Some programs ask even
 * for https so (axios does), and leave the TLS to the proxy.
 */
export function sendElsewhere(
  url: URL,
  message: IncomingMessage,
  response: ServerResponse,
  upstream: string | undefined,
): void {
  const { method = 'GET' } = message
  // The URL says who is asked; a Host beside it is only an opinion.
  const headers = { ...endToEnd(message.headers), host: url.host }
  // Without an agent: nothing is left open behind it, and no setting of ours for Node's agents is heeded.
  const options = { method, headers, setDefaultHeaders: false, agent: false as const }
  const proxy = upstream === undefined || isLoopback(url.hostname) ? undefined : new URL(upstream)
  const start = !proxy && url.protocol === 'https:' ? startSecureRequest : startRequest
  const outgoing = proxy
    ? start({
        ...options,
        host: bareAddress(proxy.hostname),
        port: proxy.port || 80,
        path: url.href,
        headers: { ...headers, ...proxyLogin(proxy) },
      })
    : start(url, options)
  outgoing.on('response', (answer) => answerWith(answer, response))
  outgoing.on('error', () => say(response, 502, `${url.host} 没有应答`, `${url.host} does not answer`))
  response.on('close', () => outgoing.destroy())
  message.pipe(outgoing)
}
