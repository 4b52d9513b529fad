import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreeing, demoFor, exchangesOf, locationOf, visit } from './harness.ts'

test('a login of snsapi_userinfo shows every step, the user and the picture', async (t) => {
  const demo = await demoFor(t)
  const browser = visit(demo)
  await browser.login('snsapi_userinfo')
  const page = await browser.read('/me')
  for (const text of [
    'scope</code>',
    'wechat_redirect',
    'GET /callback?code=',
    'GET /sns/oauth2/access_token',
    '小艾',
    '2 (female)',
    'CN · Guangdong · Shenzhen',
    demo.platform.openid('wx0a1b2c3d4e5f6071', 'alice'),
    'unionid',
  ])
    assert.ok(page.includes(text), text)
  const picture = /<img class="avatar size-132" src="([^"]+)"/.exec(page)?.[1] ?? ''
  assert.equal((await fetch(picture)).headers.get('content-type'), 'image/png')
  assert.equal(exchangesOf(demo).length, 1)
})

test('a login of snsapi_base asks nobody, yields the openid and explains 48001, which a try then shows', async (t) => {
  const demo = await demoFor(t)
  const browser = visit(demo)
  await browser.login('snsapi_base', { 'x-weauth-user': 'bob' })
  const before = await browser.read('/me')
  assert.ok(before.includes(demo.platform.openid('wx0a1b2c3d4e5f6071', 'bob')))
  assert.match(before, /WeChat answers 48001/)
  assert.equal(demo.platform.traces().filter(({ path }) => path === '/sns/userinfo').length, 0)

  assert.equal(locationOf(await browser.send('POST', '/userinfo')), '/me#step-4')
  const after = await browser.read('/me')
  assert.match(after, /WeChat refused the call \(48001 /)
  assert.match(after, /authorize with snsapi_userinfo/)
  assert.match(after, /改用 snsapi_userinfo 授权/)
})

test('after a refusal the shop says so and offers to try again, and the state is spent', async (t) => {
  const demo = await demoFor(t)
  const browser = visit(demo)
  const callback = await browser.toCallback('snsapi_userinfo', { ...agreeing, 'x-weauth-consent': 'deny' })
  assert.equal(new URL(callback).searchParams.has('code'), false)
  const page = await browser.read(callback)
  assert.match(page, /You did not agree/)
  assert.match(page, /login\?returnTo=%2Fme"/)
  assert.match(await browser.read(`${callback}&code=abc`), /You did not agree/)
  assert.equal(exchangesOf(demo).length, 0)
})

test('the state is 32 of a-zA-Z0-9, another each time, tied to a cookie that no script reads and that does not tell it', async (t) => {
  const browser = visit(await demoFor(t))
  const states = new Set<string>()
  for (let time = 0; time < 3; time++) {
    const response = await browser.get('/login?scope=snsapi_base')
    assert.equal(response.status, 302)
    const state = new URL(locationOf(response)).searchParams.get('state') ?? ''
    assert.match(state, /^[0-9A-Za-z]{32}$/)
    const cookie = response.headers.get('set-cookie') ?? ''
    assert.match(cookie, /^weauth=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900$/)
    assert.ok(!cookie.includes(state))
    states.add(state)
  }
  assert.equal(states.size, 3)
})

const forgeries: Readonly<Record<string, (state: string) => string>> = {
  'no state': () => '',
  'an empty state': () => 'state=',
  'a forged state': (state) => `state=${state.replace(/./, (first) => (first === 'a' ? 'b' : 'a'))}`,
  'a state cut short': (state) => `state=${state.slice(1)}`,
  'two states': (state) => `state=${state}&state=${state}`,
}
for (const [name, forge] of Object.entries(forgeries)) {
  test(`a callback with ${name} is refused before any exchange`, async (t) => {
    const demo = await demoFor(t)
    const browser = visit(demo)
    const { searchParams } = new URL(await browser.toCallback('snsapi_base'))
    const forged = forge(searchParams.get('state') ?? '')
    const response = await browser.get(`/callback?code=${searchParams.get('code')}&${forged}`)
    assert.equal(response.status, 400)
    assert.match(await response.text(), /This login is over/)
    assert.equal(exchangesOf(demo).length, 0)
  })
}

test('the callback of one browser begins another login in another browser, and is still good in its own', async (t) => {
  const demo = await demoFor(t)
  const [victim, attacker, stranger] = [visit(demo), visit(demo), visit(demo)]
  const callback = await attacker.toCallback('snsapi_base')
  await victim.toCallback('snsapi_base')
  for (const other of [victim, stranger]) {
    assert.match(locationOf(await other.get(callback)), /\/connect\/oauth2\/authorize\?/)
    assert.equal(locationOf(await other.get('/me')), '/')
  }
  assert.equal(exchangesOf(demo).length, 0)
  assert.equal((await attacker.get(callback)).status, 303)
})

test('a callback that comes three times at once is one exchange, and all three are logged in', async (t) => {
  const demo = await demoFor(t)
  const browser = visit(demo)
  const callback = await browser.toCallback('snsapi_base')
  const answers = await Promise.all([1, 2, 3].map(() => browser.get(callback)))
  assert.deepEqual(answers.map(locationOf), ['/me#', '/me#', '/me#'])
  assert.equal(exchangesOf(demo).length, 1)
})

test('a code that cannot be one is not exchanged, and logs nobody in', async (t) => {
  const demo = await demoFor(t)
  const browser = visit(demo)
  for (const code of ['code=', 'code=a%00b', 'code=a%20b', `code=${'a'.repeat(2048)}`, 'code=A&code=B']) {
    const { searchParams } = new URL(await browser.toCallback('snsapi_base'))
    const response = await browser.get(`/callback?${code}&state=${searchParams.get('state')}`)
    assert.notEqual(response.status, 303, code)
    assert.equal(locationOf(await browser.get('/me')), '/', code)
  }
  assert.equal(exchangesOf(demo).length, 0)
})

test('no page shows a code, a token or the secret; a refresh brings another token, and a check finds it valid', async (t) => {
  const secrets = ['0123456789abcdef0123456789abcdef']
  let lastCall = ''
  const demo = await demoFor(t, async (url, init) => {
    lastCall = url
    const response = await fetch(url, init)
    const body = (await response.clone().json()) as Record<string, string>
    for (const name of ['access_token', 'refresh_token']) if (body[name] !== undefined) secrets.push(body[name])
    return response
  })
  const browser = visit(demo)
  const callback = await browser.toCallback('snsapi_userinfo')
  secrets.push(new URL(callback).searchParams.get('code') ?? '')
  await browser.get(callback)
  const pages = [await browser.read('/me')]
  assert.equal(locationOf(await browser.send('POST', '/refresh')), '/me#step-5')
  assert.equal(locationOf(await browser.send('POST', '/check')), '/me#step-6')
  pages.push(await browser.read('/me'), await browser.read('/'))

  assert.match(pages[1] ?? '', /A new access token/)
  assert.match(pages[1] ?? '', /It is valid/)
  assert.equal(secrets.length, 6)
  assert.ok(lastCall.includes(`/sns/auth?access_token=${secrets[4]}`), 'the check is of the new token')
  for (const secret of secrets) {
    assert.ok(secret.length >= 32)
    for (const page of pages) assert.ok(!page.includes(secret.slice(0, 16)), 'a secret value on a page')
  }
  // The refreshed refresh token is kept, and not even the shop's own pages are handed it.
  const masked = secrets.slice(1, 5).map((token) => `${token.slice(0, 6)}…${token.slice(-4)} (${token.length})`)
  for (const text of masked) assert.ok(pages[1]?.includes(text), text)
})

test('a code that WeChat calls used costs one more round, and a wrong secret ends on a page that says what to do', async (t) => {
  let errcode = 40163
  const demo = await demoFor(t, async () => Response.json({ errcode, errmsg: 'no' }))
  const browser = visit(demo)
  const again = await browser.get(await browser.toCallback('snsapi_base'))
  assert.match(locationOf(again), /\/connect\/oauth2\/authorize\?.*scope=snsapi_base/)
  errcode = 40125
  const response = await browser.get(await browser.toCallback('snsapi_base'))
  assert.equal(response.status, 500)
  const page = await response.text()
  assert.match(page, /The login failed/)
  assert.match(page, /secret/)
  assert.equal(locationOf(await browser.get('/me')), '/')
})

test('the virtual user of a snapshot page is not logged in', async (t) => {
  const demo = await demoFor(t, async (url, init) => {
    const body = (await (await fetch(url, init)).json()) as object
    return Response.json({ ...body, is_snapshotuser: 1 })
  })
  const browser = visit(demo)
  const response = await browser.get(await browser.toCallback('snsapi_base'))
  assert.equal(response.status, 200)
  assert.match(await response.text(), /使用完整服务/)
  assert.equal(locationOf(await browser.get('/me')), '/')
})

test('a login gets a session of its own, whatever was planted, and logging out ends it', async (t) => {
  const browser = visit(await demoFor(t))
  browser.cookies.set('shop_session', 'planted')
  await browser.login('snsapi_base')
  const session = browser.cookies.get('shop_session') ?? ''
  assert.match(session, /^[\w-]{32}$/)
  await browser.login('snsapi_userinfo')
  assert.notEqual(browser.cookies.get('shop_session'), session)
  const last = browser.cookies.get('shop_session') ?? ''
  assert.equal((await browser.send('GET', '/me', { cookie: `shop_session=${session}` })).status, 303)
  await browser.send('POST', '/logout')
  assert.equal(browser.cookies.has('shop_session'), false)
  assert.equal((await browser.send('GET', '/me', { cookie: `shop_session=${last}` })).status, 303)
})

test('a nickname is text, whatever it holds, and a page runs no script', async (t) => {
  const demo = await demoFor(t)
  const alice = demo.platform.users().find(({ id }) => id === 'alice') ?? assert.fail()
  await demo.platform.saveUser({ ...alice, nickname: `"'><script>alert(1)</script>` })
  const browser = visit(demo)
  await browser.login('snsapi_userinfo')
  for (const path of ['/', '/me']) {
    const response = await browser.get(path)
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; style-src 'nonce-[\w-]{22}'; img-src data: /)
    assert.ok(policy.includes(demo.platformUrl))
    assert.doesNotMatch(policy, /script-src|unsafe/)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    const page = await response.text()
    assert.doesNotMatch(page, /<script|"'>/)
    assert.match(page, /&#60;script&#62;/)
  }
})

test('regions come in the language of the browser: simplified, traditional, English', async (t) => {
  const demo = await demoFor(t)
  for (const [language, region] of [
    ['zh-CN,zh;q=0.9,en;q=0.8', '广东 · 深圳'],
    ['zh-TW', '廣東 · 深圳'],
    ['fr, en;q=0.5', 'Guangdong · Shenzhen'],
  ] as const) {
    const browser = visit(demo, language)
    await browser.login('snsapi_userinfo')
    assert.ok((await browser.read('/me')).includes(region), region)
  }
})

test('other methods, unknown pages and posts from another origin are refused', async (t) => {
  const demo = await demoFor(t)
  const browser = visit(demo)
  const callback = await browser.toCallback('snsapi_base')
  for (const method of ['HEAD', 'POST', 'OPTIONS', 'PUT'])
    assert.equal((await browser.send(method, callback)).status, 405)
  assert.equal(exchangesOf(demo).length, 0)
  await browser.login('snsapi_base')
  assert.equal((await browser.get('/refresh')).status, 405)
  assert.equal((await browser.get('/nowhere')).status, 404)
  assert.equal((await browser.get('/constructor?')).status, 404)
  assert.equal((await browser.send('POST', '/refresh', { origin: demo.platformUrl })).status, 403)
  assert.equal((await browser.send('POST', '/refresh', { origin: 'null' })).status, 403)
  assert.equal((await browser.send('POST', '/refresh', { origin: demo.shopUrl })).status, 303)
  assert.equal(demo.platform.traces().filter(({ path }) => path === '/sns/oauth2/refresh_token').length, 1)
})
