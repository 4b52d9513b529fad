import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Harness } from './harness.ts'
import { apps, harness } from './harness.ts'

const { shop, sister } = apps

async function ordinaryToken(h: Harness): Promise<string> {
  const parameters = { grant_type: 'client_credential', appid: shop.appid, secret: shop.secret }
  const reply = await h.api('/cgi-bin/token', parameters)
  assert.deepEqual(Object.keys(reply), ['access_token', 'expires_in'])
  assert.equal(reply['expires_in'], 7200)
  return String(reply['access_token'])
}

test('an ordinary token on /sns and a web token on /cgi-bin are both refused with 40001', async () => {
  await using h = await harness()
  const ordinary = await ordinaryToken(h)
  const { access_token = '', refresh_token = '', openid = '' } = await h.login({}, { user: 'alice' })
  for (const path of ['/sns/userinfo', '/sns/auth']) {
    assert.equal((await h.api(path, { access_token: ordinary, openid }))['errcode'], 40001, path)
    assert.equal((await h.api(path, { access_token: refresh_token, openid }))['errcode'], 40001, path)
  }
  assert.equal((await h.api('/cgi-bin/user/info', { access_token, openid }))['errcode'], 40001)
})

test('of a follower the account learns that they follow, and the unionid; of a stranger nothing more than that they do not', async () => {
  await using h = await harness()
  const access_token = await ordinaryToken(h)
  const openid = h.platform.openid(shop.appid, 'alice')
  const follower = await h.api('/cgi-bin/user/info', { access_token, openid, lang: 'zh_CN' })
  assert.equal(follower['subscribe'], 1)
  assert.equal(follower['openid'], openid)
  assert.equal(follower['unionid'], (await h.login({}, { user: 'alice' }))['unionid'])
  assert.equal(follower['nickname'], '')
  const stranger = h.platform.openid(shop.appid, 'bob')
  assert.deepEqual(await h.api('/cgi-bin/user/info', { access_token, openid: stranger }), {
    subscribe: 0,
    openid: stranger,
  })
})

test('an openid of another app or of nobody is 40003', async () => {
  await using h = await harness()
  const access_token = await ordinaryToken(h)
  for (const openid of [h.platform.openid(sister.appid, 'alice'), 'o'.repeat(28)]) {
    assert.equal((await h.api('/cgi-bin/user/info', { access_token, openid }))['errcode'], 40003)
  }
})

test('an ordinary token lives 7200 seconds, and five minutes more at most once there is a newer one', async () => {
  await using h = await harness()
  const openid = h.platform.openid(shop.appid, 'alice')
  const errcode = async (access_token: string): Promise<unknown> =>
    (await h.api('/cgi-bin/user/info', { access_token, openid }))['errcode']
  const first = await ordinaryToken(h)
  const second = await ordinaryToken(h)
  h.platform.clock.advance(299)
  assert.deepEqual([await errcode(first), await errcode(second)], [undefined, undefined])
  h.platform.clock.advance(1)
  assert.deepEqual([await errcode(first), await errcode(second)], [42001, undefined])
  h.platform.clock.advance(6900)
  assert.equal(await errcode(second), 42001)
})

test('/cgi-bin answers in its own spelling of JSON', async () => {
  await using h = await harness()
  const response = await h.platform.fetch(new Request('https://api.weixin.qq.com/cgi-bin/token'))
  assert.equal(response.headers.get('content-type'), 'application/json; encoding=utf-8')
})

async function stableToken(h: Harness, more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const body = JSON.stringify({ grant_type: 'client_credential', appid: shop.appid, secret: shop.secret, ...more })
  const request = new Request('https://api.weixin.qq.com/cgi-bin/stable_token', { method: 'POST', body })
  const reply = JSON.parse(await (await h.platform.fetch(request)).text()) as Record<string, unknown>
  assert.deepEqual(Object.keys(reply), ['access_token', 'expires_in'])
  return reply
}

test('the stable token is the same for all who ask until five minutes before its end, and then another', async () => {
  await using h = await harness()
  const openid = h.platform.openid(shop.appid, 'alice')
  const first = await stableToken(h)
  assert.equal(first['expires_in'], 7200)
  h.platform.clock.advance(6000)
  assert.deepEqual(await stableToken(h), { ...first, expires_in: 1200 })
  h.platform.clock.advance(900)
  const second = await stableToken(h)
  assert.notEqual(second['access_token'], first['access_token'])
  for (const each of [first, second]) {
    const info = await h.api('/cgi-bin/user/info', { access_token: String(each['access_token']), openid })
    assert.equal(info['subscribe'], 1)
  }
})

test('force_refresh ends the stable token at once and leaves an ordinary one alone', async () => {
  await using h = await harness()
  const openid = h.platform.openid(shop.appid, 'alice')
  const ordinary = await ordinaryToken(h)
  const first = await stableToken(h)
  const second = await stableToken(h, { force_refresh: true })
  const secretOf = (reply: Record<string, unknown>): string => String(reply['access_token']).slice(-86)
  assert.notEqual(secretOf(second), secretOf(first))
  const errcodes = [first['access_token'], second['access_token'], ordinary].map(async (access_token) => {
    return (await h.api('/cgi-bin/user/info', { access_token: String(access_token), openid }))['errcode']
  })
  assert.deepEqual(await Promise.all(errcodes), [42001, undefined, undefined])
  assert.deepEqual(await stableToken(h, { force_refresh: false }), second)
})

