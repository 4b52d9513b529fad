import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { PlatformOptions, ServedRequest, Store } from '@weauth/platform'
import { openMemoryStore, openSqliteStore, redacted } from '@weauth/platform'
import { manualClock } from '@weauth/platform/testing'
import { apps, harness, users } from './harness.ts'

const production: PlatformOptions = {
  mode: 'production',
  identityKey: 'an identity key of the tests alone, long enough',
  identify: () => users.bob,
}

async function listening(t: TestContext, options: PlatformOptions = {}) {
  const h = await harness(options)
  t.after(() => h.platform.close())
  return { ...h, ...(await h.platform.listen({ port: 0 })) }
}

type Answer = IncomingMessage & { readonly text: string }

function get(port: number, path: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, ...options }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(Object.assign(response, { text })))
    })
      .on('error', reject)
      .end()
  })
}

/** A store whose lookups wait until they are let through. */
function heldStore(): { store: Store; asked: () => number; letThrough: () => void } {
  const store = openSqliteStore({ path: ':memory:', clock: manualClock() })
  const gate = Promise.withResolvers<void>()
  let asked = 0
  const findAccess: Store['findAccess'] = async (presented) => {
    asked += 1
    await gate.promise
    return store.findAccess(presented)
  }
  return { store: { ...store, findAccess }, asked: () => asked, letThrough: gate.resolve }
}

const token = `59_${'A'.repeat(8)}${'b'.repeat(86)}`
const lookup = `/sns/auth?access_token=${token}&openid=o`

test('healthz and readyz are answered under any host, and readyz tells when the store is gone', async (t) => {
  let gone = false
  const store = openSqliteStore({ path: ':memory:', clock: manualClock() })
  const h = await listening(t, {
    store: { ...store, now: () => (gone ? Promise.reject(new Error('gone')) : store.now()) },
  })
  const headers = { host: '10.1.2.3' }
  for (const path of ['/healthz', '/readyz']) assert.equal((await get(h.port, path, { headers })).statusCode, 200, path)
  gone = true
  assert.equal((await get(h.port, '/readyz', { headers })).statusCode, 503)
  assert.equal((await get(h.port, '/healthz', { headers })).statusCode, 200)
})

// Catches a readiness that asks the clock alone: SQLite itself goes on with a file that nobody will find again.
test('readyz tells that the file of the store is gone, and that it is back', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weauth-ready-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [path, away] = [join(folder, 'weauth.db'), join(folder, 'away.db')]
  const store = openSqliteStore({ path, clock: manualClock() })
  const h = await listening(t, { store })
  const ready = async (): Promise<number | undefined> => (await get(h.port, '/readyz')).statusCode
  assert.equal(await ready(), 200)
  renameSync(path, away)
  assert.equal(await ready(), 503)
  renameSync(away, path)
  assert.equal(await ready(), 200)
  await store.close()
  assert.equal(await ready(), 503)
})

