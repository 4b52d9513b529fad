import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import { builtinSeed } from '@weauth/platform'
import type { Wechat } from '@weauth/platform/playwright'
import { openWechat, wechatFixtures } from '@weauth/platform/playwright'
import { skip } from '../../../test/chromium.ts'

const linkTo = (site: string): string =>
  `https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0a1b2c3d4e5f6071&redirect_uri=${encodeURIComponent(`${site}/cb`)}&response_type=code&scope=snsapi_userinfo&state=a1#wechat_redirect`

/** The Chromium of these tests, with the arguments that are tried. */
async function launch(more: readonly string[]): ReturnType<typeof chromium.launch> {
  const args = ['--no-sandbox', '--disable-background-networking', ...more]
  if (process.platform !== 'linux') return chromium.launch({ channel: 'chrome', args })
  const { default: files } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await files.executablePath(), args })
}

test(
  'in Playwright a page is WeChat: https://open.weixin.qq.com is the platform, and the business gets its code',
  { skip },
  async (t) => {
    const shop = createServer((_, response) => response.end('back at the shop')).listen(0, '127.0.0.1')
    await once(shop, 'listening')
    t.after(() => shop.close().closeAllConnections())
    const site = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
    const seed = builtinSeed([new URL(site).host])
    const wechat = await openWechat({ platform: { seed, defaultUser: 'alice' } })
    t.after(wechat.close)
    const browser = await launch(wechat.launchOptions.args)
    t.after(() => browser.close())
    const page = await (await browser.newContext(wechat.contextOptions)).newPage()
    await page.goto(linkTo(site))
    assert.equal(new URL(page.url()).origin, 'https://open.weixin.qq.com')
    assert.match(await page.evaluate('navigator.userAgent'), /MicroMessenger\//)
    await page.locator('button[value=allow]').click({ timeout: 10_000 })
    await page.waitForURL(`${site}/**`, { timeout: 10_000 })
    assert.match(page.url(), /\/cb\?code=\w{32}&state=a1/)
  },
)

test(
  'a page that embeds https://res.wx.qq.com/…/wxLogin.js as it stands has the QR login of the platform',
  { skip },
  async (t) => {
    const page = `<!doctype html><div id="box"></div>
      <script src="https://res.wx.qq.com/connect/zh_CN/htmledition/js/wxLogin.js"></script>
      <script>new WxLogin({ id: 'box', appid: 'wx2c3d4e5f60718293', scope: 'snsapi_login', state: 'a1',
        redirect_uri: encodeURIComponent(location.origin + '/cb') })</script>`
    const shop = createServer((request, response) => {
      response.setHeader('content-type', 'text/html').end(request.url === '/' ? page : 'back at the shop')
    }).listen(0, '127.0.0.1')
    await once(shop, 'listening')
    t.after(() => shop.close().closeAllConnections())
    const site = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
    const wechat = await openWechat({ platform: { seed: builtinSeed([new URL(site).host]) } })
    t.after(wechat.close)
    const browser = await launch(wechat.launchOptions.args)
    t.after(() => browser.close())
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const computer = await context.newPage()
    await computer.goto(site)
    const phone = context.waitForEvent('page')
    await computer.frameLocator('#box iframe').locator('.phone a').click()
    assert.equal(new URL((await phone).url() || 'about:blank').origin, 'https://open.weixin.qq.com')
    await (await phone).click('button[value="alice"]')
    await (await phone).click('button[value="allow"]')
    await computer.waitForURL(`${site}/cb?code=*&state=a1`)
  },
)

test(
  'the authority counts for this profile alone: a browser without its key refuses the certificate',
  { skip },
  async (t) => {
    const wechat = await openWechat()
    t.after(wechat.close)
    const browser = await launch(wechat.launchOptions.args.slice(0, 1))
    t.after(() => browser.close())
    await assert.rejects((await browser.newPage()).goto(linkTo('http://127.0.0.1:3000')), /ERR_CERT/)
  },
)

test('the fixtures give each worker a WeChat, add to the launch options, and close it', async () => {
  const fixtures = wechatFixtures({ platform: { defaultUser: 'alice' } })
  const seen: { wechat?: Wechat; args?: readonly string[] } = {}
  await fixtures.wechat[0]({}, async (wechat) => {
    seen.wechat = wechat
    assert.equal((await fetch(`${wechat.url}/sns/auth`)).status, 200)
    await fixtures.launchOptions[0]({ wechat, launchOptions: { args: ['--mine'] } }, async ({ args }) => {
      seen.args = args ?? []
    })
  })
  assert.deepEqual(seen.args, ['--mine', ...(seen.wechat?.launchOptions.args ?? [])])
  await assert.rejects(fetch(`${seen.wechat?.url}/sns/auth`))
})
