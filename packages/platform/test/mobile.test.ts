import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PageErrorId } from '@weauth/protocol'
import { pageErrors, ruleText, sendAuthRules } from '@weauth/protocol'
import type { Harness, Json } from './harness.ts'
import { apps, as, harness } from './harness.ts'

const { mobile } = apps

const asked = (changes: Record<string, string> = {}): string =>
  `/_weauth/send-auth?${new URLSearchParams({ appid: mobile.appid, scope: 'snsapi_userinfo', state: 'a1', ...changes })}`

/** What the SDK would tell the app. */
const told = async (h: Harness, path: string, who = as({ user: 'alice', consent: 'allow' })): Promise<Json> =>
  JSON.parse(await (await h.open(path, who)).text()) as Json

test('an app gets its code from WeChat on the phone, and its server trades it like any other', async () => {
  await using h = await harness()
  const { code, ...answer } = await told(h, asked({ state: '{"a":1} 你' }))
  assert.deepEqual(answer, { errCode: 0, state: '{"a":1} 你', lang: 'zh_CN', country: 'CN' })
  const { access_token = '', openid = '', scope } = (await h.exchange(String(code), mobile)) as Record<string, string>
  assert.deepEqual([openid, scope], [h.platform.openid(mobile.appid, 'alice'), 'snsapi_userinfo'])
  assert.equal((await h.api('/sns/userinfo', { access_token, openid }))['nickname'], '小艾')
})

test('a user who declines leaves the app without a code: errCode -4', async () => {
  await using h = await harness()
  assert.deepEqual(await told(h, asked(), as({ consent: 'deny' })), { errCode: -4 })
})

test('a program that does not say whose phone it is, or names nobody, is told so', async () => {
  await using h = await harness()
  assert.deepEqual(await told(h, asked(), {}), { errCode: -1, errStr: 'X-Weauth-User: …' })
  const nobody = await told(h, asked(), as({ user: 'nobody', consent: 'allow' }))
  assert.match(String(nobody['errStr']), /^X-Weauth-User: alice \| bob/)
})

test('a code of a mobile or website app lives ten minutes, to the second', async () => {
  await using h = await harness()
  const [early, late] = [await told(h, asked()), await told(h, asked())]
  h.platform.clock.advance(599)
  assert.notEqual((await h.exchange(String(early['code']), mobile))['openid'], undefined)
  h.platform.clock.advance(1)
  assert.equal((await h.exchange(String(late['code']), mobile))['errcode'], 40029)
})

test('the refresh token of a mobile app lives 180 days, that of a website app 30, and no refresh makes either live longer', async () => {
  for (const [app, days, path] of [
    [mobile, 180, asked()],
    [apps.website, 30, undefined],
  ] as const) {
    for (const profile of ['documented', 'observed'] as const) {
      await using h = await harness({ profile })
      const code = path === undefined ? await websiteCode(h) : String((await told(h, path))['code'])
      const { refresh_token = '' } = (await h.exchange(code, app)) as Record<string, string>
      const refresh = (): Promise<Json> =>
        h.api('/sns/oauth2/refresh_token', { appid: app.appid, grant_type: 'refresh_token', refresh_token })
      h.platform.clock.advance(days * 86_400 - 1)
      assert.equal((await refresh())['refresh_token'], refresh_token)
      h.platform.clock.advance(1)
      assert.equal((await refresh())['errcode'], 42002)
    }
  }
})

test('a refresh of a live access token of a website or mobile app keeps that one, and a late one brings another', async () => {
  await using h = await harness({ profile: 'documented' })
  const reply = (await h.exchange(String((await told(h, asked()))['code']), mobile)) as Record<string, string>
  const { access_token = '', refresh_token = '' } = reply
  const refresh = (): Promise<Json> =>
    h.api('/sns/oauth2/refresh_token', { appid: mobile.appid, grant_type: 'refresh_token', refresh_token })
  h.platform.clock.advance(7199)
  assert.equal((await refresh())['access_token'], access_token)
  h.platform.clock.advance(7200)
  assert.notEqual((await refresh())['access_token'], access_token)
})

async function websiteCode(h: Harness): Promise<string> {
  const query = new URLSearchParams({
    appid: apps.website.appid,
    redirect_uri: 'https://shop.example.com/cb',
    response_type: 'code',
    scope: 'snsapi_login',
  })
  const response = await h.open(`/connect/qrconnect?${query}`, as({ consent: 'allow' }))
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? assert.fail()
}

const broken: readonly (readonly [rule: string, error: PageErrorId, path: string])[] = [
  ['mobile-appid-known', 'appid-unknown', asked({ appid: 'wxffffffffffffffff' })],
  ...[apps.website, apps.shop, apps.platform].map(
    ({ appid }) => ['mobile-app-kind', 'appid-unknown', asked({ appid })] as const,
  ),
  ['mobile-scope-known', 'scope-not-permitted', asked({ scope: 'snsapi_login' })],
  ['mobile-state-length', 'state-too-long', asked({ state: '你'.repeat(342) })],
]

for (const [rule, error, path] of broken) {
  test(`${rule}: ${path.slice(19, 90)} leaves the app without a code`, async () => {
    await using h = await harness()
    assert.deepEqual(await told(h, path), { errCode: -1, errStr: pageErrors[error].text })
    assert.ok(ruleText(rule)?.answers.includes(error))
    const page = await h.open(path, { ...as(), accept: 'text/html' })
    assert.equal(page.headers.get('x-weauth-finding'), rule)
  })
}

test('a mobile app that is banned, or was not granted WeChat login, gets no code', async () => {
  await using h = await harness()
  await h.change(mobile, { banned: true })
  assert.equal((await told(h, asked()))['errCode'], -1)
  await h.change(mobile, { banned: false, scopes: [] })
  assert.equal((await told(h, asked()))['errStr'], pageErrors['scope-not-permitted'].text)
})

test('every rule of a mobile app’s request is provoked above', () => {
  const provoked = new Set([...broken.map(([rule]) => rule), 'mobile-app-not-banned', 'mobile-scope-granted'])
  assert.deepEqual([...provoked].toSorted(), sendAuthRules.map(({ id }) => id).toSorted())
})

test('in production there is no such thing: the phone is the user’s own', async () => {
  const identify = () => undefined
  await using h = await harness({ mode: 'production', identify, identityKey: 'k'.repeat(32) })
  assert.equal((await h.open(asked(), as({ consent: 'allow' }))).status, 404)
})
