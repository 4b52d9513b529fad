import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildQrconnectLink } from '@weauth/protocol'
import type { SeedApp } from '@weauth/platform'
import type { Harness, Json } from './harness.ts'
import { apps, as, callback, harness, locationOf } from './harness.ts'

const { shop, lonely, website, mobile } = apps

/** A user logged in to an app, in the way of its kind: the reply of the exchange. */
async function loggedIn(
  h: Harness,
  app: SeedApp,
  scope: 'snsapi_base' | 'snsapi_userinfo' = 'snsapi_userinfo',
): Promise<Json> {
  const alice = as({ user: 'alice', consent: 'allow' })
  const codeOf = (response: Response): string => locationOf(response).searchParams.get('code') ?? ''
  if (app.kind === 'website') {
    const link = buildQrconnectLink({ appid: app.appid, redirectUri: callback, state: 'a' })
    return h.exchange(codeOf(await h.open(link, alice)), app)
  }
  if (app.kind === 'mobile') {
    const query = new URLSearchParams({ appid: app.appid, scope: 'snsapi_userinfo', state: 'a' })
    const told = JSON.parse(await (await h.open(`/_weauth/send-auth?${query}`, alice)).text()) as Json
    return h.exchange(String(told['code']), app)
  }
  const redirectUri = app === lonely ? 'https://lonely.example.com/mp' : callback
  return h.exchange(await h.code({ appid: app.appid, scope, redirectUri }, { user: 'alice' }), app)
}

const userinfo = async (h: Harness, { access_token, openid }: Json): Promise<Json> =>
  h.api('/sns/userinfo', { access_token: String(access_token), openid: String(openid) })

test('one user has another openid in an account, a website app and a mobile app of one company, and the same unionid', async () => {
  await using h = await harness()
  const replies = await Promise.all([shop, website, mobile].map((app) => loggedIn(h, app)))
  assert.equal(new Set(replies.map(({ openid }) => openid)).size, 3)
  assert.equal(new Set(replies.map(({ unionid }) => unionid)).size, 1)
  assert.match(String(replies[0]?.['unionid']), /^o[\w-]{27}$/)
  for (const reply of replies) assert.equal((await userinfo(h, reply))['unionid'], reply['unionid'])
})

test('an app bound to another open-platform account has another unionid for the same user, at once and with a token of before', async () => {
  await using h = await harness()
  const before = await loggedIn(h, website)
  await h.change(website, { openPlatform: 'another' })
  const after = await loggedIn(h, website)
  assert.equal(after['openid'], before['openid'])
  assert.notEqual(after['unionid'], before['unionid'])
  assert.equal((await userinfo(h, before))['unionid'], after['unionid'])
  await h.change(shop, { openPlatform: 'another' })
  assert.equal((await loggedIn(h, shop))['unionid'], after['unionid'])
})

test('an account bound to no open-platform account has no unionid; a website or mobile app always has one', async () => {
  await using h = await harness()
  const reply = await loggedIn(h, lonely)
  assert.deepEqual([reply['unionid'], (await userinfo(h, reply))['unionid']], [undefined, undefined])
  for (const app of [website, mobile]) {
    const { openPlatform: _, ...unbound } = h.platform.apps().find(({ appid }) => appid === app.appid) ?? assert.fail()
    await h.platform.saveApp(unbound)
  }
  const unionids = await Promise.all([website, mobile].map(async (app) => (await loggedIn(h, app))['unionid']))
  assert.equal(new Set(unionids).size, 2)
  assert.ok(unionids.every((unionid) => unionid !== undefined))
})

test('today a silent login tells no unionid, whereas a QR login and a mobile app do', async () => {
  await using h = await harness({ profile: 'observed', behaviours: { 'wechat-only': false } })
  assert.equal((await loggedIn(h, shop, 'snsapi_base'))['unionid'], undefined)
  for (const app of [shop, website, mobile]) assert.notEqual((await loggedIn(h, app))['unionid'], undefined)
})
