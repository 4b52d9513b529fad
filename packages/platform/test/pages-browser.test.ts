import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { browser, skip } from '../../../test/chromium.ts'
import { everyPage, nonce } from './pages-samples.ts'

const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'`
const hostile = `"'><img src=x onerror=alert(1)></title></style><script>alert(1)</script>مرحبا\u202E${'long'.repeat(400)}`
const languages = ['zh', 'en'] as const
const names = Object.keys(everyPage('zh', ''))

/** The bodies that were posted. A post to `/pick` goes on to the consent page, as on the platform. */
const posted: string[] = []
const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    const chunks = await request.toArray()
    posted.push(Buffer.concat(chunks as Buffer[]).toString())
    if (request.url === '/pick') return response.writeHead(303, { location: '/en/consent?text=x' }).end()
  }
  const url = new URL(request.url ?? '', 'http://localhost')
  const [, lang, name = ''] = url.pathname.split('/')
  const text = url.searchParams.get('text') ?? hostile
  const page = everyPage(lang === 'zh' ? 'zh' : 'en', text)[name]
  // What the frame of the snapshot page asks for.
  if (page === undefined) return response.writeHead(404).end()
  const ownPolicy = name === 'snapshot' ? `${policy}; frame-src 'self'` : policy
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': ownPolicy }
  return response.writeHead(200, headers).end(page)
})
// A suite, so that the server lives no longer than these tests when all files share one process.
suite('the pages in Chromium', { skip }, () => {
  let origin: string

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => server.close())

  test('no page is wider than a phone of 320 px, runs a planted script, breaks its policy or asks another server', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 568 } })
    const troubles: string[] = []
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => troubles.push('a planted script ran')))
    page.on('console', (message) => message.text().includes('Content Security Policy') && troubles.push(message.text()))
    page.on(
      'request',
      (request) =>
        request.url().startsWith(origin) || request.url().startsWith('data:') || troubles.push(request.url()),
    )
    for (const lang of languages)
      for (const name of names) {
        await page.goto(`${origin}/${lang}/${name}`)
        // Closed parts count too.
        await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
        const width = await page.locator('html').evaluate((root) => root.scrollWidth)
        assert.equal(width, 320, `${lang}/${name}`)
        assert.equal(await page.locator('img[src="x"], [onerror]').count(), 0, name)
      }
    assert.deepEqual(troubles, [])
    await page.close()
  })

  test('the consent page warns of a missing #wechat_redirect, and only then', async () => {
    const page = await browser.newPage()
    const warning = page.locator('#fragment')
    await page.goto(`${origin}/en/consent?text=x`)
    assert.ok(await warning.isVisible())
    await page.goto('about:blank')
    await page.goto(`${origin}/en/consent?text=x#wechat_redirect`)
    assert.ok(await warning.isHidden())
    await page.close()
  })

  test('choosing a user posts the user, the entry and the query, and keeps the fragment of the link', async () => {
    const page = await browser.newPage()
    await page.goto(`${origin}/en/picker?text=x#wechat_redirect`)
    await page.getByText('Scan').click()
    await page.getByRole('button').first().click()
    await page.waitForURL('**/consent?text=x#wechat_redirect', { timeout: 5000 })
    assert.equal(posted.pop(), 'query=x&entry=scan&user=x')
    assert.ok(await page.locator('#fragment').isHidden())
    assert.match((await page.locator('#change').getAttribute('href')) ?? '', /#wechat_redirect$/)
    await page.close()
  })

  test('without script both answers of the consent page are posted, and no warning is shown', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false })
    for (const [button, decision] of [
      ['Allow', 'allow'],
      ['Decline', 'deny'],
    ] as const) {
      await page.goto(`${origin}/en/consent?text=x`)
      assert.ok(await page.locator('#fragment').isHidden())
      await page.getByRole('button', { name: button }).click()
      await page.waitForURL('**/confirm', { timeout: 5000 })
      assert.equal(posted.pop(), `request=x&decision=${decision}`)
    }
    await page.close()
  })
})
