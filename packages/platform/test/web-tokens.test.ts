import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPlatform, openSqliteStore } from '@weauth/platform'
import { manualClock } from '@weauth/platform/testing'
import { buildAuthorizeLink } from '@weauth/protocol'
import { apps, as, callback, harness, testSeed, users } from './harness.ts'

const { shop, sister, lonely } = apps

test('a code yields the six fields of the document, in its order and types', async () => {
  await using h = await harness()
  const code = await h.code()
  const query = new URLSearchParams({ appid: shop.appid, secret: shop.secret, code, grant_type: 'authorization_code' })
  const response = await h.platform.fetch(new Request(`https://api.weixin.qq.com/sns/oauth2/access_token?${query}`))
  const body = await response.text()
  assert.deepEqual(Object.keys(JSON.parse(body)), [
    'access_token',
    'expires_in',
    'refresh_token',
    'openid',
    'scope',
    'unionid',
  ])
  const reply = JSON.parse(body)
  assert.equal(reply.expires_in, 7200)
  assert.match(reply.access_token, /^[\w-]{90,512}$/)
  assert.match(reply.openid, /^o[\w-]{27}$/)
  assert.equal(reply.scope, 'snsapi_userinfo')
  assert.doesNotMatch(body, /[\s]/, 'compact')
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/plain')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
})

test('a code is good once: the second exchange gets 40163', async () => {
  await using h = await harness()
  const code = await h.code()
  assert.ok((await h.exchange(code))['access_token'])
  assert.deepEqual(await h.exchange(code), { errcode: 40163, errmsg: 'code been used' })
})

test('a used code is 40163 while it is remembered, and 40029 once it is forgotten', async () => {
  const clock = manualClock()
  const store = openSqliteStore({ path: ':memory:', clock })
  await using h = await harness({ store })
  const code = await h.code()
  await h.exchange(code)
  clock.advance(7200)
  assert.equal((await h.exchange(code))['errcode'], 40163)
  await store.purge(100, 0)
  assert.equal((await h.exchange(code))['errcode'], 40029)
})

test('a second login yields other tokens, and those of the first go on working', async () => {
  await using h = await harness()
  const first = await h.login()
  const second = await h.login({ scope: 'snsapi_base' })
  assert.notEqual(second['access_token'], first['access_token'])
  assert.notEqual(second['refresh_token'], first['refresh_token'])
  const { access_token = '', refresh_token = '', openid = '' } = first
  assert.equal((await h.api('/sns/userinfo', { access_token, openid }))['openid'], openid)
  const parameters = { appid: shop.appid, grant_type: 'refresh_token', refresh_token }
  assert.equal((await h.api('/sns/oauth2/refresh_token', parameters))['scope'], 'snsapi_userinfo')
})

// Catches a pool of random bytes that is given out from its beginning again.
test('the secrets of a thousand codes from the system’s randomness are a thousand', async () => {
  const platform = await createPlatform({ seed: testSeed })
  const link = buildAuthorizeLink({ appid: shop.appid, redirectUri: callback, scope: 'snsapi_base', state: 's' })
  const secrets = new Set<string>()
  for (let number = 0; number < 1000; number += 1) {
    const { headers } = await platform.fetch(new Request(link.split('#')[0] ?? '', { headers: as() }))
    secrets.add((new URL(headers.get('location') ?? '').searchParams.get('code') ?? '').slice(-22))
  }
  await platform.close()
  assert.equal(secrets.size, 1000)
  assert.ok([...secrets].every((secret) => new Set(secret).size > 4))
})

test('a code lives until five minutes have passed, not one second longer', async () => {
  await using h = await harness()
  const [early, late] = [await h.code(), await h.code()]
  h.platform.clock.advance(299)
  assert.ok((await h.exchange(early))['access_token'])
  h.platform.clock.advance(1)
  assert.deepEqual(await h.exchange(late), { errcode: 40029, errmsg: 'invalid code' })
})

test('a wrong secret, another app, a wrong grant_type and a cut code do not burn the code', async () => {
  await using h = await harness()
  const code = await h.code()
  assert.equal((await h.exchange(code, shop, { secret: 'f'.repeat(32) }))['errcode'], 40125)
  assert.equal((await h.exchange(code, shop, { secret: sister.secret }))['errcode'], 40125)
  assert.equal((await h.exchange(code, sister))['errcode'], 40029)
  assert.equal((await h.exchange(code, shop, { grant_type: 'refresh_token' }))['errcode'], 40002)
  assert.equal((await h.exchange(code.slice(0, -1)))['errcode'], 40029)
  assert.equal((await h.exchange(code.toLowerCase()))['errcode'], 40029)
  assert.ok((await h.exchange(code))['access_token'])
})

