import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Harness, Json } from './harness.ts'
import { apps, as, harness, platformCallback } from './harness.ts'

// A third-party platform acts for accounts, from its ticket to a user's name.

const { shop, sister, platform } = apps
const through = { redirectUri: platformCallback, componentAppid: platform.appid }

async function exchange(h: Harness, appid: string, code: string): Promise<Json> {
  return h.api('/sns/oauth2/component/access_token', {
    appid,
    code,
    grant_type: 'authorization_code',
    component_appid: platform.appid,
    component_access_token: await h.componentToken(),
  })
}

test('one platform acts for two accounts: each code comes back with its account’s appid and yields its account’s openid', async () => {
  await using h = await harness()
  for (const account of [shop, sister]) {
    const link = h.link({ ...through, appid: account.appid })
    const back = new URL((await h.open(link, as({ consent: 'allow' }))).headers.get('location') ?? assert.fail())
    assert.equal(`${back.origin}${back.pathname}`, platformCallback)
    assert.deepEqual([...back.searchParams.keys()], ['code', 'state', 'appid'])
    assert.equal(back.searchParams.get('appid'), account.appid)
    const tokens = await exchange(h, account.appid, back.searchParams.get('code') ?? '')
    const keys = ['access_token', 'expires_in', 'refresh_token', 'openid', 'scope', 'unionid']
    assert.deepEqual(Object.keys(tokens), keys)
    assert.equal(tokens['openid'], h.platform.openid(account.appid, 'bob'))
    const [access_token, openid] = [String(tokens['access_token']), tokens['openid']]
    assert.equal((await h.api('/sns/userinfo', { access_token, openid }))['nickname'], '阿波')
  }
})

test('consent given on the page remembers through whom it was asked: the code comes back with the appid, a refusal without', async () => {
  await using h = await harness()
  for (const decision of ['allow', 'deny']) {
    const page = await h.open(h.link(through), as())
    const request = /name="request" value="([^"]+)"/.exec(await page.text())?.[1] ?? assert.fail()
    const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
    const body = new URLSearchParams({ request, decision })
    const answer = await h.open('/connect/oauth2/confirm', { cookie }, { method: 'POST', body })
    const back = new URL(answer.headers.get('location') ?? assert.fail())
    assert.equal(back.searchParams.get('appid'), decision === 'allow' ? shop.appid : null)
    const code = back.searchParams.get('code')
    if (code !== null) assert.equal((await exchange(h, shop.appid, code))['scope'], 'snsapi_userinfo')
  }
})

test('a platform refreshes what it was granted, as often as it likes', async () => {
  await using h = await harness()
  const tokens = await exchange(h, shop.appid, await h.code(through))
  for (const _ of [1, 2]) {
    const refreshed = await h.api('/sns/oauth2/component/refresh_token', {
      appid: shop.appid,
      grant_type: 'refresh_token',
      component_appid: platform.appid,
      component_access_token: await h.componentToken(),
      refresh_token: String(tokens['refresh_token']),
    })
    assert.deepEqual(Object.keys(refreshed), ['access_token', 'expires_in', 'refresh_token', 'openid', 'scope'])
    assert.equal(refreshed['refresh_token'], tokens['refresh_token'])
  }
})

// Catches a platform that does not bind a code to whoever asked for it, and one that burns it for the wrong caller.
test('a refused stranger does not burn the code that a platform asked for', async () => {
  await using h = await harness()
  const code = await h.code(through)
  assert.equal((await h.exchange(code))['errcode'], 40029)
  assert.equal((await exchange(h, sister.appid, code))['errcode'], 40029)
  assert.equal((await exchange(h, shop.appid, code))['openid'], h.platform.openid(shop.appid, 'bob'))
})

const [appid, component_appid, grant_type] = [shop.appid, platform.appid, 'authorization_code']
const sdks: Readonly<Record<string, readonly string[]>> = {
  'node-easywechat and overtrue/socialite': [
    'appid',
    'component_appid',
    'component_access_token',
    'code',
    'grant_type',
  ],
  'WxJava, silenceper and Senparc': ['appid', 'code', 'grant_type', 'component_appid', 'component_access_token'],
  'the report 00046234f30bb0b7': ['component_appid', 'grant_type', 'code', 'component_access_token', 'appid'],
}

for (const [sdk, order] of Object.entries(sdks)) {
  test(`the exchange as ${sdk} send it is served`, async () => {
    await using h = await harness()
    const component_access_token = await h.componentToken()
    const values: Record<string, string> = {
      appid,
      component_appid,
      grant_type,
      component_access_token,
      code: await h.code(through),
    }
    const query = order.map((name) => [name, values[name] ?? '']).map(([name, value]) => `${name}=${value}`)
    const headers = { accept: 'application/json, text/plain, */*', 'user-agent': 'axios/1.7.2' }
    const response = await h.open(
      `https://api.weixin.qq.com/sns/oauth2/component/access_token?${query.join('&')}`,
      headers,
    )
    assert.equal(response.headers.get('content-type'), 'text/plain')
    assert.equal((JSON.parse(await response.text()) as Json)['openid'], h.platform.openid(shop.appid, 'bob'))
  })
}

