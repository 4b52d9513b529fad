import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { promisify } from 'node:util'
import type { Platform } from '@weauth/platform'
import { builtinSeed, createPlatform } from '@weauth/platform'

// Two SDKs from npm, unmodified, against a running platform over HTTP: one whose addresses are options, one whose hosts are hard-coded.

const require = createRequire(import.meta.url)
const callback = 'http://localhost:8081/callback'

type Running = AsyncDisposable & { platform: Platform; url: string; appid: string; secret: string }

async function running(): Promise<Running> {
  const seed = builtinSeed(['localhost:8081'])
  const platform = await createPlatform({ seed })
  const { url } = await platform.listen()
  const { appid, secret } = seed.apps[0] ?? assert.fail()
  return { platform, url, appid, secret, [Symbol.asyncDispose]: () => platform.close() }
}

/** Opens a link as a user who agrees; what the business gets back. */
async function agree(link: string, user = 'alice'): Promise<URLSearchParams> {
  const headers = { 'x-weauth-user': user, 'x-weauth-consent': 'allow' }
  const response = await fetch(link, { headers, redirect: 'manual' })
  assert.equal(response.status, 302, await response.text())
  return new URL(response.headers.get('location') ?? '').searchParams
}

type Profile = { id: string; displayName: string; _json: Record<string, unknown> }
type PassportStrategy = {
  authenticate(request: { query: Record<string, string> }, options: Record<string, string>): void
  redirect(url: string): void
  success(user: { profile: Profile; refreshToken: string }): void
  error(error: unknown): void
  fail(info: unknown): void
}
type Outcome = { redirected: string } | { user: { profile: Profile; refreshToken: string } } | { refused: unknown }

/** Runs one request through the strategy, as passport does. */
function authenticate(
  strategy: PassportStrategy,
  query: Record<string, string>,
  options: Record<string, string>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const run: PassportStrategy = Object.assign(Object.create(strategy) as PassportStrategy, {
      redirect: (redirected: string) => resolve({ redirected }),
      success: (user: { profile: Profile; refreshToken: string }) => resolve({ user }),
      error: (refused: unknown) => resolve({ refused }),
      fail: (refused: unknown) => resolve({ refused }),
    })
    run.authenticate({ query }, options)
  })
}

function passportWeixin({ url, appid, secret }: Running): PassportStrategy {
  const Strategy = require('passport-weixin') as new (options: object, verify: unknown) => PassportStrategy
  const verify = (_: string, refreshToken: string, profile: Profile, done: (error: null, user: object) => void): void =>
    done(null, { profile, refreshToken })
  const options = {
    clientID: appid,
    clientSecret: secret,
    callbackURL: callback,
    authorizationURL: `${url}/connect/oauth2/authorize`,
    tokenURL: `${url}/sns/oauth2/access_token`,
    userProfileURL: `${url}/sns/userinfo`,
    scope: 'snsapi_userinfo',
  }
  return new Strategy(options, verify)
}

test('passport-weixin logs a user in by its own link, exchange and user info', async () => {
  await using server = await running()
  const strategy = passportWeixin(server)
  const options = { state: 'abc123' }
  const start = await authenticate(strategy, {}, options)
  assert.ok('redirected' in start, JSON.stringify(start))
  const { code, state } = Object.fromEntries(await agree(start.redirected))
  assert.equal(state, 'abc123')
  const done = await authenticate(strategy, { code: code ?? '', state: 'abc123' }, options)
  assert.ok('user' in done, JSON.stringify(done))
  assert.equal(done.user.profile.displayName, '小艾')
  assert.equal(done.user.profile._json['openid'], server.platform.openid(server.appid, 'alice'))
})

test('passport-weixin gets no user for a code that was used', async () => {
  await using server = await running()
  const strategy = passportWeixin(server)
  const start = await authenticate(strategy, {}, { state: 'a' })
  assert.ok('redirected' in start)
  const code = (await agree(start.redirected)).get('code') ?? ''
  assert.ok('user' in (await authenticate(strategy, { code, state: 'a' }, { state: 'a' })))
  const again = await authenticate(strategy, { code, state: 'a' }, { state: 'a' })
  assert.ok(!('user' in again) || again.user.profile._json['openid'] === undefined, JSON.stringify(again))
})

type Callback = (
  error: (Error & { code?: number }) | null,
  result: { data: Record<string, string> } & Record<string, string>,
) => void
type WechatOauth = {
  request(url: string, options: object, callback: unknown): void
  getAuthorizeURL(redirect: string, state: string, scope: string): string
  getAccessToken(code: string, callback: Callback): void
  refreshAccessToken(token: string, callback: Callback): void
  getUser(options: { openid: string; lang: string }, callback: Callback): void
  verifyToken(openid: string, accessToken: string, callback: Callback): void
}

/** The SDK with its hard-coded hosts swapped for the platform's origin, in its links and its requests. */
function wechatOauth({ url, appid, secret }: Running): {
  [Name in 'getAccessToken' | 'refreshAccessToken' | 'getUser' | 'verifyToken']: (
    ...parameters: unknown[]
  ) => Promise<{ data: Record<string, string> } & Record<string, string>>
} & { link: string } {
  const OAuth = require('wechat-oauth') as new (appid: string, secret: string) => WechatOauth
  const api = new OAuth(appid, secret)
  const { request } = api
  api.request = (address, options, done) =>
    request.call(api, address.replace('https://api.weixin.qq.com', url), options, done)
  const promised = <Name extends 'getAccessToken' | 'refreshAccessToken' | 'getUser' | 'verifyToken'>(
    name: Name,
  ): never => promisify(api[name] as never).bind(api) as never
  return {
    link: api.getAuthorizeURL(callback, 'abc', 'snsapi_userinfo').replace('https://open.weixin.qq.com', url),
    getAccessToken: promised('getAccessToken'),
    refreshAccessToken: promised('refreshAccessToken'),
    getUser: promised('getUser'),
    verifyToken: promised('verifyToken'),
  }
}

test('wechat-oauth makes a link, trades the code, refreshes, reads the user and checks the token', async () => {
  await using server = await running()
  const api = wechatOauth(server)
  const code = (await agree(api.link)).get('code')
  const { data: token } = await api.getAccessToken(code)
  const openid = token['openid'] ?? ''
  assert.equal(openid, server.platform.openid(server.appid, 'alice'))
  assert.equal((await api.getUser({ openid, lang: 'en' }))['nickname'], '小艾')
  assert.equal((await api.verifyToken(openid, token['access_token']))['errmsg'], 'ok')
  const { data: refreshed } = await api.refreshAccessToken(token['refresh_token'])
  assert.notEqual(refreshed['access_token'], token['access_token'])
  assert.equal((await api.getUser({ openid, lang: 'zh_CN' }))['openid'], openid)
})

test('wechat-oauth reports the errors of a used code, a wrong secret and a foreign token by their errcode', async () => {
  await using server = await running()
  const api = wechatOauth(server)
  const code = (await agree(api.link)).get('code')
  await assert.rejects(wechatOauth({ ...server, secret: '0'.repeat(32) }).getAccessToken(code), { code: 40125 })
  await api.getAccessToken(code)
  await assert.rejects(api.getAccessToken(code), { code: 40163 })
  await assert.rejects(api.refreshAccessToken('x'), { code: 40030 })
})
