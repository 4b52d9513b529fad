import assert from 'node:assert/strict'
import { createDecipheriv, hash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { browser, skip } from '../../../test/chromium.ts'
import type { Harness } from './harness.ts'
import { apps, harness } from './harness.ts'

const { test: account } = apps
const token = 'shopToken1'
const encodingAesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

/** What an account's server makes of a message: checked by its signature, decrypted, read. */
function readMessage(url: URL, xml: string): { readonly event: string; readonly openid: string } {
  const query = (name: string): string => url.searchParams.get(name) ?? ''
  const field = (text: string, name: string): string =>
    new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]></${name}>`).exec(text)?.[1] ?? assert.fail(name)
  const encrypted = field(xml, 'Encrypt')
  const signed = [token, query('timestamp'), query('nonce'), encrypted].toSorted().join('')
  assert.equal(query('msg_signature'), hash('sha1', signed))
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
  const message = plain.toString('utf8', 20, 20 + plain.readUInt32BE(16))
  return { event: field(message, 'Event'), openid: field(message, 'OpenID') }
}

/** A business with a login, customers by openid, and a server for WeChat's messages, on which it forgets who withdraws. */
async function business(h: Harness): Promise<{
  readonly callback: string
  readonly customers: Map<string, Record<string, string>>
  readonly message: Promise<{ readonly event: string; readonly openid: string }>
  readonly close: () => void
}> {
  const customers = new Map<string, Record<string, string>>()
  const { promise: message, resolve } = Promise.withResolvers<{ event: string; openid: string }>()
  const site = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://site')
    if (url.pathname === '/messages') {
      const read = readMessage(url, Buffer.concat((await request.toArray()) as Buffer[]).toString())
      if (read.event === 'user_authorization_revoke') customers.delete(read.openid)
      response.end('success')
      return resolve(read)
    }
    const tokens = (await h.exchange(url.searchParams.get('code') ?? '', account)) as Record<string, string>
    customers.set(tokens['openid'] ?? '', tokens)
    return response.end(`customers: ${customers.size}`)
  })
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening))
  const host = `127.0.0.1:${(site.address() as AddressInfo).port}`
  const messagePush = { url: `http://${host}/messages`, token, encodingAesKey }
  await h.change(account, { callbackDomains: [host], messagePush })
  return { callback: `http://${host}/cb`, customers, message, close: () => void site.close() }
}

suite('a consent withdrawn in Chromium', { skip }, () => {
  test('the business hears of it and forgets the user, whose token is dead; to authorize again works', async () => {
    await using h = await harness()
    const { url } = await h.platform.listen({ port: 0 })
    const { callback, customers, message, close } = await business(h)
    const page = await browser.newPage({ locale: 'en' })
    const login = async (): Promise<void> => {
      await page.goto(h.link({ openHost: url, appid: account.appid, redirectUri: callback }))
      if (page.url().startsWith(url)) await page.click('button[value="bob"], button[value="allow"]')
      if (page.url().startsWith(url)) await page.click('button[value="allow"]')
      await page.waitForURL(`${callback}?*`, { timeout: 5000 })
    }
    await login()
    const [[openid, tokens] = assert.fail()] = customers
    assert.equal((await h.api('/sns/userinfo', tokens))['nickname'], '阿波')

    await page.goto(url)
    await page.locator('li.box', { hasText: '阿波' }).getByRole('link', { name: 'Phone settings' }).click()
    await page.getByRole('button', { name: 'Withdraw' }).click()
    await page.getByText('No account has been told').waitFor({ timeout: 5000 })
    assert.deepEqual(await message, { event: 'user_authorization_revoke', openid })
    assert.equal(customers.size, 0)
    assert.equal((await h.api('/sns/userinfo', tokens))['errcode'], 50001)

    await login()
    assert.equal(customers.size, 1)
    assert.equal((await h.api('/sns/userinfo', customers.get(openid) ?? {}))['nickname'], '阿波')
    await page.close()
    close()
  })
})
