import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdmission } from './admission.ts'
import type { Occupation } from './connections.ts'
import { createDoor } from './door.ts'
import { pathWithoutHost } from './hosts.ts'
import { clientAddress } from './peers.ts'
import type { Reply, WireRequest } from './wire.ts'
import { longestBody } from './wire.ts'

// Straight from node:http: no Request or Response object on the way.

/** Where the platform listens. */
export type ListenOptions = {
  /** 0 means any free one. */
  readonly port?: number
  /** Address to bind; the loopback by default. */
  readonly host?: string
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  // Most requests have none. To iterate over nothing takes as long as many an answer.
  if (!hasBody(message)) return ''
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > longestBody) return undefined
      chunks.push(chunk)
    }
  } catch {
    // The peer went away in the middle. Nobody reads the answer, and it is no failure of ours to be reported.
    return undefined
  }
  return Buffer.concat(chunks).toString()
}

function wireRequest(message: IncomingMessage, isTrustedProxy: (address: string) => boolean): WireRequest {
  // A proxy is asked for the whole URL.
  const url = message.url ?? '/'
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]+/i, '')
  const mark = target.indexOf('?')
  const header = (name: string): string | undefined => {
    const value = message.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const { remoteAddress } = message.socket
  return {
    method: message.method ?? 'GET',
    path: pathWithoutHost(mark === -1 ? target : target.slice(0, mark)) || '/',
    query: mark === -1 ? '' : target.slice(mark + 1),
    host: header('host') ?? '',
    header,
    body: () => readBody(message),
    remoteAddress,
    clientAddress: clientAddress(remoteAddress, header('x-forwarded-for'), isTrustedProxy),
  }
}

/** Two Host headers are two opinions about who is asked. */
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts === 1
}

function send(message: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): void {
  // A body that was not read to its end would be taken for the next request. What is refused at once is not complete even without one.
  const close = message.complete || !hasBody(message) ? {} : { connection: 'close' }
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), ...close })
  response.end(message.method === 'HEAD' ? '' : body)
}

/** What a server needs besides requests. */
export type ServerOptions = {
  readonly serve: (request: WireRequest) => Promise<Reply>
  /** The answer to whom there is no time for. */
  readonly busy: (path: string) => Reply
  readonly onBusy: () => void
  /** Told of an answer that cannot be sent: a fault of ours. */
  readonly onError: (error: unknown) => void
  /** How many requests are served at a time; those beyond are told `busy` at once. */
  readonly mostUnderWay: number
  readonly isTrustedProxy: (address: string) => boolean
  readonly isClosing: () => boolean
  readonly occupation: Occupation
  /** Whether a path holds its requests until something happens; they are not counted. */
  readonly isHeld: (path: string) => boolean
  /** Whether a path is answered however much there is to do. */
  readonly isProbe: (path: string) => boolean
  /** Certificate and key in PEM, for https without a proxy. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
}

const limits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16 * 1024,
  // How often the two first are looked at: by default every thirty seconds.
  connectionsCheckingInterval: 1000,
}
/** More connections than these are not taken up; the system has a limit of its own for open files. */
const mostConnections = 10_000

/** An HTTP server that feeds `serve`. Slow headers, slow bodies and long headers are cut off; what is too much at a time is refused. */
export function createNodeServer(options: ServerOptions): Server {
  const { tls } = options
  // Node's HTTPS server is one over TLS with all the methods of the other. It waits two minutes for a handshake unless told otherwise.
  const server: Server = tls
    ? createTlsServer({ ...limits, handshakeTimeout: limits.headersTimeout, ...tls })
    : createServer(limits)
  server.on('request', handler(options, createDoor(server)))
  server.maxConnections = mostConnections
  return server
}

function handler(
  options: ServerOptions,
  whenAllAreIn: (serve: () => void) => void,
): (message: IncomingMessage, response: ServerResponse) => void {
  const { serve, busy, onBusy, onError, mostUnderWay, isTrustedProxy, isClosing, occupation, isHeld, isProbe } = options
  const admits = createAdmission({ mostUnderWay, underWay: occupation.underWay })
  return (message, response) => {
    if (!hasOneHost(message)) {
      response.writeHead(400, { connection: 'close' }).end()
      return
    }
    if (isClosing()) response.shouldKeepAlive = false
    const request = wireRequest(message, isTrustedProxy)
    if (isProbe(request.path)) void answer(request, message, response)
    else whenAllAreIn(() => admit(request, message, response))
  }
  function admit(request: WireRequest, message: IncomingMessage, response: ServerResponse): void {
    if (admits()) {
      void answer(request, message, response)
      return
    }
    onBusy()
    send(message, response, busy(request.path))
  }
  async function answer(request: WireRequest, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const ended = isHeld(request.path) ? () => {} : occupation.began()
    try {
      send(message, response, await serve(request))
    } catch (error) {
      // What cannot be sent, such as a header Node refuses, costs its connection and not the server.
      onError(error)
      response.destroy()
    } finally {
      ended()
    }
  }
}

/** How many connections may wait to be taken up, one in each turn: at the usual 511 a crowd is dropped, and comes back after a second. */
const backlog = 4096

/** Listens, and tells where; rejects when the address cannot be had. */
export function listen(
  server: Server,
  { port = 0, host = '127.0.0.1' }: ListenOptions,
): Promise<{ url: string; port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog }, () => {
      server.off('error', reject)
      const { address, family, port: bound } = server.address() as AddressInfo
      // «Every address» is none that a browser could open.
      const name =
        address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address
      const scheme = server instanceof TlsServer ? 'https' : 'http'
      resolve({ url: `${scheme}://${name}:${bound}`, port: bound })
    })
  })
}
