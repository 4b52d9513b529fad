import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { browser, skip } from '../../../test/chromium.ts'
import { apps, harness } from './harness.ts'

const callback = 'http://platform.example.com/cb'

suite('a third-party platform in Chromium', { skip }, () => {
  test('acts for two accounts: one user picks, consents and is known to each account by another openid and one unionid', async () => {
    await using h = await harness()
    const { url } = await h.platform.listen({ port: 0 })
    const seen: Record<string, unknown>[] = []
    // The site of the platform: all that its callback knows of the account is the appid that came along. It stands where the browser
    // takes it for a proxy, so that a name without a port leads to it.
    const site = createServer(async (request, response) => {
      const query = new URL(request.url ?? '', callback).searchParams
      const tokens = await h.api('/sns/oauth2/component/access_token', {
        appid: query.get('appid') ?? '',
        code: query.get('code') ?? '',
        grant_type: 'authorization_code',
        component_appid: apps.platform.appid,
        component_access_token: await h.componentToken(),
      })
      const [access_token, openid] = [String(tokens['access_token']), String(tokens['openid'])]
      seen.push(await h.api('/sns/userinfo', { access_token, openid }))
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<h1>${query.get('appid')}</h1>`)
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const server = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
    const context = await browser.newContext({ proxy: { server, bypass: '127.0.0.1' } })
    const page = await context.newPage()
    for (const { appid } of [apps.shop, apps.sister]) {
      const asked = { appid, redirectUri: callback, componentAppid: apps.platform.appid }
      await page.goto(h.link({ ...asked, openHost: url }))
      // Whoever was picked for the first account opens the link of the second one, too.
      if (appid === apps.shop.appid) await page.click('button[value="bob"]')
      await page.click('button[value="allow"]')
      await page.waitForURL(`${callback}?*`)
      assert.equal(await page.textContent('h1'), appid)
    }
    await context.close()
    await new Promise((resolve) => site.close(resolve))
    assert.deepEqual(
      seen.map(({ openid, nickname }) => [openid, nickname]),
      [apps.shop, apps.sister].map(({ appid }) => [h.platform.openid(appid, 'bob'), '阿波']),
    )
    assert.equal(seen[0]?.['unionid'], seen[1]?.['unionid'])
    assert.notEqual(seen[0]?.['unionid'], undefined)
  })

  test('is shown on the home page with its accounts, and each of their links is one to be opened', async () => {
    await using h = await harness()
    const { url } = await h.platform.listen({ port: 0 })
    const page = await browser.newPage({ locale: 'en' })
    await page.goto(url)
    const card = page
      .locator('li.box', { hasText: apps.otherPlatform.appid })
      .filter({ hasText: 'third-party platform' })
    assert.ok((await card.textContent())?.includes(`authorized by: ${apps.shop.appid}`))
    const links = await card.locator('.links a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
    await page.close()
    assert.equal(links.length, 2)
    for (const link of links) {
      assert.equal(new URL(link).searchParams.get('component_appid'), apps.otherPlatform.appid)
      assert.equal((await h.open(link, { 'x-weauth-user': 'bob' })).headers.get('x-weauth-finding'), null)
    }
  })
})
