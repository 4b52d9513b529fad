import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer as createHttp, request as httpRequest } from 'node:http'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { connect as tlsConnect } from 'node:tls'
import { ask, authority, listening, openTunnel, world } from './impersonation-world.ts'

// Callers, platforms and hosts that do not do what they should; and what must come through unchanged.

/** A platform that does as told. */
const target = async (t: TestContext, onRequest: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listening(t, createHttp(onRequest))}`

const silences: [what: string, bytes: Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['the beginning of a handshake', Buffer.of(0x16, 3, 1)],
  ['the beginning of a request', Buffer.from('GET / HTTP/1.1\r\nhos')],
]

// Catches servers that are handed connections, and so never begin to look at Node's own time limits.
for (const [what, bytes] of silences) {
  test(`who says ${what} and then is silent is not waited for`, async (t) => {
    const { port } = await world(t, { patienceMs: 50 })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(bytes)
    await once(socket.resume(), 'close')
  })
}

test('who is silent behind a handshake is not waited for', async (t) => {
  const { port } = await world(t, { patienceMs: 50 })
  const ca = authority.certificate
  const socket = tlsConnect({ port, host: '127.0.0.1', servername: 'api.weixin.qq.com', ca })
  socket.on('error', () => {})
  socket.write('GET / HT')
  await once(socket.resume(), 'close')
})

test('nonsense ends its own connection, and no other', async (t) => {
  const { port } = await world(t)
  for (const bytes of [
    Buffer.from([0x16, 3, 1, 0, 0, 1, 2, 3]),
    Buffer.from([0, 1, 2]),
    Buffer.from('\r\n\r\n \r\n'),
  ]) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.end(bytes)
    await once(socket.resume(), 'close')
  }
  assert.equal((await ask(port, 'api.weixin.qq.com', '/sns/auth')).status, 200)
})

test('an unreachable host, an unreachable platform and what is no address each end with an answer', async (t) => {
  const { port } = await world(t, { target: 'http://127.0.0.1:9' })
  assert.equal((await openTunnel(port, '127.0.0.1:9')).status, 502)
  assert.equal((await openTunnel(port, 'nonsense')).status, 400)
  const { status, body } = await ask(port, 'api.weixin.qq.com', '/sns/auth')
  assert.equal(status, 502)
  assert.match(body, /127\.0\.0\.1:9 does not answer/)
})

test('a host that is none of WeChat’s, asked for without a proxy request, is told so and goes nowhere', async (t) => {
  const { port, calls, refused } = await world(t)
  const { status, body } = await ask(port, 'api.weixin.qq.com', '/', { host: 'shop.example.com' })
  assert.equal(status, 421)
  assert.match(body, /answers for WeChat's hosts alone: shop\.example\.com/)
  assert.deepEqual([calls, refused], [[], []])
})

test('an answer comes back as it is, redirects too, and piece by piece', async (t) => {
  let finish = (): void => {}
  const hosts: unknown[] = []
  const platform = await target(t, (message, response) => {
    hosts.push(message.headers.host)
    response.writeHead(302, { location: 'https://shop.example.com/?code=1', 'set-cookie': ['a=1', 'b=2'] })
    response.write('first ')
    finish = () => response.end('last')
  })
  const { port } = await world(t, { target: platform })
  const request = httpRequest({ host: '127.0.0.1', port, path: 'http://open.weixin.qq.com:80/x', agent: false }).end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const [first] = (await once(answer, 'data')) as [Buffer]
  assert.equal(String(first), 'first ')
  finish()
  assert.equal(await text(answer), 'last')
  assert.equal(answer.statusCode, 302)
  assert.equal(answer.headers.location, 'https://shop.example.com/?code=1')
  assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2'])
  assert.deepEqual(hosts, ['open.weixin.qq.com'])
})

// Catches the status that Node has ready for an answer before there is one: 200.
test('a caller that goes away before it is answered is noted as gone', async (t) => {
  let asked = (): void => {}
  const arrived = new Promise<void>((resolve) => (asked = resolve))
  const platform = await target(t, () => asked())
  const noted = Promise.withResolvers<number>()
  const { port } = await world(t, { target: platform, onCall: ({ status }) => noted.resolve(status) })
  const request = httpRequest({ host: '127.0.0.1', port, path: 'http://api.weixin.qq.com/sns/auth', agent: false })
  request.on('error', () => {}).end()
  await arrived
  request.destroy()
  assert.equal(await noted.promise, 499)
})

/** A proxy of the user's that notes what it is asked for. */
async function userProxy(t: TestContext): Promise<{ readonly upstream: string; readonly asked: unknown[] }> {
  const asked: unknown[] = []
  const note = ({ url, headers }: IncomingMessage): void => {
    asked.push([url, headers.host, headers['proxy-authorization'], headers.authorization])
  }
  const proxy = createHttp((message, response) => {
    note(message)
    response.end('from the proxy')
  })
  proxy.on('connect', (message, socket) => {
    note(message)
    socket.end('HTTP/1.1 200 OK\r\n\r\nfrom the proxy')
  })
  return { upstream: `http://u:p@127.0.0.1:${await listening(t, proxy)}`, asked }
}

