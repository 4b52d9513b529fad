import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Account, LoggedIn, Login } from '@weauth/client'
import { createAccount, createLogin, memoryStore } from '@weauth/client'
import type { Platform } from '@weauth/platform'
import { builtinSeed, createPlatform } from '@weauth/platform'

// A site over HTTP on this machine, in whatever framework, a platform beside it, and a browser that goes between them.

/** What a site is built from. */
export type SiteParts = {
  readonly origin: string
  readonly account: Account
  readonly login: Login
  readonly platform: Platform
  /** Who was logged in, in order. */
  readonly users: LoggedIn[]
}

/** A site that listens. */
export type DoorWorld = SiteParts & {
  /** The openid by which the site's app knows a user. */
  readonly openid: (userId: string) => string
  readonly exchanges: () => number
  readonly browser: () => Browser
}

/** A browser without a screen: it keeps the site's cookies and follows no redirect by itself. */
export type Browser = {
  readonly cookies: Map<string, string>
  readonly get: (url: string, init?: RequestInit) => Promise<Response>
  /** Opens the authorize link as a user, and returns where the platform sends the browser. */
  readonly authorize: (link: string, consent?: 'allow' | 'deny', user?: string) => Promise<string>
}

/** Where a redirect leads. */
export const locationOf = (response: Response): string => response.headers.get('location') ?? assert.fail('no redirect')

function browserFor(origin: string): Browser {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async get(url, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('cookie', Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '))
      const response = await fetch(new URL(url, origin), { ...init, redirect: 'manual', headers })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    },
    async authorize(link, consent = 'allow', user = 'alice') {
      const headers = { 'x-weauth-user': user, 'x-weauth-consent': consent }
      return locationOf(await fetch(link, { headers, redirect: 'manual' }))
    },
  }
}

/** Opens platform and site on free ports, until the test ends. `build` makes the site's listener once the addresses are known. */
export async function openDoor(
  t: TestContext,
  build: (parts: SiteParts) => RequestListener | Promise<RequestListener>,
  callbackPath = '/callback',
): Promise<DoorWorld> {
  let listener: RequestListener = (_, response) => response.end()
  const server = createServer((request, response) => listener(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${host}`
  const seed = builtinSeed([host])
  const platform = await createPlatform({ seed })
  const { url } = await platform.listen({ port: 0 })
  t.after(async () => {
    server.close()
    server.closeAllConnections()
    await platform.close()
  })
  const [app = assert.fail('no app')] = seed.apps
  const account = createAccount({ appid: app.appid, secret: app.secret, openHost: url, apiHost: url })
  const login = createLogin({
    account,
    callbackUrl: `${origin}${callbackPath}`,
    store: memoryStore(),
    keys: 'a key for tests alone, of more than 32 characters',
    subject: 'unionid',
  })
  const parts: SiteParts = { origin, account, login, platform, users: [] }
  listener = await build(parts)
  return {
    ...parts,
    openid: (userId) => platform.openid(app.appid, userId),
    exchanges: () => platform.traces().filter(({ path }) => path === '/sns/oauth2/access_token').length,
    browser: () => browserFor(origin),
  }
}

/** A Web handler as a listener of Node's; requests have no body but a form's. */
export function listenerOf(
  origin: string,
  handle: (request: Request) => Promise<Response> | Response,
): RequestListener {
  const read = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
    let text = ''
    for await (const chunk of chunks) text += new TextDecoder().decode(chunk)
    return text
  }
  return (request, response) => {
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headersDistinct)) {
      for (const one of value ?? []) headers.append(name, one)
    }
    const { method = 'GET', url = '/' } = request
    void (async () => {
      const body = method === 'POST' ? { body: await read(request) } : {}
      const answer = await handle(new Request(`${origin}${url}`, { method, headers, ...body }))
      response.statusCode = answer.status
      for (const [name, value] of answer.headers) response.appendHeader(name, value)
      response.end(await answer.text())
    })()
  }
}

/** What every door must do: the whole of a login, both session cookies, a refusal, another method. */
export async function proveDoor(
  t: TestContext,
  build: (parts: SiteParts) => RequestListener | Promise<RequestListener>,
): Promise<void> {
  const world = await openDoor(t, build)
  const browser = world.browser()

  await t.test('logs the user in, then sends the browser on by a 303 with both cookies of the site', async () => {
    // The Host header is a stranger's: the link must name the site all the same.
    const start = await browser.get('/login?returnTo=/cart', { headers: { 'x-forwarded-host': 'evil.example' } })
    assert.equal(start.status, 302)
    const link = locationOf(start)
    assert.equal(new URL(link).searchParams.get('redirect_uri'), `${world.origin}/callback`)
    const end = await browser.get(await browser.authorize(link))
    assert.equal(end.status, 303)
    assert.equal(locationOf(end), '/cart#')
    assert.equal(end.headers.get('cache-control'), 'no-store')
    assert.deepEqual(
      end.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .filter((pair) => !pair?.startsWith('weauth=')),
      ['session=one', 'hint=two'],
    )
    assert.deepEqual(
      world.users.map(({ token }) => token.openid),
      [world.openid('alice')],
    )
    assert.equal(world.users[0]?.profile?.nickname, '小艾')
  })
  await t.test('shows a page to a user who refuses, and makes no session', async () => {
    const denied = await browser.get(await browser.authorize(locationOf(await browser.get('/login')), 'deny'))
    assert.equal(denied.status, 200)
    assert.match(denied.headers.get('content-type') ?? '', /^text\/html; charset=utf-8$/i)
    assert.match(await denied.text(), /你没有同意授权/)
    assert.equal(world.users.length, 1)
  })
  await t.test('answers 405 to any method but GET, and spends no code by it', async () => {
    const callback = await browser.authorize(locationOf(await browser.get('/login')))
    const before = world.exchanges()
    for (const method of ['POST', 'HEAD']) {
      const refused = await browser.get(callback, { method })
      assert.equal(refused.status, 405)
      assert.equal(refused.headers.get('allow'), 'GET')
    }
    assert.equal((await browser.get('/login', { method: 'POST' })).status, 405)
    assert.equal(world.exchanges(), before)
    assert.equal((await browser.get(callback)).status, 303)
  })
}
