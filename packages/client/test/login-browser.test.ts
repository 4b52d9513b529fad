import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { suite, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { createAccount, createLogin, memoryStore } from '@weauth/client'
import { builtinSeed, createPlatform } from '@weauth/platform'
import type { ManualClock } from '@weauth/platform/testing'
import { manualClock } from '@weauth/platform/testing'
import { browser, skip } from '../../../test/chromium.ts'

// A site of two pages, a login and a real browser: whatever a user does on the way ends on a page that the user understands.

/** What happens between browser and site. Chromium's own interception does not see where a redirect leads. */
type Weather = { lost: 'nothing' | 'callbacks' | 'cookies' }

type Arrival = {
  readonly page: Page
  readonly context: BrowserContext
  readonly siteUrl: string
  readonly clock: ManualClock
  readonly weather: Weather
  readonly exchanges: () => number
  /** Goes from the site to the question whether the site may know the user. */
  readonly toConsent: () => Promise<void>
  /** A whole login; returns the address of its callback. */
  readonly logIn: () => Promise<string>
  /** Goes as far as the callback's address, which the browser does not reach. */
  readonly stopBeforeCallback: () => Promise<string>
}

/** With WEAUTH_SCREENSHOTS=DIR the end of each journey is kept there as pictures, of a phone and of a desk. */
async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['WEAUTH_SCREENSHOTS']
  if (folder === undefined) return
  for (const [width, height] of [
    [1280, 800],
    [375, 667],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: join(folder, `login-${name}-${width}.png`), fullPage: true })
  }
}

/** The site over HTTP: `/` says who is logged in, by a session that is the nickname and nothing more. */
async function serveSite(
  t: TestContext,
  clock: ManualClock,
  weather: Weather,
  platformUrl: () => string,
): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const siteUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const store = memoryStore({ now: clock.now })
  const { appid = '', secret = '' } = builtinSeed([]).apps[0] ?? {}
  const makeLogin = (): ReturnType<typeof createLogin> =>
    createLogin({
      account: createAccount({ appid, secret, openHost: platformUrl(), apiHost: platformUrl() }),
      callbackUrl: `${siteUrl}/callback`,
      keys: 'a key for tests alone, of more than 32 characters',
      subject: 'openid',
      store,
    })
  let login: ReturnType<typeof createLogin> | undefined

  async function answer(request: Request): Promise<Response> {
    login ??= makeLogin()
    const { pathname } = new URL(request.url)
    if (pathname === '/login') return login.start(request)
    if (pathname === '/callback') {
      if (weather.lost === 'callbacks') return new Response('stopped')
      if (weather.lost === 'cookies') request.headers.delete('cookie')
      const result = await login.callback(request)
      if (result.kind !== 'ok') return result.recover()
      const response = result.redirect()
      response.headers.append('set-cookie', `site_user=${encodeURIComponent(result.profile?.nickname ?? '')}; Path=/`)
      return response
    }
    const name = /site_user=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1]
    const text = name ? `你好 ${decodeURIComponent(name)}` : '<a href="/login?returnTo=/cart">登录</a>'
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
    return new Response(`<link rel="icon" href="data:,"><h1>${pathname}</h1>${text}`, { headers })
  }

  async function serve({ method = 'GET', url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const list = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
    const reply = await answer(new Request(`${siteUrl}${url}`, { method, headers: list }))
    response.writeHead(reply.status, [...reply.headers].flat())
    response.end(await reply.text())
  }
  server.on('request', (message, response) => void serve(message, response))
  return siteUrl
}

/** A phone on the site's front page. */
async function arrive(t: TestContext): Promise<Arrival> {
  const clock = manualClock()
  const weather: Weather = { lost: 'nothing' }
  let platformUrl = ''
  const siteUrl = await serveSite(t, clock, weather, () => platformUrl)
  const platform = await createPlatform({ seed: builtinSeed([new URL(siteUrl).host]), clock })
  t.after(() => platform.close())
  platformUrl = (await platform.listen({ port: 0 })).url
  const context = await newPhone(t)
  const page = await context.newPage()
  await page.goto(siteUrl)
  const agree = (): Promise<void> => page.getByRole('button', { name: '同意' }).click()
  const self: Arrival = {
    page,
    context,
    siteUrl,
    clock,
    weather,
    exchanges: () => platform.traces().filter(({ path }) => path === '/sns/oauth2/access_token').length,
    async toConsent() {
      await page.getByRole('link', { name: '登录' }).click()
      await page.getByRole('button', { name: '阿波' }).click()
    },
    async logIn() {
      await self.toConsent()
      const [callback] = await Promise.all([page.waitForRequest(/\/callback\?/), agree()])
      await expectCart(self)
      return callback.url()
    },
    async stopBeforeCallback() {
      await self.toConsent()
      weather.lost = 'callbacks'
      await agree()
      await page.getByText('stopped').waitFor()
      weather.lost = 'nothing'
      return page.url()
    },
  }
  return self
}

async function newPhone(t: TestContext): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 375, height: 667 } })
  t.after(() => context.close())
  context.setDefaultTimeout(5000)
  return context
}

/** Logged in, on the page that the login was begun for, whose address tells no code. */
async function expectCart({ page, siteUrl }: Arrival): Promise<void> {
  await page.getByText('你好 阿波').waitFor()
  assert.equal(page.url(), `${siteUrl}/cart#`)
}

