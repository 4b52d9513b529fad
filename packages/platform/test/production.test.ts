import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPlatform } from '@weauth/platform'
import { as, harness, users } from './harness.ts'

const identify = (): typeof users.bob => users.bob

test('production without identify does not start, nor does it take a default user', async () => {
  await assert.rejects(createPlatform({ mode: 'production' }), /identify/)
  await assert.rejects(createPlatform({ mode: 'production', identify, defaultUser: 'bob' }), /default user/)
})

test('in production the user comes from identify alone: headers and picker are not there', async () => {
  await using h = await harness({ mode: 'production', identify, publicUrl: 'https://open.weixin.qq.com' })
  await h.open(h.link({ scope: 'snsapi_base' }), as({ user: 'alice', consent: 'deny' }))
  assert.equal(h.platform.traces().at(-1)?.userId, 'bob')
  const asked = await h.open(h.link(), as({ user: 'alice', consent: 'allow' }))
  assert.equal(asked.status, 200, 'the consent page, whatever the header says')
  assert.doesNotMatch(await asked.text(), /weauth 开发|_weauth/)
  for (const path of ['/', '/_weauth/user', '/_weauth/traces']) {
    for (const method of ['GET', 'POST']) assert.equal((await h.open(path, {}, { method })).status, 404, path)
  }
})

test('in production an error page shows WeChat’s words and nothing of the finding', async () => {
  await using h = await harness({ mode: 'production', identify })
  const response = await h.open(h.link({ redirectUri: 'https://evil.example/cb' }))
  assert.equal(response.headers.get('x-weauth-finding'), null)
  const html = await response.text()
  assert.match(html, /10003/)
  assert.doesNotMatch(html, /callback-domain|evil\.example|shop\.example\.com/)
})

test('in production nobody gets a code before logging in', async () => {
  await using h = await harness({ mode: 'production', identify: () => undefined })
  const response = await h.open(h.link({ scope: 'snsapi_base' }), as())
  assert.equal(response.status, 401)
  assert.equal(response.headers.get('location'), null)
})

test('a user whom identify tells is kept, and known to user info', async () => {
  const dora = { ...users.bob, id: 'dora', nickname: '朵拉' }
  await using h = await harness({ mode: 'production', identify: () => dora })
  const code = await h.code({ scope: 'snsapi_base' })
  assert.equal((await h.exchange(code))['openid'], h.platform.openid('wx00000000000000a1', 'dora'))
  assert.ok(h.platform.users().some(({ id }) => id === 'dora'))
})

test('a public URL that is no origin is refused', async () => {
  for (const publicUrl of ['wechat.example.com', 'ftp://x', 'https://x/path', 'https://x/?a']) {
    await assert.rejects(createPlatform({ publicUrl }), /publicUrl/)
  }
})
