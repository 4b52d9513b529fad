import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { browser, skip } from '../../../test/chromium.ts'
import type { Harness } from './harness.ts'
import { apps, harness } from './harness.ts'

/** A site of the test account that greets whoever comes back with a code, on a long page with a button of its own. */
async function greetingSite(
  h: Harness,
): Promise<{ readonly callback: string; readonly clicks: string[] } & Disposable> {
  const clicks: string[] = []
  const site = createServer(async (request, response) => {
    const query = new URL(request.url ?? '', 'http://site').searchParams
    if (request.url === '/click') return response.end(String(clicks.push('click')))
    const tokens = (await h.exchange(query.get('code') ?? '', apps.test)) as Record<string, string>
    const { nickname } = await h.api('/sns/userinfo', tokens)
    const button = `<button style="position:fixed;inset:0" onclick="fetch('/click')">order</button>`
    const body = `<h1>${nickname}</h1><p>${tokens['is_snapshotuser'] ?? 0}</p>${button}<div style="height:300vh">…</div><p>end</p>`
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(site.address() as AddressInfo).port}`
  await h.change(apps.test, { callbackDomains: [host], snapshotPages: true })
  return { callback: `http://${host}/cb`, clicks, [Symbol.dispose]: () => void site.close() }
}

suite('a snapshot page in Chromium', { skip }, () => {
  test('shows the page to nobody in particular, lets it be scrolled and no more, and its button leads to the full service', async () => {
    await using h = await harness({ profile: 'observed' })
    using site = await greetingSite(h)
    const { url } = await h.platform.listen({ port: 0 })
    const userAgent = 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50'
    const page = await browser.newPage({ userAgent, viewport: { width: 375, height: 720 } })
    await page.goto(h.link({ openHost: url, appid: apps.test.appid, redirectUri: site.callback }))
    await page.click('button[value="bob"]')

    const frame = page.frameLocator('iframe')
    assert.equal(await frame.locator('h1').textContent(), '微信用户')
    assert.equal(await frame.locator('p').first().textContent(), '1')
    await page.mouse.click(180, 300)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('button[value="allow"]', { timeout: 5000 })
    assert.deepEqual(site.clicks, [], 'a click does not reach the page, and the first key goes to the bar')

    await page.goBack()
    await page.mouse.move(180, 300)
    await page.mouse.wheel(0, 400)
    await page.waitForFunction(() => window.scrollY > 0, undefined, { timeout: 5000 })
    await page.getByRole('button', { name: '使用完整服务' }).click()
    await page.click('button[value="allow"]')
    await page.waitForURL(`${site.callback}?*`, { timeout: 5000 })
    assert.equal(await page.textContent('h1'), '阿波')
    assert.equal(await page.textContent('p'), '0')
    await page.close()
  })
})