async function jsapi(h: Harness, access_token: unknown): Promise<{ ticket: unknown; expiresIn: number }> {
  const reply = await h.api('/cgi-bin/ticket/getticket', { access_token: String(access_token), type: 'jsapi' })
  assert.deepEqual(Object.keys(reply), ['errcode', 'errmsg', 'ticket', 'expires_in'])
  return { ticket: reply['ticket'], expiresIn: Number(reply['expires_in']) }
}

test('an account has one ticket, whichever of its tokens asks, and another account another', async () => {
  await using h = await harness()
  const first = await jsapi(h, (await stableToken(h))['access_token'])
  assert.deepEqual(await jsapi(h, await ordinaryToken(h)), first)
  const own = { grant_type: 'client_credential', appid: sister.appid, secret: sister.secret }
  const other = await jsapi(h, (await h.api('/cgi-bin/token', own))['access_token'])
  assert.notEqual(other.ticket, first.ticket)
})

test('a ticket says how long it still lives, and nobody is handed one that ends within five minutes', async () => {
  await using h = await harness()
  const asked = async (): Promise<{ ticket: unknown; expiresIn: number }> => jsapi(h, await ordinaryToken(h))
  const first = await asked()
  h.platform.clock.advance(100)
  const same = await asked()
  assert.deepEqual([same.ticket, same.expiresIn], [first.ticket, first.expiresIn - 100])
  h.platform.clock.advance(same.expiresIn - 301)
  assert.deepEqual(await asked(), { ticket: first.ticket, expiresIn: 301 })
  h.platform.clock.advance(1)
  const next = await asked()
  assert.notEqual(next.ticket, first.ticket)
  assert.equal(next.expiresIn, 7200)
})

test('force_refresh within thirty seconds of the last one is answered with the present token, and costs none of the twenty', async () => {
  await using h = await harness()
  const forced = (): Promise<Record<string, unknown>> => stableToken(h, { force_refresh: true })
  const first = await forced()
  h.platform.clock.advance(29)
  for (let time = 0; time < 30; time += 1) assert.equal((await forced())['access_token'], first['access_token'])
  h.platform.clock.advance(1)
  assert.notEqual((await forced())['access_token'], first['access_token'])
})

test('the quota of a day comes back at midnight in Beijing, and with clear_quota', async () => {
  await using h = await harness()
  const own = { grant_type: 'client_credential', appid: shop.appid, secret: shop.secret }
  const ask = async (): Promise<unknown> => (await h.api('/cgi-bin/token', own))['errcode']
  const access_token = await ordinaryToken(h)
  await h.change(shop, { callsPerDay: 3 })
  assert.deepEqual([await ask(), await ask(), await ask()], [undefined, undefined, 45009])
  const cleared = await h.post(`/cgi-bin/clear_quota?access_token=${access_token}`, { appid: shop.appid })
  assert.deepEqual(cleared, { errcode: 0, errmsg: 'ok' })
  assert.deepEqual([await ask(), await ask(), await ask(), await ask()], [undefined, undefined, undefined, 45009])
  // The clock of the tests begins at midnight UTC, eight in the morning in Beijing.
  h.platform.clock.advance(16 * 3600 - 1)
  assert.equal(await ask(), 45009)
  h.platform.clock.advance(1)
  assert.equal(await ask(), undefined)
})

test('an account clears its quotas ten times a month, and again in the next', async () => {
  await using h = await harness()
  const clear = async (): Promise<unknown> =>
    (await h.post(`/cgi-bin/clear_quota?access_token=${await ordinaryToken(h)}`, { appid: shop.appid }))['errcode']
  for (let time = 0; time < 10; time += 1) assert.equal(await clear(), 0)
  assert.equal(await clear(), 48006)
  h.platform.clock.advance(31 * 86_400 - 8 * 3600 - 1)
  assert.equal(await clear(), 48006)
  h.platform.clock.advance(1)
  assert.equal(await clear(), 0)
})

test('a call that is refused uses up nothing of the account’s quota', async () => {
  await using h = await harness()
  await h.change(shop, { callsPerDay: 1, callsPerMinute: 1 })
  const own = { grant_type: 'client_credential', appid: shop.appid }
  for (let time = 0; time < 5; time += 1)
    assert.equal((await h.api('/cgi-bin/token', { ...own, secret: 'x' }))['errcode'], 40125)
  assert.equal((await h.api('/cgi-bin/token', { ...own, secret: shop.secret }))['errcode'], undefined)
})

test('a token may be asked for by a POST of a form, too', async () => {
  await using h = await harness()
  const body = new URLSearchParams({ grant_type: 'client_credential', appid: shop.appid, secret: shop.secret })
  const response = await h.platform.fetch(
    new Request('https://api.weixin.qq.com/cgi-bin/token', { method: 'POST', body }),
  )
  assert.equal((JSON.parse(await response.text()) as Record<string, unknown>)['expires_in'], 7200)
})