const links: Readonly<Record<string, string>> = {
  'wechatpy, silenceper and WxJava': 'appid,redirect_uri,response_type,scope,state,component_appid',
  'overtrue/socialite with connect_redirect':
    'appid,redirect_uri,response_type,scope,state,connect_redirect,component_appid',
  'node-easywechat': 'appid,redirect_uri,scope,response_type,connect_redirect,component_appid,state',
  chanxuehong: 'appid,component_appid,redirect_uri,scope,state,response_type',
  PowerWeChat: 'appid,component_appid,connect_redirect,redirect_uri,response_type,scope,state',
}

for (const [sdk, names] of Object.entries(links)) {
  test(`the link as ${sdk} writes it is opened by today’s WeChat, and by the document’s where its order is the document’s`, async () => {
    const values: Record<string, string> = {
      appid,
      component_appid,
      redirect_uri: encodeURIComponent(platformCallback),
      response_type: 'code',
      scope: 'snsapi_base',
      state: 'abc',
      connect_redirect: '1',
    }
    const query = names.split(',').map((name) => `${name}=${values[name]}`)
    for (const profile of ['documented', 'observed'] as const) {
      await using h = await harness({ profile, behaviours: { 'wechat-only': false } })
      const answer = await h.open(`/connect/oauth2/authorize?${query.join('&')}`, as())
      const opens = profile === 'observed' || names.startsWith('appid,redirect_uri,response_type,scope,state,')
      assert.equal(answer.headers.has('location'), opens, profile)
    }
  })
}

test('a component_access_token and the token of an account are two things: neither stands for the other', async () => {
  await using h = await harness()
  const access_token = await h.componentToken()
  const openid = h.platform.openid(shop.appid, 'alice')
  assert.equal((await h.api('/cgi-bin/user/info', { access_token, openid }))['errcode'], 40001)
  assert.equal((await h.api('/cgi-bin/ticket/getticket', { access_token, type: 'jsapi' }))['errcode'], 40001)
})

test('a new component_access_token leaves the one before five minutes', async () => {
  await using h = await harness()
  const first = await h.componentToken()
  const second = await h.componentToken()
  const errcode = async (component_access_token: string): Promise<unknown> =>
    (
      await h.api('/sns/oauth2/component/access_token', {
        appid,
        code: 'x',
        grant_type,
        component_appid,
        component_access_token,
      })
    )['errcode']
  h.platform.clock.advance(299)
  assert.deepEqual([await errcode(first), await errcode(second)], [40029, 40029])
  h.platform.clock.advance(1)
  assert.deepEqual([await errcode(first), await errcode(second)], [42006, 40029])
})

test('a ticket is the same for ten minutes, then another, and each is good for twelve hours', async () => {
  await using h = await harness()
  const ticket = (): string => h.platform.verifyTicket(platform.appid)
  const first = ticket()
  assert.match(first, /^ticket@@@/)
  h.platform.clock.advance(599)
  assert.equal(ticket(), first)
  h.platform.clock.advance(1)
  assert.notEqual(ticket(), first)
  h.platform.clock.advance(43_200 - 601)
  const body = { component_appid, component_appsecret: platform.secret, component_verify_ticket: first }
  const reply = await h.post('/cgi-bin/component/api_component_token', body)
  assert.deepEqual(Object.keys(reply), ['component_access_token', 'expires_in'])
})

test('a ticket of a push that has not happened is refused, and so are one with a letter changed and another platform’s', async () => {
  await using h = await harness()
  h.platform.clock.advance(600)
  const ticket = h.platform.verifyTicket(platform.appid)
  h.platform.clock.advance(-600)
  const changed = h.platform.verifyTicket(platform.appid).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  const another = h.platform.verifyTicket(apps.otherPlatform.appid)
  for (const component_verify_ticket of [ticket, changed, another]) {
    const body = { component_appid, component_appsecret: platform.secret, component_verify_ticket }
    assert.equal((await h.post('/cgi-bin/component/api_component_token', body))['errcode'], 61006)
  }
})

test('a developer gets the ticket from /_weauth/component-ticket, and is told which platforms there are', async () => {
  await using h = await harness()
  const at = (id: string): Promise<Response> => h.open(`/_weauth/component-ticket?component_appid=${id}`)
  const found = JSON.parse(await (await at(platform.appid)).text()) as Json
  assert.equal(found['component_verify_ticket'], h.platform.verifyTicket(platform.appid))
  for (const id of ['', shop.appid]) {
    const missing = await at(id)
    assert.equal(missing.status, 404)
    assert.ok((await missing.text()).includes(platform.appid))
  }
})

test('in production there is no /_weauth/component-ticket', async () => {
  const identityKey = 'k'.repeat(32)
  await using h = await harness({ mode: 'production', identify: () => undefined, identityKey })
  assert.equal((await h.open(`/_weauth/component-ticket?component_appid=${platform.appid}`)).status, 404)
})

test('an account that takes its authorization back is refused at the link and at the exchange of a code already out', async () => {
  await using h = await harness()
  const code = await h.code(through)
  const kept = h.platform.apps().find((one) => one.appid === platform.appid) ?? assert.fail()
  await h.platform.saveApp({ ...kept, authorizedBy: [sister.appid] })
  assert.equal((await h.open(h.link(through), as())).headers.get('x-weauth-finding'), 'component-authorized')
  assert.equal((await exchange(h, shop.appid, code))['errcode'], 61003)
})
