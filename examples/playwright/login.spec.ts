import { expect, test as base } from '@playwright/test'
import { builtinSeed } from '@weauth/platform'
import { wechatFixtures } from '@weauth/platform/playwright'

const site = `127.0.0.1:${process.env['PORT'] ?? 3000}`

// Every page of these tests is opened in WeChat, whose user is alice. Under `weauth run -- npx playwright test` the platform is that of the run.
const test = base.extend(wechatFixtures({ platform: { seed: builtinSeed([site]), defaultUser: 'alice' } }))

const link = `https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0a1b2c3d4e5f6071&redirect_uri=${encodeURIComponent(`http://${site}/callback`)}&response_type=code&scope=snsapi_userinfo&state=a1#wechat_redirect`

test('alice agrees, and the site gets a code', async ({ page }) => {
  await page.goto(link)
  expect(new URL(page.url()).origin).toBe('https://open.weixin.qq.com')
  expect(await page.evaluate('navigator.userAgent')).toContain('MicroMessenger/')
  expect(page.viewportSize()).toEqual({ width: 390, height: 844 })
  await page.locator('button[value=allow]').click()
  await expect(page.locator('body')).toHaveText('the shop')
  expect(page.url()).toMatch(/\/callback\?code=\w{32}&state=a1/)
})

test('alice refuses, and the site gets none', async ({ page }) => {
  await page.goto(link)
  await page.locator('button[value=deny]').click()
  await expect(page.locator('body')).toHaveText('the shop')
  expect(page.url()).toContain('/callback?state=a1')
})
