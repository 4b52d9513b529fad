import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Agent, request as startRequest } from 'node:http'
import { request as startSecureRequest } from 'node:https'
import type { Call } from './calls.ts'
import { errcodeOf } from './calls.ts'

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

/** Sends requests on to the platform, as they are. */
export type Forward = {
  /** `host` is the one of WeChat that was asked. */
  readonly send: (host: string, message: IncomingMessage, response: ServerResponse) => void
  readonly close: () => void
}

/**
 * @param target origin of the platform, http.
 * @param onCall told of every call when its answer has been sent, or its caller has gone.
 */
export function createForward(target: URL, now: () => number, onCall: (call: Call) => void): Forward {
  const agent = new Agent({ keepAlive: true })

  const send: Forward['send'] = (host, message, response) => {
    const { method = 'GET', socket } = message
    // A proxy is asked for a whole URL; what follows the origin is the platform's.
    const path = (message.url ?? '/').replace(/^https?:\/\/[^/?#]+/i, '') || '/'
    const callerPort = socket.remotePort ?? 0
    let seen = ''
    let finding: string | undefined
    response.once('close', () => {
      const { status, errcode } = { status: response.statusCode, errcode: errcodeOf(seen) }
      const userAgent = message.headers['user-agent']
      onCall({
        atMs: now(),
        host,
        method,
        path: path.replace(/\?.*$/s, ''),
        status,
        errcode,
        finding,
        userAgent,
        callerPort,
      })
    })
    const outgoing = startRequest(
      {
        agent,
        host: target.hostname.replaceAll(/^\[|\]$/g, ''),
        port: target.port || 80,
        method,
        path,
        headers: { ...endToEnd(message.headers), host },
        setDefaultHeaders: false,
      },
      (answer) => {
        finding = [answer.headers['x-weauth-finding']].flat()[0]
        response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers))
        answer.on('data', (chunk: Buffer) => {
          if (seen.length < lookedAt) seen += chunk.toString('latin1', 0, lookedAt - seen.length)
        })
        answer.on('error', () => response.destroy())
        answer.pipe(response)
      },
    )
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
  const options = { method, headers: endToEnd(message.headers), setDefaultHeaders: false }
  const outgoing =
    upstream !== undefined
      ? startRequest(upstream, { ...options, path: url.href })
      : url.protocol === 'https:'
        ? startSecureRequest(url, options)
        : startRequest(url, options)
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers))
    answer.on('error', () => response.destroy())
    answer.pipe(response)
  })
  outgoing.on('error', () => say(response, 502, `${url.host} 没有应答`, `${url.host} does not answer`))
  response.on('close', () => outgoing.destroy())
  message.pipe(outgoing)
}
