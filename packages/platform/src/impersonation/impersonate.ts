import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { isWechatName } from '@weauth/protocol'
import type { CertificateAuthority } from './authority.ts'
import type { Call } from './calls.ts'
import type { Forward } from './forward.ts'
import { createForward, say, sendElsewhere } from './forward.ts'
import { readTunnelEnd, refuseTunnel, tunnel } from './tunnel.ts'
import { isLoopback } from './upstream.ts'

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
  /** How long a connection may take to say what it wants, in milliseconds: its first byte, a TLS handshake, the head of a request. */
  readonly patienceMs?: number
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
const mostConnections = 2048

/** The first byte of a TLS handshake. */
const handshake = 0x16

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
      // A proxy is asked for a whole URL.
      const asked = URL.canParse(url) ? new URL(url) : undefined
      const host = (asked?.host ?? message.headers.host ?? '').toLowerCase()
      const name = host.replace(/\.?(?::\d+)?$/, '')
      if (isWechatName(name)) {
        forward.send(name, host, message, response)
      } else if (asked === undefined || !/^https?:$/.test(asked.protocol)) {
        say(response, 421, `此端口只应答微信的主机：${host}`, `this port answers for WeChat's hosts alone: ${host}`)
      } else if (isShut(asked.hostname)) {
        onRefused?.(name)
        say(response, 403, ...refusal(name))
      } else {
        sendElsewhere(asked, message, response, upstream)
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
        // Most programs show their users this line, and not the body.
        refuseTunnel(socket, "403 Refused by weauth: only WeChat's hosts are answered", ...refusal(end.host))
      } else {
        tunnel(end, socket, first, upstream)
      }
    },
  }
}

type Servers = { readonly plain: Server; readonly secure: Server; readonly close: () => void }

/** Hands a connection to the server of what it speaks, which its first byte tells. */
function sniff(socket: Socket, patienceMs: number, { secure, plain }: Servers): void {
  const timer = setTimeout(() => socket.destroy(), patienceMs).unref()
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
  authority: CertificateAuthority,
  patienceMs: number,
  { onRequest, onConnect }: Handlers,
): Promise<Servers> {
  const { key, certificate: cert } = await authority.leaf()
  const limits = { headersTimeout: patienceMs, connectionsCheckingInterval: patienceMs, maxHeaderSize: 16 * 1024 }
  // HTTP/1.1 alone: it is what the platform speaks, and every client can.
  const tls = { key, cert, handshakeTimeout: patienceMs, ALPNProtocols: ['http/1.1'] }
  const plain = createHttpServer(limits, onRequest).on('connect', onConnect)
  const secure = createHttpsServer({ ...limits, ...tls }, onRequest)
  // They are given connections and do not listen; Node would not begin to look for slow headers.
  for (const server of [plain, secure]) server.emit('listening')
  const renewal = setInterval(() => {
    void authority.leaf().then(
      (leaf) => secure.setSecureContext({ key: leaf.key, cert: leaf.certificate }),
      () => {}, // The present one has days left; the next attempt is tomorrow.
    )
  }, leafRenewalMs).unref()
  const close = (): void => {
    clearInterval(renewal)
    plain.close()
    secure.close()
  }
  return { plain, secure, close }
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
  const {
    clock,
    target,
    authority,
    onCall = () => {},
    port: asked = 0,
    host = '127.0.0.1',
    patienceMs = 10_000,
  } = options
  const forward = createForward(new URL(target), clock.now, onCall)
  const accept = (socket: Socket): void => sniff(socket, patienceMs, servers)
  const servers = await createServers(authority, patienceMs, createHandlers(options, forward, accept))
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
    // «Every address» is none that could be called.
    proxyUrl: `http://${/^(?:0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`,
    async close() {
      servers.close()
      const closed = new Promise<void>((resolve) => door.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      forward.close()
      await closed
    },
  }
}
