import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathWithoutHost } from './hosts.ts'
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

async function readBody(message: IncomingMessage): Promise<string | undefined> {
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

function wireRequest(message: IncomingMessage): WireRequest {
  // A proxy is asked for the whole URL.
  const target = (message.url ?? '/').replace(/^https?:\/\/[^/?#]+/i, '')
  const mark = target.indexOf('?')
  const header = (name: string): string | undefined => {
    const value = message.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return {
    method: message.method ?? 'GET',
    path: pathWithoutHost(mark === -1 ? target : target.slice(0, mark)) || '/',
    query: mark === -1 ? '' : target.slice(mark + 1),
    host: header('host') ?? '',
    header,
    body: () => readBody(message),
    remoteAddress: message.socket.remoteAddress,
  }
}

/** Two Host headers are two opinions about who is asked. */
const hasOneHost = ({ rawHeaders }: IncomingMessage): boolean =>
  rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length === 1

function send(message: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): void {
  // A body that was not read to its end would be taken for the next request.
  const close = message.complete ? {} : { connection: 'close' }
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), ...close })
  response.end(message.method === 'HEAD' ? '' : body)
}

/** An HTTP server that feeds `serve`. Slow headers, slow bodies and long headers are cut off. */
export function createNodeServer(serve: (request: WireRequest) => Promise<Reply>): Server {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 10_000, maxHeaderSize: 16 * 1024 },
    (message, response) => {
      if (!hasOneHost(message)) {
        response.writeHead(400, { connection: 'close' }).end()
        return
      }
      // What cannot be sent, such as a header Node refuses, costs its connection and not the server.
      void serve(wireRequest(message))
        .then((reply) => send(message, response, reply))
        .catch(() => response.destroy())
    },
  )
  return server
}

/** Listens, and tells where; rejects when the address cannot be had. */
export function listen(
  server: Server,
  { port = 0, host = '127.0.0.1' }: ListenOptions,
): Promise<{ url: string; port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const { address, family, port: bound } = server.address() as AddressInfo
      // «Every address» is none that a browser could open.
      const name =
        address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address
      resolve({ url: `http://${name}:${bound}`, port: bound })
    })
  })
}

/** How long the answers under way are waited for. */
const closingGraceMs = 500

/** Stops accepting and waits for the answers under way. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    // Browsers open connections ahead of need. Node counts one without a request as busy, and a closing server heeds no other timeout.
    setTimeout(() => server.closeAllConnections(), closingGraceMs).unref()
  })
}
