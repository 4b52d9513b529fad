import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { authorizeUrl, userinfo } from '@weauth/client'
import { wechatFetch, wechatServer } from '@weauth/client/openid-client'
import { WechatStrategy } from '@weauth/client/passport'
import express from 'express'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { Passport } from 'passport'
import type { Browser, DoorWorld } from './door-world.ts'
import { locationOf, openDoor } from './door-world.ts'

const secret = '0123456789abcdef0123456789abcdef'

/** From the authorize link to the callback's URL, as the OAuth libraries take it. */
async function authorized(world: DoorWorld, browser: Browser, state: string, consent?: 'deny'): Promise<URL> {
  const redirectUri = `${world.origin}/callback`
  const link = authorizeUrl(world.account, { redirectUri, scope: 'snsapi_userinfo', state })
  return new URL(await browser.authorize(link, consent))
}

async function failureOf(promise: Promise<unknown>): Promise<Error & { code?: string; cause?: unknown }> {
  const error: unknown = await promise.then(
    () => assert.fail('it should have failed'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof Error)
  return error
}

async function openOpenid(t: TestContext): Promise<{ world: DoorWorld; config: client.Configuration }> {
  const world = await openDoor(t, () => (_, response) => response.end())
  const config = new client.Configuration(wechatServer(world.account), world.account.appid, undefined, client.None())
  config[client.customFetch] = wechatFetch(world.account)
  client.allowInsecureRequests(config)
  return { world, config }
}

test('openid-client exchanges a code, and its tokens carry the openid for `userinfo` and can be refreshed', async (t) => {
  const { world, config } = await openOpenid(t)
  const callback = await authorized(world, world.browser(), 'Xy12')
  const tokens = await client.authorizationCodeGrant(config, callback, { expectedState: 'Xy12' })
  const openid = world.openid('alice')
  assert.equal(tokens['openid'], openid)
  assert.equal(tokens.token_type, 'bearer')
  assert.equal(tokens.scope, 'snsapi_userinfo')
  assert.equal((await userinfo(world.account, { accessToken: tokens.access_token, openid })).nickname, '小艾')
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  assert.equal(refreshed['openid'], openid)
})

test('openid-client reads a used code as `invalid_grant` with the errcode, and no error holds code or secret', async (t) => {
  const { world, config } = await openOpenid(t)
  const callback = await authorized(world, world.browser(), 'Xy12')
  await client.authorizationCodeGrant(config, callback, { expectedState: 'Xy12' })
  const error = await failureOf(client.authorizationCodeGrant(config, callback, { expectedState: 'Xy12' }))
  assert.ok(error instanceof client.ResponseBodyError)
  assert.equal(error.error, 'invalid_grant')
  assert.equal(error.status, 400)
  assert.equal((error.cause as { errcode?: number }).errcode, 40163)
  const told = inspect(error, { depth: 9, showHidden: true })
  for (const hidden of [secret, callback.searchParams.get('code') ?? '']) assert.ok(!told.includes(hidden))
})

test('openid-client refuses another state, and a refusal, before anything is exchanged', async (t) => {
  const { world, config } = await openOpenid(t)
  const callback = await authorized(world, world.browser(), 'Xy12')
  await failureOf(client.authorizationCodeGrant(config, callback, { expectedState: 'other' }))
  const denied = await authorized(world, world.browser(), 'Xy12', 'deny')
  const error = await failureOf(client.authorizationCodeGrant(config, denied, { expectedState: 'Xy12' }))
  assert.match(inspect(error), /no authorization code in "callbackParameters"/)
  assert.equal(world.exchanges(), 0)
})

test('oauth4webapi exchanges a code by the same fetch', async (t) => {
  const { world } = await openOpenid(t)
  const [server, app] = [wechatServer(world.account), { client_id: world.account.appid }]
  const callback = await authorized(world, world.browser(), 'Xy12')
  const parameters = oauth.validateAuthResponse(server, app, callback, 'Xy12')
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    app,
    oauth.None(),
    parameters,
    `${world.origin}/callback`,
    oauth.nopkce,
    { [oauth.customFetch]: wechatFetch(world.account), [oauth.allowInsecureRequests]: true },
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, app, response)
  assert.equal(tokens['openid'], world.openid('alice'))
})

