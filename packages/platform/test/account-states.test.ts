import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageErrors } from '@weauth/protocol'
import { appOf } from '@weauth/platform'
import type { Harness } from './harness.ts'
import { apps, as, harness } from './harness.ts'

// What becomes of calls and links when the state of an account changes while the platform runs.

const { shop } = apps
const own = { grant_type: 'client_credential', appid: shop.appid, secret: shop.secret }
const ask = async (h: Harness, secret = shop.secret): Promise<unknown> =>
  (await h.api('/cgi-bin/token', { ...own, secret }))['errcode']

test('not-too-often: a user who opens a link more often than the app allows sees 10009, another user does not', async () => {
  await using h = await harness()
  await h.change(shop, { authorizationsPerMinute: 2 })
  const open = (user: string): Promise<Response> => h.open(h.link({ scope: 'snsapi_base' }), as({ user }))
  for (const _ of [1, 2]) assert.ok((await open('bob')).headers.has('location'))
  const third = await open('bob')
  assert.equal(third.headers.get('x-weauth-finding'), 'not-too-often')
  assert.ok((await third.text()).includes(pageErrors['too-frequent'].text))
  assert.ok((await open('carol')).headers.has('location'))
  h.platform.clock.advance(60)
  assert.ok((await open('bob')).headers.has('location'))
})

test('a reset secret: the old one is 40125, the new one serves, and a stable token of the old one is not handed out again', async () => {
  await using h = await harness()
  const stable = async (secret: string): Promise<unknown> =>
    (await h.post('/cgi-bin/stable_token', { ...own, secret }))['access_token']
  const [before, code] = [await stable(shop.secret), await h.code()]
  const secret = 'f'.repeat(32)
  await h.platform.saveApp(appOf({ ...shop, secret }))
  assert.deepEqual([await ask(h), await ask(h, secret)], [40125, undefined])
  assert.equal((await h.exchange(code))['errcode'], 40125)
  assert.notEqual(await stable(secret), before)
  assert.equal((await h.exchange(code, { ...shop, secret }))['errcode'], undefined)
})

test('the home page shows the states of an app, and no secret that has been reset', async () => {
  await using h = await harness()
  const home = async (): Promise<string> => (await h.open('/', { 'accept-language': 'en' })).text()
  assert.ok((await home()).includes(shop.secret))
  const states = { unverified: true, secretFrozen: true, ipWhitelist: ['203.0.113.0/24'], callsPerMinute: 7 }
  await h.platform.saveApp({ ...appOf({ ...shop, secret: 'f'.repeat(32) }), ...states })
  const page = await home()
  assert.ok(!page.includes(shop.secret))
  for (const text of ['not verified', 'secret is frozen', '203.0.113.0/24', '7 calls per minute']) {
    assert.ok(page.includes(text), text)
  }
})

test('an account whose secret is frozen keeps serving whoever has logged in', async () => {
  await using h = await harness()
  const tokens = await h.login()
  await h.change(shop, { secretFrozen: true })
  assert.equal(await ask(h), 40243)
  assert.equal((await h.api('/sns/userinfo', tokens))['nickname'], '阿波')
})

test('a whitelist goes by the address of the connection, and 40164 tells which that is before any parameter is looked at', async () => {
  await using h = await harness()
  const { url } = await h.platform.listen({ port: 0 })
  const call = async (query: Record<string, string>): Promise<Record<string, unknown>> =>
    JSON.parse(await (await fetch(`${url}/cgi-bin/token?${new URLSearchParams(query)}`)).text()) as Record<
      string,
      unknown
    >
  await h.change(shop, { ipWhitelist: ['203.0.113.9', '10.0.0.0/8'] })
  assert.deepEqual(await call({ appid: shop.appid }), {
    errcode: 40164,
    errmsg: 'invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist',
  })
  for (const ipWhitelist of [['127.0.0.0/8'], ['127.0.0.1'], undefined]) {
    await h.change(shop, { ipWhitelist })
    assert.equal((await call(own))['expires_in'], 7200)
  }
  await h.change(shop, { ipWhitelist: [] })
  assert.equal((await call(own))['errcode'], 40164)
})

test('a whitelist does not count for what is called with a user’s own token', async () => {
  await using h = await harness()
  const tokens = await h.login()
  await h.change(shop, { ipWhitelist: ['203.0.113.9'] })
  assert.equal((await h.api('/sns/auth', tokens))['errcode'], 0)
})

test('45011 counts each interface and each account by itself, and is over with the minute', async () => {
  await using h = await harness()
  await h.change(shop, { callsPerMinute: 2 })
  await h.change(apps.sister, { callsPerMinute: 2 })
  const [tokens, others] = [await h.login(), await h.login({ appid: apps.sister.appid })]
  const auth = async (of = tokens): Promise<unknown> => (await h.api('/sns/auth', of))['errcode']
  assert.deepEqual([await auth(), await auth(), await auth()], [0, 0, 45011])
  assert.equal((await h.api('/sns/userinfo', tokens))['nickname'], '阿波')
  assert.equal(await auth(others), 0)
  h.platform.clock.advance(60)
  assert.equal(await auth(), 0)
})

// Catches a platform that takes the code first and counts afterwards.
test('a code is not burned by a call beyond the limit', async () => {
  await using h = await harness()
  const code = await h.code()
  await h.change(shop, { callsPerMinute: 1 })
  await h.exchange('x')
  assert.equal((await h.exchange(code))['errcode'], 45011)
  h.platform.clock.advance(60)
  assert.equal((await h.exchange(code))['errcode'], undefined)
})
