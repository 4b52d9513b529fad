import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { buildQrconnectLink } from '@weauth/protocol'
import { browser, skip } from '../../../test/chromium.ts'
import type { Harness } from './harness.ts'
import { apps, harness } from './harness.ts'

const { website } = apps

/** A business site on `localhost`, another site than the platform's 127.0.0.1: its home is `page`, its callback says what it was given. */
async function openSite(page: string): Promise<{ origin: string } & AsyncDisposable> {
  const site: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(
      url.pathname === '/'
        ? page
        : `<p id="where"></p><script>where.textContent = self === top ? 'top' : 'frame'</script>`,
    )
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://localhost:${(site.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => site.close(() => resolve()).closeAllConnections()),
  }
}

type World = { readonly h: Harness; readonly url: string; readonly computer: BrowserContext; readonly phone: Page }

/** A platform that listens, and two browsers that share nothing: the computer and the phone. */
async function inTwoBrowsers(run: (world: World) => Promise<void>): Promise<void> {
  await using h = await harness({ qrPollHoldMs: 25_000 })
  const { url } = await h.platform.listen({ port: 0 })
  const [computer, phone] = await Promise.all([
    browser.newContext({ locale: 'en' }),
    browser.newContext({ locale: 'en', viewport: { width: 375, height: 740 } }),
  ])
  await run({ h, url, computer, phone: await phone.newPage() })
  await Promise.all([computer.close(), phone.close()])
}

const allowCallbacksAt = (h: Harness, origin: string): Promise<void> =>
  h.change(website, { callbackDomains: [new URL(origin).host] })

const linkTo = (openHost: string, origin: string): string =>
  buildQrconnectLink({ openHost, appid: website.appid, redirectUri: `${origin}/cb`, state: 'a1' })

/** Scans what a page or frame shows, and says as alice what the phone is told. */
async function scan(
  shown: Pick<Page, 'getAttribute'>,
  { phone, url }: World,
  decision: 'allow' | 'deny',
): Promise<void> {
  await phone.goto(new URL((await shown.getAttribute('.phone a', 'href')) ?? '', url).href)
  await phone.click('button[value="alice"]')
  await phone.click(`button[value="${decision}"]`)
}

suite('a QR login in Chromium', { skip }, () => {
  test('goes from one browser to the other: shown here, scanned and allowed there, and here the business has the user', () =>
    inTwoBrowsers(async (world) => {
      const { h, url, computer, phone } = world
      await using site = await openSite('')
      await allowCallbacksAt(h, site.origin)
      const page = await computer.newPage()
      await page.goto(linkTo(url, site.origin))
      await page.waitForFunction(() => document.querySelector('img')?.naturalWidth)
      await scan(page, world, 'allow')
      await page.waitForURL(`${site.origin}/cb?*`)
      assert.match((await phone.textContent('h1')) ?? '', /Logged in/)
      const code = new URL(page.url()).searchParams.get('code') ?? ''
      const token = await h.exchange(code, website)
      assert.equal(token['openid'], h.platform.openid(website.appid, 'alice'))
    }))

  test('shows on the computer what happens on the phone, and after a refusal a new picture', () =>
    inTwoBrowsers(async (world) => {
      const { h, url, computer, phone } = world
      await using site = await openSite('')
      await allowCallbacksAt(h, site.origin)
      await using observed = await harness({ profile: 'observed', qrPollHoldMs: 25_000 })
      await allowCallbacksAt(observed, site.origin)
      const { url: observedUrl } = await observed.platform.listen({ port: 0 })
      const page = await computer.newPage()
      await page.goto(linkTo(observedUrl, site.origin))
      const first = await page.getAttribute('img', 'src')
      await phone.goto(new URL((await page.getAttribute('.phone a', 'href')) ?? '', observedUrl).href)
      await phone.click('button[value="bob"]')
      await page.waitForSelector('[data-when="scanned"]', { state: 'visible' })
      await phone.click('button[value="deny"]')
      await page.waitForSelector('[data-when="refused"]', { state: 'visible' })
      await page.click('[data-when="refused"] a')
      await page.waitForFunction((src) => document.querySelector('img')?.getAttribute('src') !== src, first)
      // As the document has it, a refusal goes back to the business.
      await page.goto(linkTo(url, site.origin))
      await scan(page, world, 'deny')
      await page.waitForURL(`${site.origin}/cb?state=a1`)
    }))

  test('a user of the account, of the website and of the app is one user by the unionid', () =>
    inTwoBrowsers(async (world) => {
      const { h, url, computer, phone } = world
      await using site = await openSite('')
      await allowCallbacksAt(h, site.origin)
      await h.change(apps.test, { callbackDomains: [new URL(site.origin).host], openPlatform: 'acme' })
      // On the phone, within WeChat: the account's page.
      const { appid } = apps.test
      await phone.goto(h.link({ openHost: url, appid, redirectUri: `${site.origin}/cb` }))
      await phone.click('button[value="alice"]')
      await phone.click('button[value="allow"]')
      await phone.waitForURL(`${site.origin}/cb?*`)
      const codes = [new URL(phone.url()).searchParams.get('code') ?? '']
      // At the computer: the website.
      const page = await computer.newPage()
      await page.goto(linkTo(url, site.origin))
      await scan(page, world, 'allow')
      await page.waitForURL(`${site.origin}/cb?*`)
      codes.push(new URL(page.url()).searchParams.get('code') ?? '')
      // On the phone, within the app, by its link on the platform's home page.
      await phone.goto(url)
      await phone.locator('li.box', { hasText: apps.mobile.appid }).locator('.links a').click()
      await phone.click('button[value="alice"]')
      await phone.click('button[value="allow"]')
      const { code } = JSON.parse((await phone.textContent('code')) ?? '') as { code: string }
      codes.push(code)
      const of = [apps.test, website, apps.mobile]
      const tokens = await Promise.all(of.map((app, index) => h.exchange(codes[index] ?? '', app)))
      assert.equal(new Set(tokens.map(({ openid }) => openid)).size, 3)
      assert.deepEqual(
        tokens.map(({ unionid }) => unionid),
        of.map(() => tokens[0]?.['unionid'] ?? assert.fail()),
      )
    }))

  test('says that a picture has expired, and offers another', () =>
    inTwoBrowsers(async ({ h, url, computer }) => {
      const page = await computer.newPage()
      await allowCallbacksAt(h, 'http://localhost')
      await page.goto(linkTo(url, 'http://localhost'))
      h.platform.clock.advance(300)
      await page.waitForSelector('[data-when="expired"]', { state: 'visible' })
      await page.click('[data-when="expired"] a')
      await page.waitForSelector('[data-when="waiting"]', { state: 'visible' })
    }))
})