test('the fetch for OAuth libraries answers what WeChat does not have by OAuth errors, and sends nothing', async (t) => {
  const { world } = await openOpenid(t)
  const ask = wechatFetch(world.account)
  const { token_endpoint: tokenEndpoint } = wechatServer(world.account)
  const errorOf = async (url: string, body: string): Promise<unknown> => {
    const response = await ask(url, { method: 'POST', body })
    assert.equal(response.status, 400)
    return ((await response.json()) as { error: string }).error
  }
  assert.equal(await errorOf(tokenEndpoint, 'grant_type=client_credentials'), 'unsupported_grant_type')
  assert.equal(await errorOf(tokenEndpoint, 'grant_type=authorization_code'), 'invalid_client')
  assert.equal(await errorOf(`${world.account.apiHost}/sns/userinfo`, ''), 'invalid_request')
  assert.equal(await errorOf(tokenEndpoint, 'grant_type=refresh_token&refresh_token=none'), 'invalid_grant')
  assert.equal(world.exchanges(), 0)
})

async function openPassport(t: TestContext, refuse = false): Promise<DoorWorld> {
  return openDoor(t, ({ login, users }) => {
    const app = express()
    const passport = new Passport()
    passport.use(
      new WechatStrategy(login, (user) => {
        users.push(user)
        return !refuse && { name: user.profile?.nickname }
      }),
    )
    app.use(passport.initialize())
    app.all('/login', passport.authenticate('wechat', { session: false }))
    app.all(
      '/callback',
      passport.authenticate('wechat', { session: false, failureRedirect: '/refused' }),
      (req, res) => {
        res.json({ user: req.user, returnTo: req.authInfo?.returnTo })
      },
    )
    app.all('/plain', passport.authenticate('wechat', { session: false }))
    return app
  })
}

test('a Passport strategy logs the user in and tells where to go afterwards', async (t) => {
  const world = await openPassport(t)
  const browser = world.browser()
  const callback = await browser.authorize(locationOf(await browser.get('/login?returnTo=/cart')))
  const answer = await browser.get(callback)
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.deepEqual(await answer.json(), { user: { name: '小艾' }, returnTo: '/cart#' })
  assert.equal(world.users[0]?.token.openid, world.openid('alice'))
  assert.equal((await browser.get(callback, { method: 'HEAD' })).status, 405)
})

test('a Passport strategy takes a callback twice by one exchange, and not at all from another browser', async (t) => {
  const world = await openPassport(t)
  const browser = world.browser()
  const callback = await browser.authorize(locationOf(await browser.get('/login')))
  const stranger = await world.browser().get(callback)
  assert.match(locationOf(stranger), /\/connect\/oauth2\/authorize\?/)
  assert.equal(world.exchanges(), 0)
  assert.deepEqual([(await browser.get(callback)).status, (await browser.get(callback)).status], [200, 200])
  assert.equal(world.exchanges(), 1)
})

// Catches a strategy that takes every request without a state for a wish to log in: a stray callback would log its visitor in unasked.
test('a Passport strategy begins no login by a callback that has lost its state, its code or both', async (t) => {
  const world = await openPassport(t)
  const browser = world.browser()
  const callback = new URL(await browser.authorize(locationOf(await browser.get('/login'))))
  const [code, state] = ['code', 'state'].map((name) => callback.searchParams.get(name) ?? assert.fail(name))
  for (const query of ['', `?code=${code}`, '?state=', '?code=&state=', `?state=${'x'.repeat(32)}`]) {
    const page = await browser.get(`/callback${query}`)
    assert.deepEqual([page.status, page.headers.get('location')], [400, null], query)
    assert.match(await page.text(), /这次登录已失效/, query)
  }
  assert.equal((await browser.get(`/login?code=${code}`)).status, 400, 'nor on another path, once there is a code')
  assert.equal(world.exchanges(), 0)
  // A state that is this browser's own, without a code, is how WeChat tells a refusal.
  assert.equal(locationOf(await browser.get(`/callback?state=${state}`)), '/refused')
})

test('a Passport strategy sends a refusal to `failureRedirect`, and without one shows the page', async (t) => {
  const world = await openPassport(t)
  const browser = world.browser()
  const denied = await browser.authorize(locationOf(await browser.get('/login')), 'deny')
  assert.equal(locationOf(await browser.get(denied)), '/refused')
  const page = await browser.get(denied.replace('/callback', '/plain'))
  assert.match(await page.text(), /你没有同意授权/)
})

test('a Passport strategy fails for a user the site itself refuses', async (t) => {
  const world = await openPassport(t, true)
  const browser = world.browser()
  const callback = await browser.authorize(locationOf(await browser.get('/login')))
  assert.equal(locationOf(await browser.get(callback)), '/refused')
})
