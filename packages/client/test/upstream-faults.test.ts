import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { AnyWeauthError } from '@weauth/client'
import { exchangeCode, refreshToken, userinfo } from '@weauth/client'
import { account, answering, calls, failure, listen, sent } from './upstream.ts'

const tokenBody = `{"access_token":"${sent.accessToken}","expires_in":7200,"refresh_token":"${sent.refreshToken}","openid":"${sent.openid}","scope":"snsapi_base"}`
const profileBody = `{"openid":"${sent.openid}","nickname":"N","sex":0,"headimgurl":"","privilege":[]}`
const okBody = '{"errcode":0,"errmsg":"ok"}'

/** Answers that are WeChat's in no call. */
const unreadable: readonly [what: string, body: string, status: number, reason: string][] = [
  ['HTML with 200', '<html>captive portal</html>', 200, 'the body is HTML, not JSON'],
  ['HTML with 502', '<html>502 Bad Gateway</html>', 502, 'the body is HTML, not JSON'],
  ['HTML with 429', '<html>slow down</html>', 429, 'the body is HTML, not JSON'],
  ['nothing', '', 200, 'the body is empty'],
  ['nothing with 204', '', 204, 'the body is empty'],
  ['null', 'null', 200, 'the body is not a JSON object'],
  ['an array', '[]', 200, 'the body is not a JSON object'],
  ['a string', '"x"', 200, 'the body is not a JSON object'],
  ['half an object', tokenBody.slice(0, 60), 200, 'the body is not JSON'],
  ['a text as errcode', '{"errcode":"busy"}', 200, 'errcode is not a number'],
  ['an endless errcode', '{"errcode":1e400}', 200, 'errcode is not a number'],
]
for (const [what, body, status, reason] of unreadable) {
  test(`${what} is a malformed reply to every call, and nothing is asked twice`, async () => {
    for (const call of Object.values(calls)) {
      let requests = 0
      const fetch = async (): Promise<Response> => {
        requests++
        return new Response(status === 204 ? null : body, { status })
      }
      const error = await failure(call(account({ fetch })))
      assert.ok(error.code === 'malformed_reply')
      assert.deepEqual([error.status, error.reason], [status, reason])
      assert.equal(error.kind, status >= 429 ? 'transient' : 'malformed')
      assert.equal(error.action, call === calls.exchangeCode ? 'reauthorize' : 'retry')
      assert.equal(/spent/.test(error.hint.en), call === calls.exchangeCode)
      assert.equal(requests, 1)
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

const tokenFaults: readonly [what: string, body: string, reason: string][] = [
  ['expires_in -1', tokenBody.replace('7200', '-1'), 'expires_in is not a lifetime'],
  ['expires_in 1e400', tokenBody.replace('7200', '1e400'), 'expires_in is not a lifetime'],
  ['expires_in null', tokenBody.replace('7200', 'null'), 'expires_in is not a lifetime'],
  ['no openid', tokenBody.replace('"openid"', '"open_id"'), 'openid is missing'],
  ['openid null', tokenBody.replace(`"${sent.openid}"`, 'null'), 'openid is missing'],
  ['an openid inherited from __proto__', `{"__proto__":${tokenBody}}`, 'access_token is missing'],
  ['no access_token', tokenBody.replace('access_token', 'accessToken'), 'access_token is missing'],
]
for (const [what, body, reason] of tokenFaults) {
  test(`A token reply with ${what} is malformed`, async () => {
    const error = await failure(calls.exchangeCode(account({ fetch: answering(body) })))
    assert.ok(error.code === 'malformed_reply')
    assert.equal(error.reason, reason)
  })
}

const tolerated: readonly [what: string, body: string][] = [
  ['a byte order mark', `\ufeff${tokenBody}`],
  ['expires_in as a string', tokenBody.replace('7200', '"7200"')],
  ['errcode 0 beside the fields', tokenBody.replace('{', '{"errcode":0,"errmsg":"ok",')],
  ['__proto__ beside the fields', tokenBody.replace('{', '{"__proto__":{"unionid":"x","polluted":1},')],
  ['an openid given twice, the last of which counts', tokenBody.replace('{', '{"openid":"other",')],
]
for (const [what, body] of tolerated) {
  test(`A token reply with ${what} is read`, async () => {
    const reply = await exchangeCode(account({ fetch: answering(body) }), sent.code)
    assert.deepEqual(reply, {
      accessToken: sent.accessToken,
      expiresInSeconds: 7200,
      refreshToken: sent.refreshToken,
      openid: sent.openid,
      scope: 'snsapi_base',
    })
    assert.ok(!('polluted' in {}))
  })
}

test('An absent scope is an empty text, an absent unionid is absent', async () => {
  const body = tokenBody.replace('"scope"', '"Scope"')
  const reply = await refreshToken(account({ fetch: answering(body) }), sent.refreshToken)
  assert.equal(reply.scope, '')
  assert.ok(!('unionid' in reply))
})

test('An errcode sent as a string is an errcode', async () => {
  const error = await failure(calls.userinfo(account({ fetch: answering('{"errcode":"40001","errmsg":"e"}') })))
  assert.ok(error.code === 'wechat_reply' && error.errcode === 40001)
})

test('A nickname with raw control characters in it is read', async () => {
  const body = profileBody.replace('"N"', '"a\u0001\tb\n\u001f"').replaceAll(',', ',\n')
  const { nickname } = await userinfo(account({ fetch: answering(body) }), sent)
  assert.equal(nickname, 'a\u0001\tb\n\u001f')
})

test('A nickname in GBK is mangled, but nothing else is', async () => {
  const [before = '', after = ''] = profileBody.split('"N"')
  // 小艾 in GBK.
  const gbk = Uint8Array.of(0xd0, 0xa1, 0xb0, 0xac)
  const bytes = Buffer.concat([Buffer.from(`${before}"`), gbk, Buffer.from(`"${after}`)])
  const profile = await userinfo(account({ fetch: answering(new Uint8Array(bytes)) }), sent)
  assert.equal(profile.openid, sent.openid)
  assert.match(profile.nickname, /\ufffd/)
})

const padded = (bytes: number): string => tokenBody + ' '.repeat(bytes - tokenBody.length)

test('A body is read up to 64 KiB and not a byte further', async () => {
  await calls.exchangeCode(account({ fetch: answering(padded(64 * 1024)) }))
  const error = await failure(calls.exchangeCode(account({ fetch: answering(padded(64 * 1024 + 1)) })))
  assert.ok(error.code === 'malformed_reply')
  assert.equal(error.reason, 'the body is over 64 KiB')
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

test('A server that packs against our word cannot make a small answer large', async (t) => {
  const bomb = gzipSync(new Uint8Array(32 * 1024 * 1024))
  const { error, closed } = await meets(t, (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  assert.ok(error.code === 'malformed_reply')
  assert.equal(error.reason, 'the body is over 64 KiB')
  await closed
})

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

test('A connection reset after the headers is a network error', async (t) => {
  const { error } = await meets(t, (response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('{"openid":', () => response.socket?.resetAndDestroy())
  })
  assert.equal(error.code, 'network')
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
