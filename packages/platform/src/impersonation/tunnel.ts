import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { bareAddress, isLoopback, proxyLogin } from './upstream.ts'

/** Where a tunnel leads to. */
export type TunnelEnd = { readonly host: string; readonly port: number }

/** Reads `host:port` of a CONNECT; nothing when it is none. */
export function readTunnelEnd(target: string): TunnelEnd | undefined {
  const match = /^(\[[\da-f:.]+\]|[^:/@\s]+):(\d{1,5})$/i.exec(target)
  const port = Number(match?.[2])
  return match?.[1] !== undefined && port > 0 && port < 65_536 ? { host: match[1].toLowerCase(), port } : undefined
}

/** Joins two connections. One that ends well has been answered in full, and what is still to be written to the other is; one that breaks, breaks both. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => {
      if (!from.readableEnded || !from.writableFinished) to.destroy()
    })
  }
}

/** A refusal on a connection that asked for a tunnel. */
export function refuseTunnel(socket: Duplex, status: string, zh: string, en: string): void {
  const body = `weauth: ${zh}\nweauth: ${en}\n`
  const headers = `content-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-weauth-proxy: refused`
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nconnection: close\r\n\r\n${body}`)
}

/** How the user's own proxy is asked for a tunnel. */
function proxyRequest({ host, port }: TunnelEnd, proxy: URL): string {
  const headers = Object.entries({ host: `${host}:${port}`, ...proxyLogin(proxy) })
  return `CONNECT ${host}:${port} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

/** Lets a tunnel through, byte for byte; by the user's own proxy where there is one, whose answer goes back as it is. */
export function tunnel(end: TunnelEnd, socket: Duplex, first: Buffer, upstream: string | undefined): void {
  const { host, port } = end
  const proxy = upstream === undefined || isLoopback(host) ? undefined : new URL(upstream)
  const [farHost, farPort] = proxy ? [proxy.hostname, Number(proxy.port || 80)] : [host, port]
  // A far side that vanished without a word is noticed.
  const far = connect({ host: bareAddress(farHost), port: farPort, allowHalfOpen: true, keepAlive: true })
  // Either side may say that it has nothing to add, and wait for the other.
  socket.allowHalfOpen = true
  let isThrough = false
  far.once('connect', () => {
    isThrough = true
    if (proxy) far.write(proxyRequest(end, proxy))
    else socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (first.length > 0) far.write(first)
    join(socket, far)
  })
  far.once('error', ({ message }) => {
    if (isThrough) socket.destroy()
    else
      refuseTunnel(socket, '502 Bad Gateway', `无法连接 ${host}：${message}`, `${host} cannot be reached: ${message}`)
  })
  socket.once('close', () => far.destroy())
}