suite('a login in Chromium', { skip }, () => {
  test('the callback opened again leads to the page again, logged in, by the one exchange', async (t) => {
    const arrival = await arrive(t)
    const callback = await arrival.logIn()
    assert.equal((await arrival.page.goto(callback))?.status(), 200)
    await expectCart(arrival)
    assert.equal(arrival.exchanges(), 1)
  })

  test('the callback opened again two minutes later begins a new login, which ends where the first one did', async (t) => {
    const arrival = await arrive(t)
    const callback = await arrival.logIn()
    arrival.clock.advance(120)
    await arrival.page.goto(callback)
    await arrival.page.getByRole('button', { name: '同意' }).click()
    await expectCart(arrival)
    assert.equal(arrival.exchanges(), 2)
  })

  test('cookies lost on the way cost one more round, and the user is logged in', async (t) => {
    const arrival = await arrive(t)
    const { page, context, siteUrl } = arrival
    await arrival.toConsent()
    await context.clearCookies({ domain: new URL(siteUrl).hostname, name: 'weauth' })
    await page.getByRole('button', { name: '同意' }).click()
    await page.getByRole('button', { name: '同意' }).click()
    await expectCart(arrival)
    assert.equal(arrival.exchanges(), 1)
  })

  test('a browser that keeps no cookie ends on a page that says so, with a button', async (t) => {
    const arrival = await arrive(t)
    const { page, weather } = arrival
    weather.lost = 'cookies'
    await arrival.toConsent()
    for (const _ of [1, 2, 3]) {
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      await page.getByRole('button', { name: '同意' }).click()
    }
    await page.getByRole('heading', { name: '登录没有完成' }).waitFor()
    assert.ok(await page.getByText('请允许 Cookie').isVisible())
    const button = page.getByRole('link', { name: '重新登录' })
    assert.equal(await button.getAttribute('href'), '/login?returnTo=%2Fcart')
    await look(page, 'cookies')
    assert.equal(arrival.exchanges(), 0)
  })

  test('the back button after a login leads to no error, and the user is still logged in', async (t) => {
    const arrival = await arrive(t)
    await arrival.logIn()
    const { page, siteUrl } = arrival
    // To the question of WeChat, which is answered once more: the state is finished, and its outcome is told again.
    await page.goBack()
    await page.getByRole('button', { name: '同意' }).click()
    await expectCart(arrival)
    assert.equal(arrival.exchanges(), 1)
    await page.goto(siteUrl)
    await page.goBack()
    await expectCart(arrival)
  })

  test('a finished login’s link in another browser says that it is over, logs nobody in, and its button begins a login', async (t) => {
    const arrival = await arrive(t)
    const callback = await arrival.logIn()
    const other = await (await newPhone(t)).newPage()
    await other.goto(callback)
    await other.getByRole('heading', { name: '这次登录已失效' }).waitFor()
    assert.ok(await other.getByText('来自另一台设备').isVisible())
    await look(other, 'shared')
    await other.getByRole('link', { name: '重新登录' }).click()
    await other.getByRole('button', { name: '小艾' }).click()
    await other.getByRole('button', { name: '同意' }).click()
    await other.getByText('你好 小艾').waitFor()
  })

  test('an unfinished login’s link in another browser begins that browser’s own login, and the first one still ends', async (t) => {
    const arrival = await arrive(t)
    const callback = await arrival.stopBeforeCallback()
    const other = await (await newPhone(t)).newPage()
    await other.goto(callback)
    await other.getByRole('button', { name: '小艾' }).click()
    await other.getByRole('button', { name: '同意' }).click()
    await other.getByText('你好 小艾').waitFor()
    await arrival.page.goto(callback)
    await expectCart(arrival)
  })

  test('who refuses is told that nothing was passed on, and may change their mind', async (t) => {
    const arrival = await arrive(t)
    const { page } = arrival
    await arrival.toConsent()
    const [reply] = await Promise.all([
      page.waitForResponse(/\/callback\?/),
      page.getByRole('button', { name: '拒绝' }).click(),
    ])
    await page.getByRole('heading', { name: '你没有同意授权' }).waitFor()
    assert.equal(reply.status(), 200)
    await look(page, 'denied')
    assert.equal(arrival.exchanges(), 0)
    await page.getByRole('link', { name: '重新登录' }).click()
    await page.getByRole('button', { name: '同意' }).click()
    await expectCart(arrival)
  })

  test('a code that expired on the way costs one more round, and the user is logged in', async (t) => {
    const arrival = await arrive(t)
    const callback = await arrival.stopBeforeCallback()
    arrival.clock.advance(301)
    await arrival.page.goto(callback)
    await arrival.page.getByRole('button', { name: '同意' }).click()
    await expectCart(arrival)
    assert.equal(arrival.exchanges(), 2)
  })

  test('a login left lying for longer than it is kept ends on a page that says so, whose button begins another', async (t) => {
    const arrival = await arrive(t)
    const callback = await arrival.stopBeforeCallback()
    arrival.clock.advance(601)
    const { page } = arrival
    await page.goto(callback)
    await page.getByRole('heading', { name: '这次登录已失效' }).waitFor()
    await look(page, 'expired')
    await page.getByRole('link', { name: '重新登录' }).click()
    await page.getByRole('button', { name: '同意' }).click()
    await page.getByText('你好 阿波').waitFor()
  })
})
