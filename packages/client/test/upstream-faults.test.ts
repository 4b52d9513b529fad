import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import type { AnyWeauthError } from '@weauth/client'
import { exchangeCode, refreshToken } from '@weauth/client'
import { account, answering, calls, failure, listen, sent } from './upstream.ts'

const tokenBody = `{"access_token":"${sent.accessToken}","expires_in":7200,"refresh_token":"${sent.refreshToken}","openid":"${sent.openid}","scope":"snsapi_base"}`
const profileBody = `{"openid":"${sent.openid}","nickname":"N","sex":0,"headimgurl":"","privilege":[]}`
const okBody = '{"errcode":0,"errmsg":"ok"}'

/** What WeChat answers in no call, beside what `upstream-rows.test.ts` has. */
const unreadable: readonly [what: string, body: string, status: number, reason: string][] = [
  ['HTML with 429', '<html>slow down</html>', 429, 'the body is HTML, not JSON'],
  ['nothing with 204', '', 204, 'the body is empty'],
  ['half an object', tokenBody.slice(0, 60), 200, 'the body is not JSON'],
  ['a text as errcode', '{"errcode":"busy"}', 200, 'errcode is not a number'],
  ['an endless errcode', '{"errcode":1e400}', 200, 'errcode is not a number'],
]
for (const [what, body, status, reason] of unreadable) {
  test(`${what} is a malformed reply to every call`, async () => {
    for (const call of Object.values(calls)) {
      const fetch = async (): Promise<Response> => new Response(status === 204 ? null : body, { status })
      const error = await failure(call(account({ fetch })))
      assert.ok(error.code === 'malformed_reply')
      assert.deepEqual([error.status, error.reason], [status, reason])
    }
  })
}

test('A readable reply is taken whatever its content type, an errcode whatever the status', async () => {
  const html = { headers: { 'content-type': 'text/html' } }
  assert.equal((await exchangeCode(account({ fetch: answering(tokenBody, html) }), sent.code)).openid, sent.openid)
  for (const status of [400, 500]) {
    const error = await failure(calls.exchangeCode(account({ fetch: answering('{"errcode":40029}', { status }) })))
    assert.ok(error.code === 'wechat_reply' && error.errcode === 40029)
  }
})

test('A good reply under another status than 200 is not trusted', async () => {
  for (const [call, body] of [
    [calls.exchangeCode, tokenBody],
    [calls.checkToken, okBody],
  ] as const) {
    for (const status of [201, 404, 503]) {
      const error = await failure(call(account({ fetch: answering(body, { status }) })))
      assert.ok(error.code === 'malformed_reply' && error.status === status)
    }
  }
})

for (const [what, body, reason] of [
  ['expires_in null', tokenBody.replace('7200', 'null'), 'expires_in is not a lifetime'],
  ['no access_token', tokenBody.replace('access_token', 'accessToken'), 'access_token is missing'],
] as const) {
  test(`A token reply with ${what} is malformed`, async () => {
    const error = await failure(calls.exchangeCode(account({ fetch: answering(body) })))
    assert.ok(error.code === 'malformed_reply')
    assert.equal(error.reason, reason)
  })
}

test('An absent unionid is absent', async () => {
  assert.ok(!('unionid' in (await refreshToken(account({ fetch: answering(tokenBody) }), sent.refreshToken))))
})

test('A body without end is cancelled where it passes 64 KiB', async () => {
  let pulled = 0
  let cancelled = false
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled++
      controller.enqueue(new Uint8Array(1024).fill(0x20))
    },
    cancel: () => {
      cancelled = true
    },
  })
  const error = await failure(calls.userinfo(account({ fetch: async () => new Response(endless) })))
  assert.equal(error.code, 'malformed_reply')
  assert.ok(cancelled)
  assert.ok(pulled <= 66, `${pulled} KiB were read`)
})

/** What a call ends with when this machine answers so. */
async function meets(
  test: TestContext,
  answer: (response: ServerResponse) => void,
  deadlineMs = 5000,
): Promise<{ error: AnyWeauthError; closed: Promise<unknown> }> {
  let closed: Promise<unknown> = Promise.resolve()
  const { host } = await listen(test, (_, response) => {
    closed = once(response, 'close')
    answer(response)
  })
  const error = await failure(calls.userinfo(account({ apiHost: host, deadlineMs })))
  return { error, closed }
}

test('The deadline covers a body that drips, and the connection is closed', { timeout: 10_000 }, async (t) => {
  const { error, closed } = await meets(
    t,
    (response) => {
      const drip = setInterval(() => response.write(' '), 5)
      response.on('close', () => clearInterval(drip))
    },
    100,
  )
  assert.equal(error.code, 'deadline')
  assert.equal(error.message, 'WeChat did not answer within 100 ms: GET /sns/userinfo')
  await closed
})

