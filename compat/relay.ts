import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** What becomes of connections: to the platform; ended without an answer; answered by a page of some proxy. */
type Weather = 'fair' | 'cut' | 'bad gateway'

/** A way to the platform that can be out of order. */
export type Relay = {
  readonly url: string
  readonly turn: (weather: Weather) => void
  readonly close: () => Promise<void>
}

const badGateway = [
  'HTTP/1.1 502 Bad Gateway',
  'content-type: text/html',
  'content-length: 28',
  'connection: close',
  '',
  '<h1>502 Bad Gateway</h1>\n\n\n\n',
].join('\r\n')

function answer(socket: Socket, weather: Exclude<Weather, 'fair'>): void {
  socket.once('data', () => (weather === 'cut' ? socket.destroy() : socket.end(badGateway)))
}

/** Opens one in front of a platform. */
export async function openRelay(platformUrl: string): Promise<Relay> {
  const { hostname, port } = new URL(platformUrl)
  let weather: Weather = 'fair'
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    if (weather !== 'fair') return answer(socket, weather)
    const upstream = connect(Number(port), hostname)
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
    socket.pipe(upstream).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    turn(to) {
      weather = to
      // A connection that is kept would not notice.
      endAll()
    },
    async close() {
      endAll()
      server.close()
      await once(server, 'close')
    },
  }
}
