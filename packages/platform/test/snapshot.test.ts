import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildQrconnectLink } from '@weauth/protocol'
import type { Harness, Json } from './harness.ts'
import { apps, as, callback, consented, harness, platformCallback } from './harness.ts'

const { shop, sister, platform } = apps
const observed = { behaviours: { 'snapshot-pages': true, 'recent-consent-silent': true, 'profile-chooser': true } }
const withParameter = (link: string, parameter: string): string => link.replace('#', `&${parameter}#`)
const refreshed = (h: Harness, { refresh_token = '' }: Record<string, string>): Promise<Json> =>
  h.api('/sns/oauth2/refresh_token', { appid: shop.appid, grant_type: 'refresh_token', refresh_token })

/** What the frame of a snapshot page shows, and what its button posts. */
function readSnapshot(html: string): { readonly url: URL; readonly query: string } {
  const unescaped = (text = ''): string => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
  return {
    url: new URL(unescaped(/<iframe[^>]*src="([^"]+)"/.exec(html)?.[1])),
    query: unescaped(/name="query" value="([^"]+)"/.exec(html)?.[1]),
  }
}

const press = (h: Harness, query: string, headers: Record<string, string> = as()): Promise<Response> =>
  h.open('/connect/oauth2/full-service', headers, { method: 'POST', body: new URLSearchParams({ query }) })

test('the page in the frame is told of a user who is nobody: other ids than the real ones, and by userinfo another person', async () => {
  await using h = await harness(observed)
  const link = withParameter(h.link(), 'forceSnapShot=true')
  const { url } = readSnapshot(await (await h.open(link, as({ user: 'alice' }))).text())
  assert.equal(`${url.origin}${url.pathname}`, callback)
  assert.equal(url.searchParams.get('state'), 'abc')
  const tokens = (await h.exchange(url.searchParams.get('code') ?? '')) as Record<string, string>
  assert.equal(tokens['is_snapshotuser'], 1)
  const real = await h.login({}, { user: 'alice' })
  assert.notEqual(tokens['openid'], real['openid'])
  assert.notEqual(tokens['unionid'], real['unionid'])
  const info = await h.api('/sns/userinfo', tokens)
  assert.equal(info['nickname'], '微信用户')
  assert.deepEqual([info['openid'], info['unionid']], [tokens['openid'], tokens['unionid']])
  assert.ok(!('is_snapshotuser' in info))
  const picture = await h.platform.fetch(new Request(String(info['headimgurl'])))
  assert.equal(picture.headers.get('content-type'), 'image/png')
  assert.equal((await h.api('/sns/auth', tokens))['errcode'], 0)
  const again = await refreshed(h, tokens)
  assert.deepEqual([again['openid'], 'is_snapshotuser' in again], [tokens['openid'], false])
})

test('another visit to a snapshot page has another openid and the same unionid', async () => {
  await using h = await harness(observed)
  const [one, other] = [await h.login({}, { consent: 'snapshot' }), await h.login({}, { consent: 'snapshot' })]
  assert.notEqual(one['openid'], other['openid'])
  assert.equal(one['unionid'], other['unionid'])
})

test('a snapshot is no consent: the user is asked the next time, and nothing is there to be withdrawn', async () => {
  await using h = await harness(observed)
  await h.login({}, { consent: 'snapshot' })
  assert.equal((await h.open(h.link(), as())).status, 200)
  assert.equal(await h.platform.userActs.revoke(shop.appid, 'bob'), false)
})

test('the button leads to the consent page of the same link, and from there to the real user', async () => {
  await using h = await harness(observed)
  await h.change(sister, { snapshotPages: true })
  const link = h.link({ appid: sister.appid })
  const { query } = readSnapshot(await (await h.open(link, as())).text())
  const consent = await press(h, query)
  const html = await consent.text()
  const cookie = consent.headers.get('set-cookie')?.split(';')[0] ?? ''
  const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? assert.fail('no consent page')
  const body = new URLSearchParams({ request, decision: 'allow' })
  const back = await h.open('/connect/oauth2/confirm', { cookie }, { method: 'POST', body })
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const tokens = await h.exchange(code, sister)
  assert.deepEqual([tokens['openid'], 'is_snapshotuser' in tokens], [h.platform.openid(sister.appid, 'bob'), false])
  assert.equal((await h.open(link, as())).status, 302, 'and after that consent there is no snapshot page')
})