test('the measurements count by route, status and errcode, and no request makes a series of its own', async (t) => {
  const h = await listening(t)
  await h.login({}, { user: 'alice' })
  await h.exchange('061none')
  for (const path of ['/a', '/b', '/sns/c"\n', '/mmopen/vi_32/x/0'])
    await h.platform.fetch(new Request(`${h.url}${path}`))
  const { text } = await get(h.port, '/metrics')
  for (const line of [
    'weauth_requests_total{route="/sns/oauth2/access_token",status="200"} 2',
    'weauth_errcodes_total{route="/sns/oauth2/access_token",errcode="40029"} 1',
    'weauth_requests_total{route="other",status="404"} 2',
    'weauth_request_duration_seconds_count{route="/connect/oauth2/authorize"} 1',
    'weauth_store_duration_seconds_count{method="takeCode"} 1',
    'weauth_store_queue 0',
    'weauth_requests_refused_total 0',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line}\n${text}`)
  }
  assert.match(text, /^weauth_event_loop_delay_seconds\{quantile="0\.99"\} [\d.e-]+$/m)
  assert.match(text, /^process_cpu_seconds_total [\d.]+$/m)
  // Catches what only grows told as a gauge: Prometheus takes the rate of a counter, and knows one by its name.
  for (const [, name = '', kind] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    assert.equal(kind === 'counter', name.endsWith('_total'), name)
  }
  // Every line is a comment or a sample, as Prometheus reads them.
  for (const line of text.trimEnd().split('\n')) {
    assert.match(
      line,
      /^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*\})? [-+\d.e]+)$/,
    )
  }
})

// Catches a measured store that is made of the own methods of the one it is given: those of a class stand in its prototype.
test('a store that inherits its methods is served from, and measured', async (t) => {
  const store = Object.create(openMemoryStore({ clock: manualClock() })) as Store
  const { port } = await listening(t, { store })
  assert.equal((await get(port, '/readyz')).statusCode, 200)
  const { text } = await get(port, '/metrics')
  assert.match(text, /^weauth_store_duration_seconds_count\{method="now"\} 1$/m)
})

test('the measurements are for the admin token; without one, in development, for this machine alone', async (t) => {
  const status = async (port: number, headers: Record<string, string> = {}): Promise<number | undefined> =>
    (await get(port, '/metrics', { headers })).statusCode
  const open = await listening(t)
  assert.equal(await status(open.port), 200)
  assert.equal(await status(open.port, { 'x-forwarded-for': '203.0.113.9' }), 404, 'behind a proxy of this machine')
  const closed = await listening(t, production)
  assert.equal(await status(closed.port), 404)
  const guarded = await listening(t, { ...production, adminToken: 'a token of the tests' })
  assert.equal(await status(guarded.port), 404)
  assert.equal(await status(guarded.port, { authorization: 'Bearer another token' }), 404)
  assert.equal(await status(guarded.port, { authorization: 'Bearer a token of the tests' }), 200)
})

/** Asks for all paths at once, on connections that are already open: they wait to be read in the same turn. */
async function askAtOnce(t: TestContext, port: number, paths: readonly string[]): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  await Promise.all(paths.map(() => get(port, '/healthz', { agent })))
  return Promise.all(paths.map((path) => get(port, path, { agent })))
}

const wasRefused = ({ statusCode, headers, text }: Answer): boolean =>
  statusCode === 503 && headers['retry-after'] === '1' && JSON.parse(text).errcode === -1

// Catches a server that takes up whatever comes: the third would wait with the others, and this test for ever.
test('a request beyond what is served at a time is refused while the others wait, and the next is served again', async (t) => {
  const { store, asked, letThrough } = heldStore()
  const h = await listening(t, { store, mostUnderWay: 2 })
  const held = [get(h.port, lookup), get(h.port, lookup)]
  while (asked() < 2) await new Promise(setImmediate)
  assert.ok(wasRefused(await get(h.port, lookup)))
  assert.equal((await get(h.port, '/connect/oauth2/authorize')).statusCode, 503)
  for (const path of ['/healthz', '/readyz']) assert.equal((await get(h.port, path)).statusCode, 200, path)
  letThrough()
  for (const answer of await Promise.all(held)) assert.equal(JSON.parse(answer.text).errcode, 40001)
  assert.equal((await get(h.port, lookup)).statusCode, 200)
  assert.match((await get(h.port, '/metrics')).text, /^weauth_requests_refused_total 2$/m)
})

// Catches a server that counts what is under way and nothing else: a lookup is over before the next request is read, so it counts one.
test('of a crowd that asks in the same moment some are served and the others refused at once, on connections that stay', async (t) => {
  const store = openSqliteStore({ path: ':memory:', clock: manualClock() })
  let asked = 0
  const findAccess: Store['findAccess'] = (presented) => {
    asked += 1
    return store.findAccess(presented)
  }
  const h = await listening(t, { store: { ...store, findAccess }, mostUnderWay: 100 })
  const answers = await askAtOnce(t, h.port, [...Array.from({ length: 300 }, () => lookup), '/healthz'])
  const refused = answers.filter(wasRefused)
  const served = answers.filter(({ statusCode }) => statusCode === 200)
  assert.ok(refused.length > 0)
  assert.deepEqual([served.length + refused.length, served.length], [301, asked + 1])
  assert.equal(answers.at(-1)?.statusCode, 200, 'a probe')
  for (const { headers } of refused) assert.equal(headers.connection, 'keep-alive')
  assert.equal((await get(h.port, lookup)).statusCode, 200)
})

// Catches a server that serves one before it lets in the next: the last of a crowd, and every probe behind it, would wait for all the others.
test('a crowd that connects at once is let in before any of it is served', async (t) => {
  const store = openSqliteStore({ path: ':memory:', clock: manualClock() })
  let asked = 0
  const askedBefore: number[] = []
  const h = await listening(t, {
    store: {
      ...store,
      findAccess: (presented) => {
        asked += 1
        return store.findAccess(presented)
      },
      now: () => {
        askedBefore.push(asked)
        return store.now()
      },
    },
  })
  const answers = await Promise.all(
    [...Array.from({ length: 50 }, () => lookup), '/readyz'].map((path) => get(h.port, path)),
  )
  assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [200])
  assert.deepEqual([asked, askedBefore], [50, [0]])
})

test('while it closes, an open connection is answered once more and told to close; nothing under way is cut', async (t) => {
  const { store, asked, letThrough } = heldStore()
  const h = await listening(t, { store })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  assert.equal((await get(h.port, '/readyz', { agent })).headers.connection, 'keep-alive')
  const underWay = get(h.port, lookup)
  while (asked() < 1) await new Promise(setImmediate)
  const closed = h.platform.close({ lingerMs: 200 })
  const last = await get(h.port, '/readyz', { agent })
  assert.deepEqual([last.statusCode, last.headers.connection], [503, 'close'])
  letThrough()
  assert.equal(JSON.parse((await underWay).text).errcode, 40001)
  await closed
  await assert.rejects(get(h.port, '/healthz'))
})

// Catches a server that stops listening at once: the system cuts who is connected and not yet taken up, of whom each turn takes up one.
test('whoever has connected when it closes is answered', async (t) => {
  const h = await listening(t)
  const answers = Promise.all(Array.from({ length: 50 }, () => get(h.port, lookup)))
  await h.platform.close()
  for (const { headers, text } of await answers) {
    assert.deepEqual([headers.connection, JSON.parse(text).errcode], ['close', 40001])
  }
})

// Catches a server that lingers only while it has connections: a balancer that has none open sends the next one all the same.
test('it lingers for as long as it is told to, though nobody is connected', async (t) => {
  const h = await listening(t)
  const begun = performance.now()
  const closed = h.platform.close({ lingerMs: 100 })
  assert.equal((await get(h.port, '/readyz')).statusCode, 503)
  await closed
  assert.ok(performance.now() - begun >= 99)
  await assert.rejects(get(h.port, '/healthz'))
})

test('what takes longer than closing may is cut', async (t) => {
  const { store, asked } = heldStore()
  const h = await listening(t, { store })
  const underWay = assert.rejects(get(h.port, lookup))
  while (asked() < 1) await new Promise(setImmediate)
  await h.platform.close({ finishMs: 50 })
  await underWay
})

test('a trusted proxy names the client by the last address that is no such proxy; nobody else can', async (t) => {
  const { secret, ...listed } = { ...apps.shop, appid: 'wx00000000000000c1', ipWhitelist: ['203.0.113.9'] }
  const errcode = async (port: number, forwarded: string): Promise<number> => {
    const query = `appid=${listed.appid}&secret=${secret}&grant_type=client_credential`
    const headers = { 'x-forwarded-for': forwarded }
    return JSON.parse((await get(port, `/cgi-bin/token?${query}`, { headers })).text).errcode ?? 0
  }
  const add = ({ platform }: Awaited<ReturnType<typeof listening>>) =>
    platform.saveApp({ ...platform.apps()[0], ...listed, secretDigest: platform.apps()[0]?.secretDigest ?? '' })
  const trusting = await listening(t, { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] })
  const wary = await listening(t)
  await Promise.all([add(trusting), add(wary)])
  for (const [forwarded, expected] of [
    ['203.0.113.9', 0],
    ['203.0.113.9, 10.0.0.7', 0],
    ['203.0.113.9, 198.51.100.1', 40164],
    ['198.51.100.1, 203.0.113.9', 0],
    ['not an address', 40164],
  ] as const) {
    assert.equal(await errcode(trusting.port, forwarded), expected, forwarded)
    assert.equal(await errcode(wary.port, forwarded), 40164, forwarded)
  }
})

test('whoever logs is told the route and not the URL', async (t) => {
  const served: ServedRequest[] = []
  const h = await listening(t, { onRequest: (one) => served.push(one) })
  await h.login({}, { user: 'alice' })
  assert.deepEqual(
    served.map(({ method, route, status, appid, userId }) => ({ method, route, status, appid, userId })),
    ['/connect/oauth2/authorize', '/sns/oauth2/access_token'].map((route, index) => ({
      method: 'GET',
      route,
      status: index === 0 ? 302 : 200,
      appid: apps.shop.appid,
      userId: 'alice',
    })),
  )
  assert.equal(new Set(served.map(({ flow }) => flow)).size, 1)
  await h.api('/sns/oauth2/access_token', { appid: 'what is no appid may be anything', secret: 'x', code: 'x' })
  assert.equal(served.at(-1)?.appid, undefined)
})

test('what is logged is redacted by name and by looks, however deep it stands', () => {
  const secret = '0123456789abcdef0123456789abcdef'
  const error = new Error(`GET /sns/x?secret=${secret}&code=061${'A'.repeat(29)} failed`, { cause: { token } })
  const text = JSON.stringify(
    redacted({
      error,
      access_token: 'canary',
      AppSecret: 'canary',
      url: 'https://shop.example.com/cb?a=1&key=canary#Access_Token=canary',
      nested: [{ app: { secret: 'canary' } }, `with ${secret} inside`, `and ${token}`],
      appid: apps.shop.appid,
      count: 1,
    }),
  )
  assert.doesNotMatch(text, /canary|0123456789abcdef|061A|59_A/)
  assert.match(text, new RegExp(`${apps.shop.appid}.*"count":1`))
})