test('an openid is the user’s own for each app; the unionid is one for the apps of an open-platform account and differs from the openid', async () => {
  await using h = await harness()
  const atShop = await h.login()
  const atSister = await h.login({ appid: sister.appid })
  const alone = await h.login({ appid: lonely.appid, redirectUri: 'https://lonely.example.com/mp/cb' })
  assert.equal(new Set([atShop['openid'], atSister['openid'], alone['openid'], atShop['unionid']]).size, 4)
  assert.equal(atShop['unionid'], atSister['unionid'])
  assert.equal(alone['unionid'], undefined)
  assert.equal((await h.login())['openid'], atShop['openid'], 'the same at every login')
})

test('a refresh yields a new access token and the same refresh token, without a unionid; the old access token lives out its time', async () => {
  await using h = await harness()
  const first = await h.login()
  const parameters = { appid: shop.appid, grant_type: 'refresh_token', refresh_token: first['refresh_token'] ?? '' }
  const second = await h.api('/sns/oauth2/refresh_token', parameters)
  assert.deepEqual(Object.keys(second), ['access_token', 'expires_in', 'refresh_token', 'openid', 'scope'])
  assert.notEqual(second['access_token'], first['access_token'])
  assert.equal(second['refresh_token'], first['refresh_token'])
  for (const token of [first, second]) {
    const valid = await h.api('/sns/auth', {
      access_token: String(token['access_token']),
      openid: String(token['openid']),
    })
    assert.deepEqual(valid, { errcode: 0, errmsg: 'ok' })
  }
})

test('five refreshes at once yield five access tokens that all work', async () => {
  await using h = await harness()
  const { refresh_token = '', openid = '' } = await h.login()
  const parameters = { appid: shop.appid, grant_type: 'refresh_token', refresh_token }
  const replies = await Promise.all(Array.from({ length: 5 }, () => h.api('/sns/oauth2/refresh_token', parameters)))
  // Their secrets, too: a locator can be guessed.
  assert.equal(new Set(replies.map((reply) => String(reply['access_token']).slice(-86))).size, 5)
  for (const reply of replies) {
    assert.equal(
      (await h.api('/sns/userinfo', { access_token: String(reply['access_token']), openid }))['openid'],
      openid,
    )
  }
})

test('a refresh token lives as long as the tier of its app; then the user has to authorize again', async () => {
  await using h = await harness()
  const week = await h.login({ appid: sister.appid })
  const refresh = (): Promise<Record<string, unknown>> =>
    h.api('/sns/oauth2/refresh_token', {
      appid: sister.appid,
      grant_type: 'refresh_token',
      refresh_token: week['refresh_token'] ?? '',
    })
  h.platform.clock.advance(7 * 86_400 - 1)
  assert.ok((await refresh())['access_token'])
  h.platform.clock.advance(1)
  assert.deepEqual(await refresh(), { errcode: 42002, errmsg: 'refresh_token expired' })
})

test('an access token ends after 7200 seconds; a refreshed one goes on', async () => {
  await using h = await harness()
  const { access_token = '', refresh_token = '', openid = '' } = await h.login()
  h.platform.clock.advance(7199)
  assert.equal((await h.api('/sns/auth', { access_token, openid }))['errcode'], 0)
  h.platform.clock.advance(1)
  for (const path of ['/sns/auth', '/sns/userinfo']) {
    assert.deepEqual(await h.api(path, { access_token, openid }), { errcode: 42001, errmsg: 'access_token expired' })
  }
  const refreshed = await h.api('/sns/oauth2/refresh_token', {
    appid: shop.appid,
    grant_type: 'refresh_token',
    refresh_token,
  })
  assert.equal((await h.api('/sns/auth', { access_token: String(refreshed['access_token']), openid }))['errcode'], 0)
})

test('user info tells everything the document lists, byte for byte', async () => {
  await using h = await harness()
  const { access_token = '', openid = '', unionid = '' } = await h.login({}, { user: 'alice' })
  const query = new URLSearchParams({ access_token, openid, lang: 'zh_CN' })
  const response = await h.platform.fetch(new Request(`https://api.weixin.qq.com/sns/userinfo?${query}`))
  const body = await response.text()
  assert.equal(response.headers.get('content-type'), 'text/plain')
  const url = /"headimgurl":"([^"]+)"/.exec(body)?.[1] ?? ''
  assert.match(url, /^https:\\\/\\\/open\.weixin\.qq\.com\\\/mmopen\\\/vi_32\\\/[\w-]{40,}\\\/132$/)
  assert.equal(
    body,
    `{"openid":"${openid}","nickname":"小艾","sex":2,"city":"深圳","province":"广东","country":"CN","headimgurl":"${url}","privilege":["chinaunicom"],"unionid":"${unionid}"}`,
  )
})

