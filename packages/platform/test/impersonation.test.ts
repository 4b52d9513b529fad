import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { connect as tlsConnect } from 'node:tls'
import { promisify } from 'node:util'
import { openCertificateAuthority } from '@weauth/platform/impersonation'
import { ask, authority, clock, folder, listening, openTunnel, world } from './impersonation-world.ts'

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

test('a call is noted with the secrets of a body and its headers left out, and with who made it', async (t) => {
  const { port, calls } = await world(t)
  const headers = { 'user-agent': 'sdk/1.0', cookie: 'CANARY', authorization: 'CANARY' }
  const path = 'http://API.weixin.qq.com:80/sns/oauth2/access_token?secret=CANARY'
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', path, headers, agent: false })
  request.end('code=CANARY')
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const callerPort = answer.socket.localPort
  await text(answer)
  const [call] = calls
  assert.ok(call && call.durationMs >= 0 && call.durationMs < 60_000 && call.atMs <= clock.now())
  assert.partialDeepStrictEqual(call, {
    host: 'api.weixin.qq.com',
    method: 'POST',
    path: '/sns/oauth2/access_token',
    userAgent: 'sdk/1.0',
    callerPort,
  })
  assert.doesNotMatch(JSON.stringify(calls), /CANARY/)
})

// Catches a path printed as it came: whoever reads the identity in it within five minutes takes the login's code.
test('the path of a QR login’s picture is noted without the login’s identity', async (t) => {
  const { port, calls } = await world(t)
  await ask(port, 'open.weixin.qq.com', '/connect/qrcode/0012CANARY3456AB?x=CANARY')
  assert.deepEqual(
    calls.map(({ path }) => path),
    ['/connect/qrcode/…'],
  )
})

test('a tunnel to WeChat ends here, TLS and plain HTTP alike', async (t) => {
  const { port } = await world(t)
  const { socket } = await openTunnel(port, 'api.weixin.qq.com:443')
  const tls = tlsConnect({ socket, servername: 'api.weixin.qq.com', ca: authority.certificate })
  tls.write('GET /sns/auth HTTP/1.1\r\nhost: api.weixin.qq.com\r\nconnection: close\r\n\r\n')
  assert.match(await text(tls), /"errcode":41001/)
  // Catches a name that is compared as it is written: in capitals, or with its last dot, it would be WeChat's own.
  for (const name of ['api.weixin.qq.com', 'API.weixin.qq.com', 'api.weixin.qq.com.']) {
    const { socket: plain } = await openTunnel(port, `${name}:80`)
    plain.write(`GET /sns/auth HTTP/1.1\r\nhost: ${name}\r\nconnection: close\r\n\r\n`)
    assert.match(await text(plain), /"errcode":41001/)
  }
})

test('a proxy request for http://api.weixin.qq.com is answered by the platform', async (t) => {
  const { port } = await world(t)
  const path = 'http://api.weixin.qq.com/sns/auth'
  const request = httpRequest({ host: '127.0.0.1', port, path, agent: false }).end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  assert.match(await text(answer), /"errcode":41001/)
})

const skip = spawnSync('curl', ['--version']).error === undefined ? false : 'curl is not installed here'

test('curl reaches it as a proxy and by the name alone, and trusts nobody but the authority', { skip }, async (t) => {
  const { port, proxyUrl } = await world(t)
  const curl = promisify(execFile)
  const url = 'https://api.weixin.qq.com/sns/auth'
  const common = ['--silent', '--show-error', '--max-time', '20', '--noproxy', '', '--cacert', authority.file]
  const ways = [
    ['--proxy', proxyUrl, url],
    ['--proxy', proxyUrl, url.replace('https', 'http')],
    ['--connect-to', `::127.0.0.1:${port}`, '--proxy', '', url],
  ]
  for (const way of ways) assert.match((await curl('curl', [...common, ...way])).stdout, /^\{"errcode":41001/)
  const other = await openCertificateAuthority(join(folder, 'curl'), clock)
  const distrust = [...common.slice(0, -1), other.file, '--proxy', proxyUrl, url]
  await assert.rejects(curl('curl', distrust), { code: 60 })
})

/** A server that is not ours: its certificate is of another authority. */
async function stranger(t: TestContext): Promise<{ port: number; fingerprint: string }> {
  const leaf = await (await openCertificateAuthority(join(folder, 'other'), clock)).leaf()
  const server = createHttps({ key: leaf.key, cert: leaf.certificate }, (_, response) => response.end('the shop'))
  return { port: await listening(t, server), fingerprint: new X509Certificate(leaf.certificate).fingerprint256 }
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
  const path = 'http://pay.example.com/'
  const request = httpRequest({ host: '127.0.0.1', port, path, agent: false }).end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  assert.equal(answer.statusCode, 403)
  assert.match(await text(answer), /offline: pay\.example\.com is not reached/)
  assert.deepEqual(refused, ['shop.example.com', 'pay.example.com'])
  const { port: shop } = await stranger(t)
  assert.equal((await openTunnel(port, `127.0.0.1:${shop}`)).status, 200)
})

// Catches an open proxy into this network, loopback included.
test('bound to more than the loopback it is no proxy for strangers', async (t) => {
  const { port } = await world(t, { host: '0.0.0.0' })
  const { port: shop } = await stranger(t)
  assert.equal((await openTunnel(port, `127.0.0.1:${shop}`)).status, 403)
  assert.match((await ask(port, 'api.weixin.qq.com', '/sns/auth')).body, /41001/)
})

test('a day later the leaf is another', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { port } = await world(t)
  const served = async (): Promise<string | undefined> => {
    const ca = authority.certificate
    const socket = tlsConnect({ port, host: '127.0.0.1', servername: 'api.weixin.qq.com', ca })
    await once(socket, 'secureConnect')
    const serial = socket.getPeerX509Certificate()?.serialNumber
    socket.destroy()
    return serial
  }
  const first = await served()
  t.mock.timers.tick(86_400_000)
  // It is made in the background, in a few turns; the limit of the test is the limit of the wait.
  while ((await served()) === first);
})
