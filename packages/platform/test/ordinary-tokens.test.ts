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
  const errcodes = [first['access_token'], second['access_token'], ordinary].map(async (access_token) => {
    return (await h.api('/cgi-bin/user/info', { access_token: String(access_token), openid }))['errcode']
  })
  assert.deepEqual(await Promise.all(errcodes), [42001, undefined, undefined])
  assert.deepEqual(await stableToken(h, { force_refresh: false }), second)
})

test('a token gets the same ticket whenever it asks, and another token another one', async () => {
  await using h = await harness()
  const ticket = (access_token: unknown): Promise<unknown> =>
    h.api('/cgi-bin/ticket/getticket', { access_token: String(access_token), type: 'jsapi' })
  const token = (await stableToken(h))['access_token']
  const first = await ticket(token)
  assert.deepEqual(Object.keys(first as object), ['errcode', 'errmsg', 'ticket', 'expires_in'])
  assert.deepEqual(await ticket(token), first)
  assert.notDeepEqual(await ticket(await ordinaryToken(h)), first)
})
