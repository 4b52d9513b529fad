import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { browser, skip } from '../../../test/chromium.ts'
import { apps, callback, harness } from './harness.ts'

const { test: testAccount } = apps

suite('doubled callbacks in Chromium', { skip }, () => {
  test('the callback is opened twice, with the cookie of the site, and the user sees the second', async () => {
    await using h = await harness()
    const seen: string[] = []
    const site = createServer((request, response) => {
      if (request.url === '/') return response.writeHead(200, { 'set-cookie': 'login=1; SameSite=Lax' }).end('home')
      if (request.url === '/favicon.ico') return response.end()
      seen.push(`${request.headers.cookie} ${new URL(request.url ?? '', callback).searchParams.get('code')}`)
      return response.writeHead(200, { 'x-frame-options': 'DENY' }).end(`visit ${seen.length}`)
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(site.address() as AddressInfo).port}`
    const { url } = await h.platform.listen({ port: 0 })
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-weauth-user': 'bob' } })
    const page = await context.newPage()
    for (const callbacks of ['same-code', 'other-code'] as const) {
      await h.change(testAccount, { callbackDomains: [host], callbacks })
      seen.length = 0
      await page.goto(`http://${host}/`)
      const asked = { appid: testAccount.appid, redirectUri: `http://${host}/cb`, scope: 'snsapi_base' } as const
      await page.goto(h.link({ openHost: url, ...asked }), { waitUntil: 'commit' })
      await page.waitForURL(`http://${host}/cb?*`, { timeout: 5000 })
      assert.equal(await page.textContent('body'), 'visit 2')
      assert.equal(seen.length, 2)
      assert.ok(seen.every((visit) => visit.startsWith('login=1 061')))
      assert.equal(new Set(seen).size, callbacks === 'same-code' ? 1 : 2)
    }
    await context.close()
    await new Promise((resolve) => site.close(resolve))
  })
})
