import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import type { AnyWeauthError, Fetch } from '@weauth/client'
import { authorizeUrl, createAppToken, createTokens, exchangeCode, memoryStore, RefusedUserError } from '@weauth/client'
import { account, answering, calls, failure, sent } from './upstream.ts'

const canaries = [sent.secret, sent.code, sent.accessToken, sent.refreshToken, sent.openid].flatMap((value) => [
  value,
  encodeURIComponent(value),
])
const everything = canaries.join(' ')

/** Every way in which an error reaches a log. */
const looksAt = (error: AnyWeauthError): string =>
  [
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    String(error),
    error.message,
    error.stack,
    String(error.cause),
  ].join('\n')

function assertSilent(error: AnyWeauthError): void {
  const text = looksAt(error)
  for (const canary of canaries) assert.ok(!text.includes(canary), `${error.code} shows ${canary}`)
  // Stack frames are file URLs of this repository; of WeChat's there is none.
  assert.doesNotMatch(text, /https?:|weixin|[?&]\w+=/)
  assert.equal(error.cause, undefined)
}

/** The worst of custom fetches: URL and secrets wherever an error can hold something. */
const chatty: Fetch = (url) => {
  const cause = Object.assign(new Error(url), { code: url, url, config: { url } })
  return Promise.reject(Object.assign(new TypeError(`request to ${url} failed`, { cause }), { code: sent.code, url }))
}

const echo = (body: string, status = 200): Fetch => answering(body, { status })
const failures: Record<string, Fetch> = {
  'a fetch that tells all it knows': chatty,
  'a fetch that throws a text': (url) => {
    // oxlint-disable-next-line only-throw-error
    throw url
  },
  'a fetch that never answers': () => new Promise(() => {}),
  'a page that repeats the request': echo(`<html>${everything}</html>`, 500),
  'JSON that repeats the request': echo(JSON.stringify({ nonsense: everything })),
  'an errmsg that repeats the request': async (url) => {
    const raw = url.split(/[?=&]/).slice(1).join(' ')
    const secret = new URL(url).searchParams.get('secret') ?? 'none'
    return Response.json({ errcode: 40029, errmsg: `${raw} ${decodeURIComponent(raw)}, rid: ${secret}` })
  },
  'an openid of someone else': echo(`{"errcode":0,"openid":"oSomeoneElse","nickname":"${everything}"}`),
}

/** What is kept, asked for when it has ended. */
async function keptCalls(fetch: Fetch): Promise<(() => Promise<unknown>)[]> {
  const one = account({ fetch, deadlineMs: 20 })
  const kv = memoryStore()
  const options = { keys: sent.secret }
  const tokens = createTokens(one, kv, options)
  await tokens.save({ ...sent, expiresInSeconds: 0, scope: 'snsapi_base' })
  const answering = account({
    fetch: (url, init) => (url.includes('token') ? grant() : fetch(url, init)),
    deadlineMs: 20,
  })
  const app = createAppToken(answering, memoryStore(), options)
  return [
    () => tokens.fresh(sent.openid),
    () => createTokens(one, memoryStore(), options).fresh(sent.openid),
    () => createAppToken(one, kv, options).token(),
    () => app.followerInfo(sent.openid),
    () => app.ticket(),
    () => app.jssdk(`/relative?code=${sent.code}`),
  ]
}
const grant = async (): Promise<Response> => Response.json({ access_token: sent.accessToken, expires_in: 7200 })

test('No error of any code shows a secret, code, token, openid or URL, wherever one looks', async () => {
  const seen = new Set<string>()
  for (const [what, fetch] of Object.entries(failures)) {
    for (const [name, call] of Object.entries(calls)) {
      if (what === 'an openid of someone else' && name === 'checkToken') continue
      const error = await failure(call(account({ fetch, deadlineMs: 20 })))
      assertSilent(error)
      seen.add(error.code)
    }
    for (const call of await keptCalls(fetch)) {
      const error = await failure(call())
      assertSilent(error)
      seen.add(error.code)
    }
  }
  assert.throws(
    () =>
      authorizeUrl(account(), { redirectUri: `https://a b/?${everything}`, scope: 'snsapi_base', state: sent.code }),
    (error: AnyWeauthError) => {
      assertSilent(error)
      seen.add(error.code)
      return true
    },
  )
  for (const code of ['snapshot', 'subject_missing'] as const) {
    const error = new RefusedUserError(code)
    assertSilent(error)
    seen.add(error.code)
  }
  const codes: Record<AnyWeauthError['code'], true> = {
    config: true,
    deadline: true,
    malformed_reply: true,
    needs_authorization: true,
    network: true,
    openid_mismatch: true,
    snapshot: true,
    subject_missing: true,
    wechat_reply: true,
  }
  assert.deepEqual([...seen].toSorted(), Object.keys(codes))
})

test('What is left of an errmsg after masking still says what happened, on one line', async () => {
  const errmsg = `bad a/b c or a%2Fb%20c\r\nfrom ${sent.appid} ${'x'.repeat(500)}`
  const fetch = echo(JSON.stringify({ errcode: 40029, errmsg }))
  const error = await failure(exchangeCode(account({ fetch }), 'a/b c'))
  assert.ok(error.code === 'wechat_reply')
  assert.ok(error.errmsg.startsWith(`bad *** or ***  from ${sent.appid} xxx`), error.errmsg)
  assert.equal(error.errmsg.length, 200)
})

test('Nothing is left of a value that contains another value of the call', async () => {
  const code = `${sent.secret}0001`
  const fetch = echo(JSON.stringify({ errcode: 40125, errmsg: code }))
  const error = await failure(exchangeCode(account({ fetch }), code))
  assert.ok(error.code === 'wechat_reply')
  assert.equal(error.errmsg, '***')
})