test('a tunnel goes by the proxy that the user already has', async (t) => {
  const { upstream, asked } = await userProxy(t)
  const { port } = await world(t, { upstream })
  const { status, socket } = await openTunnel(port, 'shop.example.com:443')
  assert.equal(status, 200)
  assert.equal(await text(socket), 'from the proxy')
  assert.deepEqual(asked, [['shop.example.com:443', 'shop.example.com:443', 'Basic dTpw', undefined]])
})

// Catches the login of the proxy given to the host, and a Host that is another than the URL's.
test('so does a request, with the login for the proxy and not for the host', async (t) => {
  const { upstream, asked } = await userProxy(t)
  const { port } = await world(t, { upstream })
  const path = 'http://shop.example.com/a?b'
  const request = httpRequest({ host: '127.0.0.1', port, path, headers: { host: 'other.example' }, agent: false }).end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  assert.equal(await text(answer), 'from the proxy')
  assert.deepEqual(asked, [[path, 'shop.example.com', 'Basic dTpw', undefined]])
})

test('this machine is reached without the proxy', async (t) => {
  const { upstream, asked } = await userProxy(t)
  const { port } = await world(t, { upstream })
  const near = await target(t, (_, response) => response.end('near'))
  const request = httpRequest({ host: '127.0.0.1', port, path: `${near}/`, agent: false }).end()
  assert.equal(await text(((await once(request, 'response')) as [IncomingMessage])[0]), 'near')
  const { socket } = await openTunnel(port, new URL(near).host)
  socket.write('GET / HTTP/1.1\r\nhost: near\r\nconnection: close\r\n\r\n')
  assert.match(await text(socket), /near/)
  assert.deepEqual(asked, [])
})

/** A server that answers only who has said all, with more than any buffer holds. */
function lateAnswerer(bytes: number): Server {
  return createServer({ allowHalfOpen: true }, (socket: Socket) => {
    socket.on('error', () => {})
    socket.resume().once('end', () => socket.end(Buffer.alloc(bytes)))
  })
}

// Catches a tunnel that ends with its first half.
test('half of a tunnel may end: the other half comes to its end, however slowly it is read', async (t) => {
  const bytes = 8_000_000
  const { port } = await world(t)
  const { socket } = await openTunnel(port, `127.0.0.1:${await listening(t, lateAnswerer(bytes))}`)
  socket.end('that was all')
  let received = 0
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received += chunk.length
    // A turn of the loop for each piece: slower than what is sent.
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal(received, bytes)
})

test('a tunnel whose one end breaks ends at the other', async (t) => {
  const { port } = await world(t)
  const far = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.resetAndDestroy()))
  const { socket } = await openTunnel(port, `127.0.0.1:${await listening(t, far)}`)
  socket.on('error', () => {})
  socket.write('x')
  await once(socket.resume(), 'close')
})

test('closing ends every connection: silent ones, tunnels, and calls under way', async (t) => {
  let asked = (): void => {}
  const arrived = new Promise<void>((resolve) => (asked = resolve))
  const platform = await target(t, () => asked())
  const { port, close } = await world(t, { target: platform })
  const silent = connect(port, '127.0.0.1')
  await once(silent, 'connect')
  const { socket: tunnel } = await openTunnel(port, `127.0.0.1:${await listening(t, lateAnswerer(1))}`)
  const call = httpRequest({ host: '127.0.0.1', port, path: 'http://api.weixin.qq.com/', agent: false }).end()
  await arrived
  const gone = [silent.resume(), tunnel.resume(), call].map(
    (one) => new Promise((resolve) => one.on('error', () => {}).once('close', resolve)),
  )
  await close()
  await Promise.all(gone)
  const refused = connect(port, '127.0.0.1')
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException]
  assert.equal(error.code, 'ECONNREFUSED')
})
