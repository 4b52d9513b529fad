import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { PlatformOptions, Store } from '@weauth/platform'
import { openSqliteStore } from '@weauth/platform'
import { manualClock } from '@weauth/platform/testing'
import { apps, as, harness } from './harness.ts'

/** A platform that listens, for what only a real connection shows. */
async function listening(
  options: PlatformOptions = {},
): Promise<Awaited<ReturnType<typeof harness>> & { url: string; port: number }> {
  const h = await harness(options)
  return { ...h, ...(await h.platform.listen({ port: 0 })) }
}

function get(
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<IncomingMessage & { text: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(Object.assign(response, { text })))
    })
      .on('error', reject)
      .end()
  })
}

/** Sends bytes as they are and returns all that comes back. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}

test('only known hosts are answered: the loopback, WeChat’s names, the two URLs and what is allowed; else 421', async () => {
  await using h = await listening({
    publicUrl: 'https://wechat.example.com',
    internalUrl: 'http://weauth:8080',
    allowedHosts: ['also.example.com'],
  })
  const status = async (host: string): Promise<number | undefined> =>
    (await get(h.port, '/sns/auth', { host })).statusCode
  for (const host of [
    `127.0.0.1:${h.port}`,
    'localhost',
    '[::1]:99',
    'open.weixin.qq.com',
    'API.weixin.qq.com:443',
    'wechat.example.com',
    'weauth:8080',
    'also.example.com:1',
  ]) {
    assert.equal(await status(host), 200, host)
  }
  for (const host of [
    'evil.example',
    'evil-wechat.example.com',
    'x.also.example.com',
    'open.weixin.qq.com.evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil',
  ]) {
    assert.equal(await status(host), 421, host)
  }
})

test('forwarded headers do not change who is asked, nor any address that is written', async () => {
  await using h = await listening()
  const { access_token = '', openid = '' } = await h.login({}, { user: 'alice' })
  const forged = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    x_forwarded_host: 'evil.example',
    forwarded: 'host=evil.example',
  }
  const reply = await get(h.port, `/sns/userinfo?access_token=${access_token}&openid=${openid}`, forged)
  assert.ok(JSON.parse(reply.text).headimgurl.startsWith(`${h.url}/mmopen/`))
})

test('headimgurl is on the public URL where one is configured', async () => {
  await using h = await listening({ publicUrl: 'https://wechat.example.com' })
  const { access_token = '', openid = '' } = await h.login({}, { user: 'alice' })
  const { headimgurl } = await h.api('/sns/userinfo', { access_token, openid })
  assert.match(String(headimgurl), /^https:\/\/wechat\.example\.com\/mmopen\//)
})

test('two Host headers, or two opinions about the length of the body, are refused', async () => {
  await using h = await listening()
  const twoHosts = await raw(
    h.port,
    'GET /sns/auth HTTP/1.1\r\nHost: localhost\r\nHost: open.weixin.qq.com\r\nConnection: close\r\n\r\n',
  )
  assert.match(twoHosts, /^HTTP\/1\.1 400/)
  const smuggled = await raw(
    h.port,
    'POST /sns/auth HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n',
  )
  assert.match(smuggled, /^HTTP\/1\.1 400/)
})

test('paths are exact: doubled slashes, trailing slashes, escapes and dots are not found', async () => {
  await using h = await listening()
  for (const path of [
    '//connect/oauth2/authorize',
    '/connect/oauth2/authorize/',
    '/connect/oauth2/%61uthorize',
    '/connect/oauth2/../oauth2/authorize',
    '/connect/%2e/oauth2/authorize',
    '/Connect/oauth2/authorize',
    '/nothing',
  ]) {
    assert.equal((await get(h.port, `${path}?appid=${apps.shop.appid}`)).statusCode, 404, path)
  }
})

test('a link of 2 to 16 kB is an error page, a longer one is 431, a body over 16 KiB is 413', async () => {
  await using h = await listening()
  const long = await get(
    h.port,
    `/connect/oauth2/authorize?appid=${apps.shop.appid}&redirect_uri=${'x'.repeat(10_000)}&response_type=code&scope=snsapi_base`,
  )
  assert.deepEqual([long.statusCode, long.headers['x-weauth-finding']], [200, 'link-length'])
  assert.equal((await get(h.port, `/sns/auth?openid=${'x'.repeat(20_000)}`)).statusCode, 431)
  const post = (headers: string, body: string): Promise<string> =>
    raw(
      h.port,
      `POST /sns/oauth2/access_token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n${headers}\r\n\r\n${body}`,
    )
  const body = `code=${'x'.repeat(20_000)}`
  assert.match(await post(`Content-Length: ${body.length}`, body), /^HTTP\/1\.1 413/)
  const chunk = `${(10_000).toString(16)}\r\n${'x'.repeat(10_000)}\r\n`
  assert.match(await post('Transfer-Encoding: chunked', chunk.repeat(100)), /^HTTP\/1\.1 413/)
})

test('a visitor who leaves in the middle of a body is no failure to be reported', async () => {
  const errors: unknown[] = []
  await using h = await listening({ onError: (error) => errors.push(error) })
  for (const path of ['/sns/oauth2/access_token', '/connect/oauth2/confirm']) {
    await new Promise<void>((resolve) => {
      const socket = connect(h.port, '127.0.0.1', () => {
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n`,
        )
      })
      // «100 Continue» says that the request has begun.
      socket.once('data', () => socket.destroy())
      socket.on('close', () => resolve())
    })
  }
  assert.equal((await get(h.port, '/sns/auth')).statusCode, 200)
  // Closing waits for whatever is still under way.
  await h.platform.close()
  assert.deepEqual(errors, [])
  assert.equal(h.platform.traces().length, 3)
})

test('a request in the form of a proxy’s is served like any other', async () => {
  await using h = await listening()
  assert.equal(
    (await get(h.port, 'http://api.weixin.qq.com/sns/auth', { host: 'api.weixin.qq.com' })).text,
    '{"errcode":41001,"errmsg":"access_token missing"}',
  )
})

test('no endpoint gives another origin permission, nor the secrets of its answer to a cache', async () => {
  await using h = await listening()
  for (const path of [
    '/sns/auth',
    '/sns/oauth2/access_token',
    '/cgi-bin/token',
    '/connect/oauth2/authorize',
    '/',
    '/_weauth/traces',
  ]) {
    for (const method of ['GET', 'OPTIONS']) {
      const response = await fetch(`${h.url}${path}`, { method, headers: { origin: 'https://evil.example', ...as() } })
      assert.equal(response.headers.get('access-control-allow-origin'), null, `${method} ${path}`)
      assert.equal(response.headers.get('cache-control'), 'no-store', `${method} ${path}`)
      await response.body?.cancel()
    }
  }
})

test('over HTTP and in-process the answers are the same, byte for byte', async () => {
  await using h = await listening()
  for (const path of ['/sns/auth?access_token=x&openid=y', '/cgi-bin/token', '/sns/none', '/nothing']) {
    const overHttp = await (await fetch(`${h.url}${path}`)).text()
    const inProcess = await (await h.platform.fetch(new Request(`${h.url}${path}`))).text()
    const withoutNonce = (text: string): string => text.replaceAll(/nonce="[^"]+"/g, '')
    assert.equal(withoutNonce(overHttp), withoutNonce(inProcess), path)
  }
})

test('closing finishes the answer under way and frees the port', async () => {
  const store = openSqliteStore({ path: ':memory:', clock: manualClock() })
  const [asked, answerable] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow: Store = {
    ...store,
    async saveCode(code) {
      asked.resolve()
      await answerable.promise
      return store.saveCode(code)
    },
  }
  const h = await listening({ store: slow })
  const { pathname, search } = new URL(h.link({ scope: 'snsapi_base' }))
  const answer = fetch(`${h.url}${pathname}${search}`, { redirect: 'manual', headers: as() })
  await asked.promise
  const closed = h.platform.close()
  answerable.resolve()
  assert.equal((await answer).status, 302)
  await closed
  await assert.rejects(fetch(h.url))
})
