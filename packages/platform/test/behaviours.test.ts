import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BehaviourId } from '@weauth/protocol'
import { behaviourIds, behaviourTable } from '@weauth/protocol'
import type { Harness } from './harness.ts'
import { apps, as, callback, consented, harness } from './harness.ts'

const { shop, sister } = apps
const tested = new Set<string>()

/** Runs the same steps with one behaviour on and off, under the name that the behaviour table gives. */
function bothSides(id: BehaviourId, run: (h: Harness, on: boolean) => Promise<void>): void {
  const name = behaviourTable[id].test
  tested.add(id)
  test(name, async () => {
    for (const on of [true, false]) {
      await using h = await harness({ behaviours: { [id]: on } })
      await run(h, on)
    }
  })
}

bothSides('parameter-order', async (h, on) => {
  const link = `/connect/oauth2/authorize?scope=snsapi_base&response_type=code&appid=${shop.appid}&redirect_uri=${encodeURIComponent(callback)}&state=a`
  const response = await h.open(link, as())
  assert.equal(response.headers.get('x-weauth-finding'), on ? 'parameter-order' : null)
  assert.equal(response.status, on ? 200 : 302)
})

bothSides('refusal-redirect', async (h, on) => {
  const response = await h.open(h.link(), as({ consent: 'deny' }))
  assert.equal(response.headers.get('location'), on ? `${callback}?state=abc` : null)
  assert.equal(response.status, on ? 302 : 200)
})

bothSides('refresh-token-tiers', async (h, on) => {
  const { refresh_token = '' } = await h.login({ appid: sister.appid })
  h.platform.clock.advance(7 * 86_400)
  const parameters = { appid: sister.appid, grant_type: 'refresh_token', refresh_token }
  assert.equal((await h.api('/sns/oauth2/refresh_token', parameters))['errcode'], on ? 42002 : undefined)
  h.platform.clock.advance(23 * 86_400)
  assert.equal((await h.api('/sns/oauth2/refresh_token', parameters))['errcode'], 42002)
})

bothSides('refresh-new-access-token', async (h, on) => {
  const { access_token = '', refresh_token = '', openid = '' } = await h.login()
  h.platform.clock.advance(7000)
  const refreshed = await h.api('/sns/oauth2/refresh_token', {
    appid: shop.appid,
    grant_type: 'refresh_token',
    refresh_token,
  })
  assert.equal(refreshed['access_token'] === access_token, !on)
  h.platform.clock.advance(7000)
  assert.equal((await h.api('/sns/auth', { access_token, openid }))['errcode'], on ? 42001 : 0)
  assert.equal((await h.api('/sns/auth', { access_token: String(refreshed['access_token']), openid }))['errcode'], 0)
})

bothSides('sex-and-region', async (h, on) => {
  const { access_token = '', openid = '' } = await h.login({}, { user: 'alice' })
  const { sex, province, city, country } = await h.api('/sns/userinfo', { access_token, openid })
  assert.deepEqual([sex, province, city, country], on ? [2, '广东', '深圳', 'CN'] : [0, '', '', ''])
  const consent = await (await h.open(h.link(), as())).text()
  assert.equal(consent.includes('地区'), on)
})

bothSides('userinfo-language', async (h, on) => {
  const { access_token = '', openid = '' } = await h.login({}, { user: 'carol' })
  assert.equal((await h.api('/sns/userinfo', { access_token, openid }))['language'], on ? 'en' : undefined)
})

bothSides('unionid-for-base', async (h, on) => {
  assert.equal((await h.login({ scope: 'snsapi_base' }))['unionid'] !== undefined, on)
  assert.notEqual((await h.login())['unionid'], undefined)
})

bothSides('errmsg-rid', async (h, on) => {
  const rid = `${(h.platform.clock.now() / 1000).toString(16)}-[0-9a-f]{8}-[0-9a-f]{8}`
  const sns = String((await h.api('/sns/auth'))['errmsg'])
  const cgi = String((await h.api('/cgi-bin/token'))['errmsg'])
  assert.match(sns, new RegExp(on ? `^access_token missing, rid: ${rid}$` : '^access_token missing$'))
  assert.match(cgi, new RegExp(on ? `^appid missing rid: ${rid}$` : '^appid missing$'))
})

bothSides('expired-code-42003', async (h, on) => {
  const code = await h.code()
  h.platform.clock.advance(300)
  const { errcode, errmsg } = await h.exchange(code)
  assert.deepEqual([errcode, errmsg], on ? [42003, 'code expired'] : [40029, 'invalid code'])
})

