import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { builtinSeed } from '@weauth/platform'
import type { TestPlatform } from '@weauth/platform/testing'
import { createTestPlatform } from '@weauth/platform/testing'
import { createApp } from '../app.ts'

const origin = 'https://shop.example.com'

async function openSite(t: TestContext): Promise<{ platform: TestPlatform; app: ReturnType<typeof createApp> }> {
  const platform = await createTestPlatform({ seed: builtinSeed(['shop.example.com']) })
  t.after(() => platform.close())
  const secret = 'a key for tests alone, of more than 32 characters'
  return { platform, app: createApp({ origin, wechat: platform.account(), secret }) }
}

test('the example with Auth.js logs a user in, and the session holds the nickname and nothing secret', async (t) => {
  const { platform, app } = await openSite(t)
  const browser = platform.as('alice').browser((request) => app.fetch(request))
  const { url, response } = await browser.open(`${origin}/`)
  assert.equal(response.status, 200)
  assert.equal(new URL(url).pathname, '/')
  assert.equal(await response.text(), '你好，小艾\n')
  const session = (await (await browser.get(`${origin}/auth/session`)).json()) as { user: { name: string } }
  assert.equal(session.user.name, '小艾')
  assert.deepEqual(Object.keys(session).toSorted(), ['expires', 'user'])
})

test('the example with Auth.js logs a user in behind a proxy that changes scheme and host', async (t) => {
  const { platform, app } = await openSite(t)
  const browser = platform
    .as('alice')
    .browser((request) => app.fetch(new Request(request.url.replace(origin, 'http://10.0.0.7:3000'), request)))
  const { response } = await browser.open(`${origin}/`)
  assert.equal(await response.text(), '你好，小艾\n')
})

test('the example with Auth.js makes no session for a user who refuses', async (t) => {
  // Auth.js logs a refusal as an error.
  t.mock.method(console, 'error', () => {})
  const { platform, app } = await openSite(t)
  const browser = platform.as('alice', { consent: 'deny' }).browser((request) => app.fetch(request))
  const { url } = await browser.open(`${origin}/login`)
  assert.match(url, /error=/)
  assert.equal(await (await browser.get(`${origin}/auth/session`)).json(), null)
})
