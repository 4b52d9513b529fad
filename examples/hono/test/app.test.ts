import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtinSeed } from '@weauth/platform'
import { createTestPlatform } from '@weauth/platform/testing'
import { createApp } from '../app.ts'

test('the example in Hono logs a user in and greets them, with no port and no network', async (t) => {
  const platform = await createTestPlatform({ seed: builtinSeed(['shop.example.com']) })
  t.after(() => platform.close())
  const origin = 'https://shop.example.com'
  const loginKey = 'a key for tests alone, of more than 32 characters'
  const app = createApp({ origin, wechat: platform.account(), loginKey })
  const browser = platform.as('alice').browser((request) => Promise.resolve(app.fetch(request)))
  const { response } = await browser.open(`${origin}/`)
  assert.equal(response.status, 200)
  assert.match(await response.text(), /^你好，小艾\nunionid:/)
})
