import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { suite, test } from 'node:test'
import type { Page } from 'playwright-core'
import { browser, skip } from '../../../test/chromium.ts'
import type { Demo } from '../demo.ts'
import { demoFor, exchangesOf } from './harness.ts'

const phone = { width: 375, height: 700 }
const desktop = { width: 1280, height: 800 }

/** With WEAUTH_SCREENSHOTS=DIR each stop of a journey is kept there as a picture. */
async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['WEAUTH_SCREENSHOTS']
  if (folder === undefined) return
  await page.screenshot({ path: join(folder, `${name}-375.png`), fullPage: true })
  await page.setViewportSize(desktop)
  await page.screenshot({ path: join(folder, `${name}-1280.png`) })
  await page.setViewportSize(phone)
}

/** A demo, and a browser of its own on the shop's home page. */
async function arrive(t: TestContext, locale = 'zh-CN'): Promise<{ demo: Demo; page: Page }> {
  const context = await browser.newContext({ locale, viewport: phone })
  t.after(() => context.close())
  const demo = await demoFor(t)
  context.setDefaultTimeout(5000)
  const page = await context.newPage()
  await page.goto(demo.shopUrl)
  return { demo, page }
}

/** The width of the picture as it was loaded: 0 when it was not. */
const pictureWidth = (page: Page): Promise<number> =>
  page.locator('#step-4 img').evaluate(async (image) => {
    const loaded = image as unknown as { decode: () => Promise<void>; naturalWidth: number }
    await loaded.decode()
    return loaded.naturalWidth
  })

suite('the shop in Chromium', { skip }, () => {
  test('a stranger is picked, agrees, and comes back to the shop with nickname and picture', async (t) => {
    const { demo, page } = await arrive(t)
    await look(page, 'zh-home')
    await page.getByRole('link', { name: '微信登录' }).click()
    await look(page, 'zh-picker')
    await page.getByRole('button', { name: '阿波' }).click()
    await look(page, 'zh-consent')
    await page.getByRole('button', { name: '同意' }).click()
    await page.waitForURL(`${demo.shopUrl}/me#`)
    assert.ok(await page.getByRole('heading', { name: '你好 阿波' }).isVisible())
    assert.equal(await pictureWidth(page), 132)
    assert.equal(exchangesOf(demo).length, 1)
    await look(page, 'zh-me')

    await page.getByRole('button', { name: '刷新' }).click()
    await page.getByText('得到了新的 access_token').waitFor()
    await page.getByRole('button', { name: '检验' }).click()
    await page.getByText('有效', { exact: true }).waitFor()
    await look(page, 'zh-me-refreshed')
    await page.goto(demo.shopUrl)
    await look(page, 'zh-home-logged-in')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.getByRole('link', { name: '微信登录' }).waitFor()
  })

  test('who refuses is told so, and may try again', async (t) => {
    const { demo, page } = await arrive(t)
    await page.getByRole('link', { name: '微信登录' }).click()
    await page.getByRole('button', { name: '小艾' }).click()
    await page.getByRole('button', { name: '拒绝' }).click()
    await page.getByRole('heading', { name: '你没有同意授权' }).waitFor()
    await look(page, 'zh-refused')
    assert.equal(new URL(page.url()).searchParams.has('code'), false)
    assert.equal(exchangesOf(demo).length, 0)
    await page.getByRole('link', { name: '重新登录' }).click()
    await page.getByRole('button', { name: '同意' }).click()
    await page.waitForURL(`${demo.shopUrl}/me#`)
  })

  test('a silent login asks nothing, and yields the openid alone', async (t) => {
    const { demo, page } = await arrive(t)
    await page.getByRole('link', { name: '静默登录' }).click()
    await page.getByRole('button', { name: '阿波' }).click()
    await page.waitForURL(`${demo.shopUrl}/me#`)
    const openid = demo.platform.openid('wx0a1b2c3d4e5f6071', 'bob')
    assert.ok(await page.getByText(openid, { exact: true }).isVisible())
    assert.equal(await page.getByText('阿波').count(), 0)
    await page.getByRole('button', { name: '仍然试试' }).click()
    await page.getByText('48001 api unauthorized').waitFor()
    await look(page, 'zh-base')
  })

  test('a follower who comes from the menu is asked nothing, and shows nickname and picture all the same', async (t) => {
    const { demo, page } = await arrive(t)
    await page.getByRole('link', { name: '微信登录' }).click()
    await page.getByText('菜单', { exact: true }).click()
    await page.getByRole('button', { name: '小艾' }).click()
    await page.waitForURL(`${demo.shopUrl}/me#`)
    assert.ok(await page.getByRole('heading', { name: '你好 小艾' }).isVisible())
    assert.equal(await pictureWidth(page), 132)
  })

  test('whoever reads English is shown English all the way, regions too', async (t) => {
    const { demo, page } = await arrive(t, 'en-GB')
    await look(page, 'en-home')
    await page.getByRole('link', { name: 'Log in with WeChat' }).click()
    await page.getByRole('button', { name: '小艾' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(`${demo.shopUrl}/me#`)
    assert.ok(await page.getByText('CN · Guangdong · Shenzhen').isVisible())
    await look(page, 'en-me')
    await page.goto(`${demo.shopUrl}/callback?code=abc&state=abc`)
    await page.getByRole('heading', { name: 'This login is over' }).waitFor()
    await look(page, 'en-unknown')
  })

  test('a login begun under another name of the machine is finished all the same', async (t) => {
    const { demo, page } = await arrive(t)
    await page.goto(demo.shopUrl.replace('127.0.0.1', 'localhost'))
    await page.getByRole('link', { name: '静默登录' }).click()
    await page.getByRole('button', { name: '阿波' }).click()
    await page.waitForURL(`${demo.shopUrl}/me#`)
  })

  test('no page is wider than a phone of 320 px, or breaks its own policy', async (t) => {
    const { demo, page } = await arrive(t, 'en-GB')
    await page.setViewportSize({ width: 320, height: 568 })
    const troubles: string[] = []
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
    const checkWidth = async (): Promise<void> => {
      assert.equal(await page.locator('html').evaluate((root) => root.scrollWidth), 320, page.url())
    }
    await checkWidth()
    await page.getByRole('link', { name: 'Log in with WeChat' }).click()
    await page.getByRole('button', { name: 'Carol' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(`${demo.shopUrl}/me#`)
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('A new access token').waitFor()
    await checkWidth()
    assert.deepEqual(troubles, [])
    await page.goto(`${demo.shopUrl}/callback`)
    await checkWidth()
  })
})
