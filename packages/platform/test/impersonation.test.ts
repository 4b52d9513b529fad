import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer as createHttp, request as httpRequest } from 'node:http'
import { createServer as createHttps, request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { after, test } from 'node:test'
import { connect as tlsConnect } from 'node:tls'
import { builtinSeed, createPlatform } from '@weauth/platform'
import type { Call, Impersonator, ImpersonateOptions } from '@weauth/platform/impersonation'
import { impersonate, openCertificateAuthority } from '@weauth/platform/impersonation'

const clock = { now: () => Date.now() }
const folder = mkdtempSync(join(tmpdir(), 'weauth-impersonation-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const authority = await openCertificateAuthority(join(folder, 'ca'), clock)

type World = Impersonator & { readonly calls: Call[]; readonly refused: string[] }

async function world(t: TestContext, options: Partial<ImpersonateOptions> = {}): Promise<World> {
  const platform = await createPlatform({ seed: builtinSeed([]) })
  const { url } = await platform.listen()
  const [calls, refused]: [Call[], string[]] = [[], []]
  const made = await impersonate({
    target: url,
    authority,
    clock,
    onCall: (call) => calls.push(call),
    onRefused: (host) => refused.push(host),
    ...options,
  })
  t.after(async () => {
    await made.close()
    await platform.close()
  })
  return { ...made, calls, refused }
}

/** Asks the port in the name of a host, by TLS that is verified. */
async function ask(port: number, host: string, path: string): Promise<{ status: number | undefined; body: string }> {
  const request = httpsRequest({
    host: '127.0.0.1',
    port,
    servername: host,
    headers: { host },
    path,
    ca: authority.certificate,
    agent: false,
  })
  request.end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, body: await text(answer) }
}

/** Asks for a tunnel, and gives the socket with the status line that came. */
async function openTunnel(port: number, end: string): Promise<{ status: number | undefined; socket: Socket }> {
  const request = httpRequest({ host: '127.0.0.1', port, method: 'CONNECT', path: end, agent: false }).end()
  const [answer, socket, head] = (await once(request, 'connect')) as [IncomingMessage, Socket, Buffer]
  if (head.length > 0) socket.unshift(head)
  return { status: answer.statusCode, socket }
}

test('every name of WeChat is answered over verified TLS, by the platform, with errcodes noted and no query kept', async (t) => {
  const { port, calls } = await world(t)
  const { status, body } = await ask(port, 'api.weixin.qq.com', '/sns/auth?access_token=CANARY&openid=CANARY')
  assert.equal(status, 200)
  assert.match(body, /^\{"errcode":40001/)
  assert.match((await ask(port, 'open.weixin.qq.com', '/connect/oauth2/authorize?appid=CANARY')).body, /该链接无法访问/)
  await ask(port, 'sh.api.weixin.qq.com', '/sns/userinfo')
  assert.deepEqual(
    calls.map(({ host, path, status, errcode }) => [host, path, status, errcode]),
    [
      ['api.weixin.qq.com', '/sns/auth', 200, 40001],
      ['open.weixin.qq.com', '/connect/oauth2/authorize', 200, undefined],
      ['sh.api.weixin.qq.com', '/sns/userinfo', 200, 41001],
    ],
  )
  assert.doesNotMatch(JSON.stringify(calls), /CANARY/)
})

test('a tunnel to WeChat ends here, TLS and plain HTTP alike', async (t) => {
  const { port } = await world(t)
  const { socket } = await openTunnel(port, 'api.weixin.qq.com:443')
  const tls = tlsConnect({ socket, servername: 'api.weixin.qq.com', ca: authority.certificate })
  tls.write('GET /sns/auth HTTP/1.1\r\nhost: api.weixin.qq.com\r\nconnection: close\r\n\r\n')
  assert.match(await text(tls), /"errcode":41001/)
  const { socket: plain } = await openTunnel(port, 'api.weixin.qq.com:80')
  plain.write('GET /sns/auth HTTP/1.1\r\nhost: api.weixin.qq.com\r\nconnection: close\r\n\r\n')
  assert.match(await text(plain), /"errcode":41001/)
})

test('a proxy request for http://api.weixin.qq.com is answered by the platform', async (t) => {
  const { port } = await world(t)
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path: 'http://api.weixin.qq.com/sns/auth',
    agent: false,
  }).end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  assert.match(await text(answer), /"errcode":41001/)
})

/** A server that is not ours: its certificate is of another authority. */
async function stranger(t: TestContext): Promise<{ port: number; fingerprint: string }> {
  const leaf = await (await openCertificateAuthority(join(folder, 'other'), clock)).leaf()
  const server = createHttps({ key: leaf.key, cert: leaf.certificate }, (_, response) => response.end('the shop'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  const { fingerprint256 } = new X509Certificate(leaf.certificate)
  return { port: (server.address() as AddressInfo).port, fingerprint: fingerprint256 }
}

test('a tunnel to any other host is untouched: the client sees that host’s own certificate', async (t) => {
  const { port, calls } = await world(t)
  const { port: shop, fingerprint } = await stranger(t)
  const { socket } = await openTunnel(port, `127.0.0.1:${shop}`)
  const tls = tlsConnect({ socket, servername: 'shop.example.com', rejectUnauthorized: false })
  await once(tls, 'secureConnect')
  assert.equal(tls.getPeerX509Certificate()?.fingerprint256, fingerprint)
  tls.write('GET / HTTP/1.1\r\nhost: shop.example.com\r\nconnection: close\r\n\r\n')
  assert.match(await text(tls), /the shop/)
  assert.deepEqual(calls, [])
})

test('offline, another host is refused with a sentence that says so, and this machine is not', async (t) => {
  const { port, refused } = await world(t, { offline: true })
  const { status, socket } = await openTunnel(port, 'shop.example.com:443')
  assert.equal(status, 403)
  assert.match(await text(socket), /offline: shop\.example\.com is not reached/)
  assert.deepEqual(refused, ['shop.example.com'])
  const { port: shop } = await stranger(t)
  assert.equal((await openTunnel(port, `127.0.0.1:${shop}`)).status, 200)
})

test('bound to more than the loopback it is no proxy for strangers', async (t) => {
  const { port } = await world(t, { host: '0.0.0.0' })
  const { port: shop } = await stranger(t)
  assert.equal((await openTunnel(port, `127.0.0.1:${shop}`)).status, 403)
  assert.match((await ask(port, 'api.weixin.qq.com', '/sns/auth')).body, /41001/)
})

test('a tunnel goes by the proxy that the user already has', async (t) => {
  const asked: string[] = []
  const proxy = createHttp().on('connect', (message, socket) => {
    asked.push(`${message.url} ${message.headers['proxy-authorization']}`)
    socket.end('HTTP/1.1 200 OK\r\n\r\nfrom the proxy')
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.after(() => proxy.close())
  const { port } = await world(t, { upstream: `http://u:p@127.0.0.1:${(proxy.address() as AddressInfo).port}` })
  const { status, socket } = await openTunnel(port, 'shop.example.com:443')
  assert.equal(status, 200)
  assert.equal(await text(socket), 'from the proxy')
  assert.deepEqual(asked, ['shop.example.com:443 Basic dTpw'])
})

test('an unreachable host, an unreachable platform and nonsense each end with an answer', async (t) => {
  const { port } = await world(t, { target: 'http://127.0.0.1:9' })
  assert.equal((await openTunnel(port, '127.0.0.1:9')).status, 502)
  assert.equal((await openTunnel(port, 'nonsense')).status, 400)
  const { status, body } = await ask(port, 'api.weixin.qq.com', '/sns/auth')
  assert.equal(status, 502)
  assert.match(body, /127\.0\.0\.1:9 does not answer/)
  const garbage = connect(port, '127.0.0.1')
  garbage.end(Buffer.from([0x16, 3, 1, 0, 0, 1, 2, 3]))
  garbage.resume()
  await once(garbage, 'close')
})

test('closing ends every connection, those that say nothing too', async () => {
  const made = await impersonate({ target: 'http://127.0.0.1:9', authority, clock })
  const silent = connect(made.port, '127.0.0.1')
  await once(silent, 'connect')
  const gone = once(silent.resume(), 'close')
  await made.close()
  await gone
})
