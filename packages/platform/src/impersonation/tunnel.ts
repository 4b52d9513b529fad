import { connect } from 'node:net'
import type { Duplex } from 'node:stream'

/** Where a tunnel leads to. */
export type TunnelEnd = { readonly host: string; readonly port: number }

/** Reads `host:port` of a CONNECT; nothing when it is none. */
export function readTunnelEnd(target: string): TunnelEnd | undefined {
  const match = /^(\[[\da-f:.]+\]|[^:/@\s]+):(\d{1,5})$/i.exec(target)
  const port = Number(match?.[2])
  return match?.[1] !== undefined && port > 0 && port < 65_536 ? { host: match[1].toLowerCase(), port } : undefined
}

/** Joins two connections until either ends. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
}

/** A refusal on a connection that asked for a tunnel. */
export function refuseTunnel(socket: Duplex, status: string, zh: string, en: string): void {
  const body = `weauth: ${zh}\nweauth: ${en}\n`
  const headers = `content-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-weauth-proxy: refused`
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nconnection: close\r\n\r\n${body}`)
}

/** An IPv6 address without its brackets. */
const bare = (name: string): string => name.replaceAll(/^\[|\]$/g, '')

/** The line by which a proxy with a login is asked. */
function proxyLogin({ username, password }: URL): string {
  if (username === '') return ''
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `proxy-authorization: Basic ${Buffer.from(login).toString('base64')}\r\n`
}

/** Lets a tunnel through, byte for byte; by the user's own proxy where there is one, whose answer goes back as it is. */
export function tunnel({ host, port }: TunnelEnd, socket: Duplex, first: Buffer, upstream: string | undefined): void {
  const proxy = upstream === undefined ? undefined : new URL(upstream)
  const [farHost, farPort] = proxy ? [proxy.hostname, Number(proxy.port || 80)] : [host, port]
  const far = connect({ host: bare(farHost), port: farPort, allowHalfOpen: true })
  // Either side may say that it has nothing to add, and wait for the other.
  socket.allowHalfOpen = true
  let isThrough = false
  far.once('connect', () => {
    isThrough = true
    if (proxy) far.write(`CONNECT ${host}:${port} HTTP/1.1\r\nhost: ${host}:${port}\r\n${proxyLogin(proxy)}\r\n`)
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