test('lang changes the names of regions: zh_CN, zh_TW, en, and zh_CN for anything else', async () => {
  await using h = await harness()
  const { access_token = '', openid = '' } = await h.login({}, { user: 'alice' })
  const region = async (lang?: string): Promise<unknown[]> => {
    const reply = await h.api('/sns/userinfo', { access_token, openid, ...(lang !== undefined && { lang }) })
    return [reply['province'], reply['city']]
  }
  assert.deepEqual(await region('zh_CN'), ['广东', '深圳'])
  assert.deepEqual(await region('zh_TW'), ['廣東', '深圳'])
  assert.deepEqual(await region('en'), ['Guangdong', 'Shenzhen'])
  assert.deepEqual(await region('xx'), ['广东', '深圳'])
  assert.deepEqual(await region(), ['广东', '深圳'])
})

test('user info needs snsapi_userinfo: a token of snsapi_base gets 48001', async () => {
  await using h = await harness()
  const { access_token = '', openid = '' } = await h.login({ scope: 'snsapi_base' })
  assert.deepEqual(await h.api('/sns/userinfo', { access_token, openid }), {
    errcode: 48001,
    errmsg: 'api unauthorized',
  })
  assert.equal((await h.api('/sns/auth', { access_token, openid }))['errcode'], 0)
})

test('token and openid belong together: another user’s, or the same user’s at another app, is 40003', async () => {
  await using h = await harness()
  const { access_token = '' } = await h.login({}, { user: 'alice' })
  const strangers = [h.platform.openid(shop.appid, 'bob'), h.platform.openid(sister.appid, 'alice'), 'o'.repeat(28)]
  for (const openid of strangers) {
    for (const path of ['/sns/userinfo', '/sns/auth']) {
      assert.deepEqual(await h.api(path, { access_token, openid }), { errcode: 40003, errmsg: 'invalid openid' })
    }
  }
})

test('the picture is a PNG of the size its address ends in, 640 for 0; other sizes are not there', async () => {
  await using h = await harness()
  const { access_token = '', openid = '' } = await h.login({}, { user: 'alice' })
  const url = String((await h.api('/sns/userinfo', { access_token, openid }))['headimgurl'])
  for (const [size, pixels] of Object.entries({ 0: 640, 46: 46, 64: 64, 96: 96, 132: 132 })) {
    const response = await h.platform.fetch(new Request(url.replace(/132$/, size)))
    const png = Buffer.from(await response.arrayBuffer())
    assert.equal(response.headers.get('content-type'), 'image/png')
    assert.equal(png.toString('latin1', 1, 4), 'PNG')
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [pixels, pixels])
  }
  assert.equal((await h.platform.fetch(new Request(url.replace(/132$/, '48')))).status, 404)
})

test('a user without a picture has an empty headimgurl', async () => {
  await using h = await harness()
  const { access_token = '', openid = '' } = await h.login({}, { user: 'carol' })
  assert.equal((await h.api('/sns/userinfo', { access_token, openid }))['headimgurl'], '')
})

test('when the user changes the picture the old address dies and user info has a new one', async () => {
  await using h = await harness()
  const { access_token = '', openid = '' } = await h.login({}, { user: 'alice' })
  const url = async (): Promise<string> =>
    String((await h.api('/sns/userinfo', { access_token, openid }))['headimgurl'])
  const old = await url()
  await h.platform.saveUser({ ...users.alice, avatar: 2 })
  assert.notEqual(await url(), old)
  assert.equal((await h.platform.fetch(new Request(old))).status, 404)
  assert.equal((await h.platform.fetch(new Request(await url()))).status, 200)
})

test('a POST form, a query, and a mix of both exchange a code; the query wins and the first of two values counts', async () => {
  await using h = await harness()
  const url = 'https://api.weixin.qq.com/sns/oauth2/access_token'
  const account = { appid: shop.appid, secret: shop.secret }
  const post = async (query: string, form: string): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
    return JSON.parse(
      await (await h.platform.fetch(new Request(`${url}?${query}`, { method: 'POST', headers, body: form }))).text(),
    )
  }
  const grant = async (): Promise<Record<string, string>> => ({
    code: await h.code(),
    grant_type: 'authorization_code',
  })
  const text = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString()
  const extras = `client_id=x&client_secret=y&redirect_uri=${encodeURIComponent(callback)}&nonce=1&nonce=2`
  assert.ok((await post('', text({ ...account, ...(await grant()) })))['access_token'])
  assert.ok((await post(text(account), `${text(await grant())}&${extras}`))['access_token'])
  assert.ok((await post(text({ ...account, ...(await grant()) }), 'secret=wrong&code=wrong'))['access_token'])
  assert.ok((await post(`${text(account)}&secret=wrong`, text(await grant())))['access_token'])
  assert.equal((await post(`secret=wrong&${text(account)}`, text(await grant())))['errcode'], 40125)
})
