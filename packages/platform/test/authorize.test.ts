import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apps, as, callback, harness, locationOf } from './harness.ts'

test('snsapi_base goes straight back with code and state, for a stranger too', async () => {
  await using h = await harness()
  const response = await h.open(h.link({ scope: 'snsapi_base' }), as({ user: 'bob' }))
  assert.equal(response.status, 302)
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer', 'the code goes no further by Referer')
  const back = locationOf(response)
  assert.equal(back.origin + back.pathname, callback)
  assert.match(back.searchParams.get('code') ?? '', /^0[0-9][13][0-9A-Za-z]{29}$/)
  assert.equal(back.searchParams.get('state'), 'abc')
})

test('snsapi_userinfo shows a consent page to a follower who comes by a link, and to a stranger', async () => {
  await using h = await harness()
  for (const user of ['alice', 'bob']) {
    const response = await h.open(h.link(), as({ user }))
    assert.equal(response.status, 200)
    const html = await response.text()
    assert.match(html, /示例商城/)
    assert.match(html, /action="\/connect\/oauth2\/confirm"/)
    assert.doesNotMatch(html, /shop\.example\.com\/cb"/, 'the page does not hold the redirect')
  }
})

test('a follower who comes from the chat or the menu is not asked; a stranger, or another entry, is', async () => {
  await using h = await harness()
  const status = async (user: string, entry: string): Promise<number> =>
    (await h.open(h.link(), as({ user, entry }))).status
  assert.equal(await status('alice', 'chat'), 302)
  assert.equal(await status('alice', 'menu'), 302)
  assert.equal(await status('alice', 'link'), 200)
  assert.equal(await status('alice', 'scan'), 200)
  assert.equal(await status('bob', 'menu'), 200)
})

test('the page on which a link was does not count: only the domain of redirect_uri does', async () => {
  await using h = await harness()
  for (const referer of ['https://elsewhere.example.org/page', 'https://shop.example.com/page']) {
    const served = await h.open(h.link({ scope: 'snsapi_base' }), { ...as(), referer })
    assert.equal(locationOf(served).origin, 'https://shop.example.com')
    const refused = await h.open(h.link({ redirectUri: 'https://elsewhere.example.org/cb' }), { ...as(), referer })
    assert.equal(refused.headers.get('x-weauth-finding'), 'callback-domain')
  }
})

test('every authorization yields another code', async () => {
  await using h = await harness()
  const codes = await Promise.all(Array.from({ length: 50 }, () => h.code()))
  assert.equal(new Set(codes).size, 50)
})

test('a refusal goes back with the state and without a code', async () => {
  await using h = await harness()
  const response = await h.open(h.link(), as({ consent: 'deny' }))
  assert.equal(response.headers.get('location'), `${callback}?state=abc`)
})

test('code and state join the query of redirect_uri before its fragment', async () => {
  await using h = await harness()
  const link = h.link({ redirectUri: `${callback}?a=1&b=%26#/route?c=2`, scope: 'snsapi_base' })
  const location = (await h.open(link, as())).headers.get('location') ?? ''
  assert.match(location, /^https:\/\/shop\.example\.com\/cb\?a=1&b=%26&code=\w{32}&state=abc#\/route\?c=2$/)
})

test('nothing but a GET mints a code: HEAD, POST, PUT and OPTIONS are refused, and no CORS permission is given', async () => {
  await using h = await harness()
  for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const response = await h.open(
      h.link({ scope: 'snsapi_base' }),
      { ...as(), origin: 'https://evil.example' },
      { method },
    )
    assert.equal(response.status, 405, method)
    assert.equal(response.headers.get('location'), null)
    assert.equal(response.headers.get('access-control-allow-origin'), null)
  }
  assert.deepEqual(
    h.platform.traces().flatMap(({ issued }) => issued),
    [],
  )
})

test('a browser that prefetches, or fetches in the background, gets no code; programs are served like browsers', async () => {
  await using h = await harness()
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await h.open(h.link({ scope: 'snsapi_base' }), { ...as(), ...headers })).status
  assert.equal(await status({ 'sec-purpose': 'prefetch' }), 503)
  assert.equal(await status({ 'sec-purpose': 'prefetch;prerender' }), 503)
  assert.equal(await status({ purpose: 'prefetch' }), 503)
  assert.equal(await status({ 'x-moz': 'prefetch' }), 503)
  assert.equal(await status({ 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-site' }), 403)
  assert.equal(await status({ 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-site' }), 403)
  assert.equal(await status({ 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }), 302)
  assert.equal(await status({ 'sec-fetch-mode': 'cors' }), 302)
  assert.equal(await status({}), 302)
})

test('a broken link is a page with WeChat’s own words and the finding, never a redirect', async () => {
  await using h = await harness()
  const response = await h.open(h.link({ redirectUri: 'https://evil.example/cb' }), as({ consent: 'allow' }))
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('location'), null)
  assert.equal(response.headers.get('x-weauth-finding'), 'callback-domain')
  const html = await response.text()
  for (const text of [
    '该链接无法访问',
    'redirect_uri域名与后台配置不一致',
    '10003',
    'https://evil.example/cb',
    'shop.example.com',
  ]) {
    assert.ok(html.includes(text), text)
  }
})

test('pages come in the language the browser asks for, Chinese without a wish', async () => {
  await using h = await harness()
  const lang = async (accept?: string): Promise<string | undefined> => {
    const headers = accept === undefined ? as() : { ...as(), 'accept-language': accept }
    return /<html lang="([^"]+)"/.exec(await (await h.open(h.link(), headers)).text())?.[1]
  }
  assert.match((await lang('en-GB,en;q=0.9,zh;q=0.8')) ?? '', /^en/)
  assert.match((await lang('fr,zh-CN;q=0.9,en;q=0.8')) ?? '', /^zh/)
  assert.match((await lang()) ?? '', /^zh/)
})

test('without header, cookie or default the picker asks who opens the link, and sends back to it', async () => {
  await using h = await harness()
  const link = h.link({ scope: 'snsapi_base' })
  const page = await (await h.open(link)).text()
  for (const name of ['小艾', '阿波']) assert.ok(page.includes(name))

  const query = new URL(link).search.slice(1)
  const picked = await h.open(
    '/_weauth/user',
    {},
    { method: 'POST', body: new URLSearchParams({ user: 'alice', entry: 'menu', query }) },
  )
  assert.equal(picked.status, 303)
  assert.equal(picked.headers.get('location'), `/connect/oauth2/authorize?${query}`)
  const cookie = picked.headers.get('set-cookie')?.split(';')[0] ?? ''
  assert.match(picked.headers.get('set-cookie') ?? '', /^__Host-[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/)

  assert.equal((await h.open(h.link(), { cookie })).status, 302, 'alice comes from the menu, and follows')
  assert.deepEqual(h.platform.traces().at(-1)?.userId, 'alice')
})

test('a header goes before the cookie, the cookie before the default user', async () => {
  await using h = await harness({ defaultUser: 'carol' })
  const who = async (headers: Record<string, string>): Promise<string | undefined> => {
    await h.open(h.link({ scope: 'snsapi_base' }), headers)
    return h.platform.traces().at(-1)?.userId
  }
  const cookie = `__Host-weauth_session=${'a'.repeat(22)}.link.${Buffer.from('alice').toString('base64url')}`
  assert.equal(await who({}), 'carol')
  assert.equal(await who({ cookie }), 'alice')
  assert.equal(await who({ cookie, ...as({ user: 'bob' }) }), 'bob')
})

test('the X-Weauth headers are ignored when another site makes the browser send them', async () => {
  await using h = await harness({ defaultUser: 'carol' })
  const who = async (headers: Record<string, string>): Promise<string | undefined> => {
    await h.open(h.link({ scope: 'snsapi_base' }), { ...as({ user: 'alice' }), ...headers })
    return h.platform.traces().at(-1)?.userId
  }
  assert.equal(await who({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }), 'carol')
  assert.equal(await who({ origin: 'https://evil.example' }), 'carol')
  assert.equal(await who({ origin: 'null' }), 'carol')
  assert.equal(await who({ origin: 'https://open.weixin.qq.com' }), 'alice')
})

test('a header that names no user, entry or consent is told so', async () => {
  await using h = await harness()
  for (const who of [{ user: 'nobody' }, { entry: 'door' }, { consent: 'maybe' }]) {
    const response = await h.open(h.link(), as(who))
    assert.equal(response.status, 400)
    assert.match(await response.text(), /X-Weauth-(?:User|Entry|Consent)/)
  }
})

test('a test account that demands following turns a stranger away with 10006 and serves a follower', async () => {
  await using h = await harness()
  const link = h.link({ appid: apps.followersOnly.appid, scope: 'snsapi_base' })
  const stranger = await h.open(link, as({ user: 'bob' }))
  assert.equal(stranger.headers.get('x-weauth-finding'), 'must-follow')
  assert.match(await stranger.text(), /10006/)
  assert.equal((await h.open(link, as({ user: 'alice' }))).status, 302)
})

test('the three ways to call the same endpoint give the same answer', async () => {
  await using h = await harness()
  const { pathname, search } = new URL(h.link({ scope: 'snsapi_base' }))
  for (const prefix of ['', '/open.weixin.qq.com', '/api.weixin.qq.com']) {
    assert.equal((await h.open(`http://127.0.0.1${prefix}${pathname}${search}`, as())).status, 302, prefix)
  }
})