/** The home of a site that puts the login into its page. */
const embedding = (platform: string, options: string): string =>
  `<!doctype html><div id="box"></div><script src="${platform}/connect/zh_CN/htmledition/js/wxLogin.js"></script>
  <script>new WxLogin({ id: 'box', appid: '${website.appid}', scope: 'snsapi_login', state: 'a1',
    redirect_uri: encodeURIComponent(location.origin + '/cb'), ${options} })</script>`

suite('wxLogin.js in Chromium', { skip }, () => {
  test('self_redirect: after the scan the callback is opened in the frame, or in the window around it', async () => {
    for (const [selfRedirect, where] of [
      [true, 'frame'],
      [false, 'top'],
    ] as const) {
      await inTwoBrowsers(async (world) => {
        const { h, url, computer } = world
        await using site = await openSite(embedding(url, `self_redirect: ${selfRedirect}`))
        await allowCallbacksAt(h, site.origin)
        const page = await computer.newPage()
        await page.goto(site.origin)
        const frame = await (await page.waitForSelector('#box iframe')).contentFrame()
        assert.ok(frame)
        await scan(frame, world, 'allow')
        const ended = selfRedirect ? frame : page
        await ended.waitForURL(`${site.origin}/cb?code=*&state=a1`)
        assert.equal(await ended.textContent('#where'), where)
        if (selfRedirect) assert.equal(page.url(), `${site.origin}/`)
      })
    }
  })

  test('the frame wears white text, a style sheet of the business and the background of the page, in the dark as well', () =>
    inTwoBrowsers(async ({ h, url, computer }) => {
      const href = `data:text/css;base64,${btoa('.impowerBox .title { display: none }')}`
      await using site = await openSite(embedding(url, `style: 'white', href: '${href}'`))
      await allowCallbacksAt(h, site.origin)
      const page = await computer.newPage()
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.goto(site.origin)
      const frame = await (await page.waitForSelector('#box iframe')).contentFrame()
      assert.ok(frame)
      await frame.waitForSelector('.title', { state: 'hidden' })
      const seen = await frame.evaluate(() => {
        const { color, backgroundColor } = getComputedStyle(document.body)
        // Of another scheme than the light page around it, a frame is opaque.
        return [color, backgroundColor, getComputedStyle(document.documentElement).colorScheme]
      })
      assert.deepEqual(seen, ['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)', 'light'])
    }))

  test('a page of another site frames the QR login, and no page on which something is agreed to', () =>
    inTwoBrowsers(async ({ h, url, computer }) => {
      const consent = h.link({ openHost: url })
      await using site = await openSite(
        `<iframe id="qr" src="${linkTo(url, 'https://shop.example.com')}"></iframe><iframe id="consent" src="${consent}"></iframe>`,
      )
      const page = await computer.newPage()
      await page.goto(site.origin)
      const [qr, asking] = await Promise.all(
        ['#qr', '#consent'].map(async (name) => (await page.waitForSelector(name)).contentFrame()),
      )
      assert.ok(await qr?.waitForSelector('.qrcode'))
      assert.match(asking?.url() ?? '', /^chrome-error:/)
    }))
})
