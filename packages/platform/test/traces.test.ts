import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { apps, as, harness } from './harness.ts'

test('one login is one flow from the link to the last call', async () => {
  await using h = await harness()
  const { access_token = '', refresh_token = '', openid = '' } = await h.login()
  await h.api('/sns/userinfo', { access_token, openid })
  await h.api('/sns/auth', { access_token, openid })
  await h.api('/sns/oauth2/refresh_token', { appid: apps.shop.appid, grant_type: 'refresh_token', refresh_token })
  const traces = h.platform.traces()
  assert.equal(traces.length, 5)
  assert.equal(new Set(traces.map(({ flow }) => flow)).size, 1)
  assert.deepEqual(
    traces.map(({ issued }) => issued),
    [['code'], ['access_token', 'refresh_token'], [], [], ['access_token']],
  )
  assert.ok(traces.every(({ userId, appid }) => userId === 'bob' && appid === apps.shop.appid))
})

test('a call that is refused belongs to the flow of its token, too', async () => {
  await using h = await harness()
  const { access_token = '', openid = '' } = await h.login({ scope: 'snsapi_base' })
  const flow = h.platform.traces()[0]?.flow
  await h.api('/sns/userinfo', { access_token, openid })
  await h.api('/sns/auth', { access_token, openid: 'x' })
  h.platform.clock.advance(7200)
  await h.api('/sns/auth', { access_token, openid })
  const refused = h.platform.traces().slice(2)
  assert.deepEqual(
    refused.map(({ outcome }) => outcome),
    ['errcode 48001', 'errcode 40003', 'errcode 42001'],
  )
  assert.ok(flow !== undefined && refused.every((trace) => trace.flow === flow && trace.userId === 'bob'))
})

test('a broken link’s trace names the rule, both compared values, and the rules that passed before', async () => {
  await using h = await harness()
  await h.open(h.link({ redirectUri: 'https://evil.example/cb' }), as())
  const rules = h.platform.traces().at(-1)?.rules ?? []
  assert.deepEqual(rules.at(-1), {
    id: 'callback-domain',
    verdict: 'broken',
    given: 'https://evil.example/cb',
    expected: 'shop.example.com',
  })
  assert.ok(rules.length > 10 && rules.slice(0, -1).every(({ verdict }) => verdict === 'passed'))
})

test('no secret, code or token is in a trace, whichever way it was sent', async () => {
  await using h = await harness()
  const code = await h.code()
  const tokens = await h.exchange(code)
  const { access_token, refresh_token } = tokens as Record<string, string>
  await h.api('/sns/userinfo', { access_token: access_token ?? '', openid: 'x' })
  await h.api('/sns/oauth2/refresh_token', {
    appid: apps.shop.appid,
    grant_type: 'refresh_token',
    refresh_token: refresh_token ?? '',
  })
  await h.platform.fetch(
    new Request(`https://api.weixin.qq.com/sns/oauth2/access_token?%73ecret=${apps.shop.secret}&%63ode=${code}`),
  )
  await h.open(h.link({ redirectUri: `https://evil.example/cb?code=${code}` }), as())
  await h.open(h.link({ scope: 'snsapi_base', redirectUri: `https://shop.example.com/cb#token=${access_token}` }), as())
  // Under a name that is not theirs: misspelt, in brackets, one in the place of the other, or cut.
  const misplaced = { appsecret: apps.shop.secret, 'code[]': code, openid: access_token ?? '', lang: code }
  await h.api('/sns/userinfo', { access_token: access_token ?? '', ...misplaced })
  await h.api('/sns/oauth2/access_token', {
    appid: apps.shop.secret,
    secret: 'x',
    code: 'x',
    grant_type: 'authorization_code',
  })
  await h.api('/sns/auth', { access_token: 'x', openid: refresh_token?.slice(0, -1) ?? '' })
  // Where a path or a name stands.
  await h.open(`/${access_token}?${refresh_token}`)
  await h.api(`/sns/${apps.shop.secret}`, { [code]: '1' })
  const all = inspect(h.platform.traces(), { depth: Infinity })
  for (const secret of [apps.shop.secret, code, access_token, refresh_token]) {
    assert.ok(!all.includes(secret?.slice(0, 30) ?? ''))
  }
})

test('the parameters of a posted form are traced, without its secrets', async () => {
  await using h = await harness()
  const { appid, secret } = apps.shop
  const body = new URLSearchParams({ appid, secret, code: 'x', grant_type: 'authorization_code' })
  await h.platform.fetch(new Request('https://api.weixin.qq.com/sns/oauth2/access_token', { method: 'POST', body }))
  const values = h.platform
    .traces()
    .at(-1)
    ?.parameters.map(({ name, value }) => `${name}=${value}`)
  assert.deepEqual(values, [`appid=${appid}`, 'secret=…', 'code=…', 'grant_type=authorization_code'])
  assert.match(await (await h.open('/_weauth/traces')).text(), /grant_type/)
})

test('the newest requests are kept, as many as asked for, oldest first; none when turned off', async () => {
  await using few = await harness({ traceLimit: 3 })
  for (const path of ['/sns/a', '/sns/b', '/sns/c', '/sns/d']) await few.api(path)
  assert.deepEqual(
    few.platform.traces().map(({ path }) => path),
    ['/sns/b', '/sns/c', '/sns/d'],
  )
  await using none = await harness({ traceLimit: 0 })
  await none.api('/sns/a')
  assert.deepEqual(none.platform.traces(), [])
})

test('a line break in a parameter stays inside one string of the trace’s JSON', async () => {
  await using h = await harness()
  await h.open(h.link({ state: 'a\nforged: line' }), as())
  const json = await (await h.open('/_weauth/traces', { accept: 'application/json' })).text()
  assert.ok(!json.includes('\n'))
  assert.equal(JSON.parse(json)[0].parameters.at(-1).value, 'a\nforged: line')
})

test('the developer’s pages show apps with their links, users and the last requests', async () => {
  await using h = await harness()
  const home = await (await h.open('/')).text()
  for (const text of [apps.shop.appid, apps.shop.secret, '小艾', '/_weauth/traces', 'snsapi_userinfo'])
    assert.ok(home.includes(text), text)
  await h.api('/sns/auth')
  const traces = await (await h.open('/_weauth/traces')).text()
  for (const text of ['/sns/auth', '41001', 'api-access-token-present']) assert.ok(traces.includes(text), text)
})