test('The deadline covers headers that never come', { timeout: 10_000 }, async (t) => {
  const { error, closed } = await meets(t, () => {}, 50)
  assert.equal(error.code, 'deadline')
  await closed
})

test('The deadline holds even for a fetch that ignores its signal', { timeout: 10_000 }, async () => {
  const deaf = account({ deadlineMs: 20, fetch: () => new Promise(() => {}) })
  assert.equal((await failure(calls.userinfo(deaf))).action, 'retry')
  const error = await failure(calls.exchangeCode(deaf))
  assert.equal(error.code, 'deadline')
  // The code may be spent by now.
  assert.equal(error.action, 'reauthorize')
})

test('A connection reset before the headers is a network error with the system’s name for it', async (t) => {
  const { error } = await meets(t, (response) => response.socket?.resetAndDestroy())
  assert.ok(error.code === 'network')
  assert.equal(error.message, 'the connection to WeChat failed (ECONNRESET): GET /sns/userinfo')
  assert.equal(error.action, 'retry')
})

/** What an exchange ends with when fetch fails so. */
const failing = (thrown: Error): Promise<AnyWeauthError> =>
  failure(calls.exchangeCode(account({ fetch: () => Promise.reject(thrown) })))
const withCause = (code: string): Error => new TypeError('fetch failed', { cause: { code } })
const withCode = (code: string): Error => Object.assign(new Error('request failed'), { code })

test('After a refused connection the code is still good; after a reset it may be spent', async () => {
  for (const as of [withCause, withCode]) {
    const [unsent, cut] = [await failing(as('ECONNREFUSED')), await failing(as('ECONNRESET'))]
    assert.deepEqual([unsent.action, cut.action], ['retry', 'reauthorize'])
    assert.doesNotMatch(unsent.hint.en, /spent/)
    assert.match(cut.hint.en, /spent/)
  }
  assert.equal((await failing(withCause('not a name'))).action, 'reauthorize')
})

test('Nobody listening is a network error named ECONNREFUSED', async (t) => {
  const { host } = await listen(t, () => {})
  const port = Number(new URL(host).port)
  // A port of the same machine on another address of 127.0.0.0/8, where nothing listens.
  const error = await failure(calls.userinfo(account({ apiHost: `http://127.0.0.2:${port}` })))
  assert.ok(error.code === 'network')
  assert.equal(error.reason, 'ECONNREFUSED')
})

test('A redirect is not followed, and its connection is closed', { timeout: 10_000 }, async (t) => {
  const elsewhere = await listen(t, (_, response) => response.end(profileBody))
  for (const status of [301, 302, 303, 307, 308]) {
    const { error, closed } = await meets(t, (response) => {
      response.writeHead(status, { location: `${elsewhere.host}/sns/userinfo` }).write('a body that never ends')
    })
    await closed
    assert.ok(error.code === 'malformed_reply')
    assert.deepEqual([error.status, error.reason], [status, 'a redirect'])
  }
  assert.equal(elsewhere.requests.length, 0)
})

test('The answer of a fetch that followed a redirect by itself is thrown away', async () => {
  const followed = Object.defineProperty(new Response(profileBody), 'redirected', { value: true })
  const error = await failure(calls.userinfo(account({ fetch: async () => followed })))
  assert.ok(error.code === 'malformed_reply' && error.reason === 'a redirect')
})

test('The caller’s signal ends a call with its own reason', { timeout: 10_000 }, async (t) => {
  const controller = new AbortController()
  const reason = new Error('the visitor left')
  const { host, requests } = await listen(t, () => controller.abort(reason))
  const options = { signal: controller.signal }
  await assert.rejects(exchangeCode(account({ apiHost: host }), sent.code, options), reason)
  assert.equal(requests.length, 1)
  await assert.rejects(exchangeCode(account({ apiHost: host }), sent.code, options), reason)
  assert.equal(requests.length, 1)
})

test('A call leaves no listener on the caller’s signal and no timer behind', async (t) => {
  const timers = t.mock.method(globalThis, 'clearTimeout')
  const { signal } = new AbortController()
  const removed = t.mock.method(signal, 'removeEventListener')
  const added = t.mock.method(signal, 'addEventListener')
  await exchangeCode(account({ fetch: answering(tokenBody) }), sent.code, { signal })
  assert.equal(added.mock.callCount(), 1)
  assert.deepEqual(removed.mock.calls[0]?.arguments, added.mock.calls[0]?.arguments)
  assert.equal(timers.mock.callCount(), 1)
})