bothSides('state-alphabet', async (h, on) => {
  const response = await h.open(h.link({ scope: 'snsapi_base', state: '{"a":1}&code=x 你' }), as())
  const state = new URL(response.headers.get('location') ?? 'https://none').searchParams.getAll('state')
  assert.deepEqual(state, on ? [] : ['{"a":1}&code=x 你'])
})

bothSides('snapshot-pages', async (h, on) => {
  await h.change(sister, { snapshotPages: true })
  const links = [
    h.link({ appid: sister.appid }),
    h.link().replace('#wechat_redirect', '&forceSnapShot=true#wechat_redirect'),
  ]
  for (const link of links) {
    const page = await (await h.open(link, as())).text()
    assert.equal(page.includes('使用完整服务'), on)
    assert.equal(page.includes('name="decision"'), !on)
  }
  assert.equal((await h.open(h.link(), as({ consent: 'snapshot' }))).status, on ? 302 : 400)
  assert.equal((await h.login())['is_snapshotuser'], undefined)
  if (on) assert.equal((await h.login({}, { consent: 'snapshot' }))['is_snapshotuser'], 1)
})

bothSides('profile-chooser', async (h, on) => {
  const { code, html } = await consented(h, { persona: '小艾的小号' })
  assert.equal(html.includes('小艾的小号'), on)
  const tokens = (await h.exchange(code)) as Record<string, string>
  const { nickname, headimgurl, openid } = await h.api('/sns/userinfo', tokens)
  assert.equal(nickname, on ? '小艾的小号' : '小艾')
  assert.equal(openid, h.platform.openid(shop.appid, 'alice'), 'whatever the nickname, the user is the same')
  const another = await h.exchange((await consented(h)).code)
  const own = await h.api('/sns/userinfo', another as Record<string, string>)
  assert.equal(headimgurl === own['headimgurl'], !on)
})

bothSides('recent-consent-silent', async (h, on) => {
  const silent = async (): Promise<boolean> => (await h.open(h.link(), as())).status === 302
  const days = (count: number): void => h.platform.clock.advance(count * 86_400)
  assert.equal(await silent(), false)
  await h.code({ scope: 'snsapi_base' })
  assert.equal(await silent(), false, 'a code of snsapi_base is no consent')
  await h.code()
  days(29)
  assert.equal(await silent(), on)
  assert.equal((await h.open(h.link({ appid: sister.appid }), as())).status, 200, 'to one app is not to another')
  days(1)
  assert.equal(await silent(), false, 'silent logins do not prolong a consent')
})

bothSides('redirect-append', async (h, on) => {
  const response = await h.open(
    h.link({ scope: 'snsapi_base', redirectUri: `${callback}?code=old&a=1&state=old` }),
    as(),
  )
  const back = new URL(response.headers.get('location') ?? '').searchParams
  assert.equal(back.getAll('code').length, on ? 2 : 1)
  assert.deepEqual(back.getAll('state'), on ? ['old', 'abc'] : ['abc'])
  assert.equal(back.get('a'), '1')
})

bothSides('wechat-only', async (h, on) => {
  const link = h.link({ scope: 'snsapi_base' })
  const chrome = await h.open(link, { ...as(), 'user-agent': 'Mozilla/5.0 Chrome/153' })
  assert.equal(chrome.status, on ? 200 : 302)
  if (on) assert.match(await chrome.text(), /请在微信客户端打开链接/)
  assert.equal((await h.open(link, { ...as(), 'user-agent': 'Mozilla/5.0 MicroMessenger/8.0.50' })).status, 302)
})

test('every behaviour was switched both ways above', () => {
  assert.deepEqual([...tested].toSorted(), [...behaviourIds].toSorted())
})

test('the profile decides what is not switched by name, in code and in the seed', async () => {
  const link = `/connect/oauth2/authorize?scope=snsapi_base&response_type=code&appid=${shop.appid}&redirect_uri=${encodeURIComponent(callback)}&state=a`
  const wechat = { ...as(), 'user-agent': 'MicroMessenger' }
  await using observed = await harness({ profile: 'observed' })
  assert.equal((await observed.open(link, wechat)).status, 302)
  await using switched = await harness({ profile: 'observed', behaviours: { 'parameter-order': true } })
  assert.equal((await switched.open(link, wechat)).status, 200)
})