// Catches a button that trusts the link it was given: the page could be anybody's.
test('the button judges its link like any other, and obeys no other site', async () => {
  await using h = await harness(observed)
  const query = new URL(h.link({ redirectUri: 'https://evil.example/cb' })).search.slice(1)
  const refused = await press(h, query)
  assert.equal(refused.headers.get('x-weauth-finding'), 'callback-domain')
  const own = new URL(h.link()).search.slice(1)
  assert.equal((await press(h, own, { ...as(), origin: 'https://evil.example' })).status, 403)
  assert.equal((await h.open('/connect/oauth2/full-service', as())).status, 405)
})

test('a scripted user presses the button and agrees, or refuses, or stays on the snapshot page', async () => {
  await using h = await harness(observed)
  await h.change(shop, { snapshotPages: true })
  assert.equal((await h.login())['is_snapshotuser'], undefined)
  assert.equal((await h.login({}, { consent: 'snapshot' }))['is_snapshotuser'], 1)
  assert.equal((await h.open(h.link({ appid: sister.appid }), as({ consent: 'deny' }))).status, 302)
})

test('a snapshot page is shown only instead of asking, even where forceSnapShot demands it', async () => {
  await using h = await harness(observed)
  await h.change(shop, { snapshotPages: true })
  await h.login()
  assert.equal((await h.open(h.link(), as())).status, 302, 'a recent consent')
  assert.equal((await h.open(h.link(), as({ user: 'alice', entry: 'menu' }))).status, 302, 'a follower from the menu')
  const forced = withParameter(h.link(), 'forceSnapShot=true')
  assert.equal((await h.open(forced, as())).status, 302)
  const both = await h.open(withParameter(forced, 'forcePopup=true'), as())
  assert.match(await both.text(), /使用完整服务/, 'forcePopup does away with the recent consent')
  assert.equal((await h.open(h.link({ scope: 'snsapi_base' }), as())).status, 302, 'and never where nothing is asked')
})

test('forcePopup asks again, however recent the consent, but not a follower who comes from the menu', async () => {
  await using h = await harness(observed)
  await h.login()
  await h.login({}, { user: 'alice' })
  const forced = withParameter(h.link(), 'forcePopup=true')
  assert.equal((await h.open(h.link(), as())).status, 302)
  assert.equal((await h.open(forced, as())).status, 200)
  assert.equal((await h.open(withParameter(h.link(), 'forcePopup=false'), as())).status, 302)
  assert.equal((await h.open(forced, as({ user: 'alice', entry: 'menu' }))).status, 302)
})

test('there are no snapshot pages at a QR login: who would stay on one is shown the picture, and nothing is decided', async () => {
  await using h = await harness(observed)
  const link = buildQrconnectLink({ appid: apps.website.appid, redirectUri: callback, state: 'a1' })
  const page = await h.open(link, as({ consent: 'snapshot' }))
  assert.deepEqual([page.status, page.headers.get('location')], [200, null])
  assert.deepEqual(h.platform.traces().at(-1)?.issued, [])
})

test('through a third-party platform a snapshot user is told of as well', async () => {
  await using h = await harness(observed)
  const code = await h.code({ redirectUri: platformCallback, componentAppid: platform.appid }, { consent: 'snapshot' })
  const tokens = await h.api('/sns/oauth2/component/access_token', {
    appid: shop.appid,
    code,
    grant_type: 'authorization_code',
    component_appid: platform.appid,
    component_access_token: await h.componentToken(),
  })
  assert.equal(tokens['is_snapshotuser'], 1)
})

test('whoever was chosen on the consent page stays so in later silent logins, until something else is chosen', async () => {
  await using h = await harness(observed)
  const name = async (tokens: Json): Promise<unknown> =>
    (await h.api('/sns/userinfo', tokens as Record<string, string>))['nickname']
  assert.equal(await name(await h.exchange((await consented(h, { persona: '小艾的小号' })).code)), '小艾的小号')
  assert.equal(await name(await h.login({}, { user: 'alice', entry: 'menu' })), '小艾的小号')
  const forced = withParameter(h.link(), 'forcePopup=true')
  const madeUp = await name(await h.exchange((await consented(h, { nickname: ' 路人 ' }, forced)).code))
  assert.equal(madeUp, '路人', 'a nickname may be made up on the spot')
  assert.equal(await name(await h.exchange((await consented(h, {}, forced)).code)), '小艾')
  for (const nickname of ['x'.repeat(33), 'a\u0000b']) {
    assert.equal(await name(await h.exchange((await consented(h, { nickname }, forced)).code)), '小艾', 'none such')
  }
})
