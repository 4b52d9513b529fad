import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import type { CertificateAuthority } from './authority.ts'
import type { Call } from './calls.ts'
import type { Forward } from './forward.ts'
import { createForward, say, sendElsewhere } from './forward.ts'
import { isWechatName } from './names.ts'
import { readTunnelEnd, refuseTunnel, tunnel } from './tunnel.ts'

/** How WeChat's names are answered for. */
export type ImpersonateOptions = {
  /** Origin (http) of the platform that answers. */
  readonly target: string
  readonly authority: CertificateAuthority
  /** Refuses every other host but those of this machine, instead of letting it through. */
  readonly offline?: boolean
  /** An HTTP proxy (`http://host:port`) that other hosts are reached by. */
  readonly upstream?: string | undefined
  /** 0, the default, means any free one. */
  readonly port?: number
  /** Address to bind, the loopback by default. On any other, hosts that are not WeChat's are refused: this is no proxy for strangers. */
  readonly host?: string
  /** Told of every call meant for WeChat. */
  readonly onCall?: (call: Call) => void
  /** Told of every host that was refused. */
  readonly onRefused?: (host: string) => void
  readonly clock: { readonly now: () => number }
}

/** A port where WeChat is impersonated. */
export type Impersonator = {
  /** One port for all: TLS for WeChat's names, plain HTTP for them, and an HTTP proxy. */
  readonly port: number
  readonly proxyUrl: string
  readonly close: () => Promise<void>
}

/** A leaf is replaced long before it ends. */
const leafRenewalMs = 86_400_000
/** A connection that says nothing for so long is dropped; one with a request under way has the platform's own limits. */
const silentMs = 30_000
const mostConnections = 2048

/** The first byte of a TLS handshake. */
const handshake = 0x16

const isLoopback = (address: string): boolean => /^(?:127(?:\.\d+){3}|\[?::1\]?|localhost)$/.test(address)

const refusal = (host: string): [zh: string, en: string] => [
  `离线运行，不连接 ${host}`,
  `offline: ${host} is not reached (only WeChat's hosts are answered)`,
]

type Handlers = {
  readonly onRequest: RequestListener
  readonly onConnect: (message: IncomingMessage, socket: Duplex, first: Buffer) => void
}

/** What happens to a request, and to a wish for a tunnel. `accept` takes a tunnel to one of WeChat's names as a new connection. */
function createHandlers(
  { host = '127.0.0.1', offline = false, upstream, onRefused }: ImpersonateOptions,
  forward: Forward,
  accept: (socket: Socket) => void,
): Handlers {
  const isShut = (name: string): boolean => !isLoopback(host) || (offline && !isLoopback(name))
  return {
    onRequest(message, response) {
      const url = message.url ?? '/'
      const asked = URL.canParse(url) ? new URL(url) : undefined
      const name = (asked?.host ?? message.headers.host ?? '').toLowerCase()
      if (isWechatName(name.replace(/:\d+$/, ''))) {
        forward.send(name, message, response)
      } else if (asked && /^https?:$/.test(asked.protocol) && !isShut(asked.hostname)) {
        sendElsewhere(asked, message, response, upstream)
      } else {
        onRefused?.(name)
        say(response, 403, ...refusal(name))
      }
    },
    onConnect(message, socket, first) {
      const end = readTunnelEnd(message.url ?? '')
      socket.on('error', () => socket.destroy())
      if (!end) {
        refuseTunnel(socket, '400 Bad Request', '不是 主机:端口', 'not a host:port')
      } else if (isWechatName(end.host)) {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        if (first.length > 0) socket.unshift(first)
        accept(socket as Socket)
      } else if (isShut(end.host)) {
        onRefused?.(end.host)
        refuseTunnel(socket, '403 Forbidden', ...refusal(end.host))
      } else {
        tunnel(end, socket, first, upstream)
      }
    },
  }
}

/** Hands a connection to the server of what it speaks, which its first byte tells. */
function sniff(socket: Socket, secure: Server, plain: Server): void {
  const timer = setTimeout(() => socket.destroy(), silentMs).unref()
  socket.once('close', () => clearTimeout(timer))
  socket.once('readable', () => {
    clearTimeout(timer)
    const chunk = socket.read() as Buffer | null
    if (chunk === null) {
      socket.destroy()
      return
    }
    socket.unshift(chunk)
    ;(chunk[0] === handshake ? secure : plain).emit('connection', socket)
  })
}

/** The two servers behind the door: plain HTTP with the proxy, and TLS. */
async function createServers(
  { authority }: ImpersonateOptions,
  { onRequest, onConnect }: Handlers,
): Promise<{ readonly plain: Server; readonly secure: Server; readonly stop: () => void }> {
  const { key, certificate: cert } = await authority.leaf()
  const limits = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16 * 1024 }
  const plain = createHttpServer(limits, onRequest).on('connect', onConnect)
  // HTTP/1.1 alone: it is what the platform speaks, and every client can.
  const secure = createHttpsServer({ ...limits, key, cert, ALPNProtocols: ['http/1.1'] }, onRequest)
  secure.on('tlsClientError', (_, socket) => socket.destroy())
  for (const server of [plain, secure]) server.on('clientError', (_: Error, socket: Duplex) => socket.destroy())
  const renewal = setInterval(() => {
    void authority.leaf().then(
      (leaf) => secure.setSecureContext({ key: leaf.key, cert: leaf.certificate }),
      () => {}, // The present one has days left; the next attempt is tomorrow.
    )
  }, leafRenewalMs).unref()
  return { plain, secure, stop: () => clearInterval(renewal) }
}

function listen(door: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    door.once('error', reject)
    door.listen(port, host, () => resolve((door.address() as AddressInfo).port))
  })
}

/**
 * Impersonates WeChat on one port of the loopback. Whoever connects may speak TLS (for any of WeChat's names), plain HTTP with such a
 * Host, or ask for a tunnel or a URL as of an HTTP proxy. What is meant for WeChat is sent on to the platform as it is; a tunnel to any
 * other host is passed through byte for byte, unless `offline`.
 *
 * @throws when the port cannot be had.
 */
export async function impersonate(options: ImpersonateOptions): Promise<Impersonator> {
  const { clock, target, onCall = () => {}, port: asked = 0, host = '127.0.0.1' } = options
  const forward = createForward(new URL(target), clock.now, onCall)
  const accept = (socket: Socket): void => sniff(socket, secure, plain)
  const { plain, secure, stop } = await createServers(options, createHandlers(options, forward, accept))
  const sockets = new Set<Socket>()
  const door = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
    accept(socket)
  })
  door.maxConnections = mostConnections
  const port = await listen(door, asked, host)
  return {
    port,
    proxyUrl: `http://127.0.0.1:${port}`,
    async close() {
      stop()
      const closed = new Promise<void>((resolve) => door.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      forward.close()
      await closed
    },
  }
}
