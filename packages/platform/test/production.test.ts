import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPlatform } from '@weauth/platform'
import { routePaths } from '@weauth/platform/testing'
import { as, harness, users } from './harness.ts'

const identify = (): typeof users.bob => users.bob
const identityKey = 'an identity key of the tests alone, long enough'

test('production without identify or a key of its own does not start, nor does it take a default user', async () => {
  await assert.rejects(createPlatform({ mode: 'production', identityKey }), /identify/)
  await assert.rejects(createPlatform({ mode: 'production', identify }), /identityKey/)
  await assert.rejects(
    createPlatform({ mode: 'production', identify, identityKey, defaultUser: 'bob' }),
    /default user/,
  )
})

test('in production a consent page can be answered only by the user it was shown to', async () => {
  let user = users.bob
  await using h = await harness({ mode: 'production', identityKey, identify: () => user })
  const page = await h.open(h.link())
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
  const request = /name="request" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const answer = (): Promise<Response> =>
    h.open(
      '/connect/oauth2/confirm',
      { cookie },
      { method: 'POST', body: new URLSearchParams({ request, decision: 'allow' }) },
    )
  user = users.alice
  assert.equal((await answer()).status, 400)
  user = users.bob
  assert.equal((await answer()).status, 303)
})

test('in production the user comes from identify alone: headers and picker are not there', async () => {
  await using h = await harness({ mode: 'production', identityKey, identify, publicUrl: 'https://open.weixin.qq.com' })
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
  await using h = await harness({ mode: 'production', identityKey, identify })
  const response = await h.open(h.link({ redirectUri: 'https://evil.example/cb' }))
  assert.equal(response.headers.get('x-weauth-finding'), null)
  const html = await response.text()
  assert.match(html, /10003/)
  assert.doesNotMatch(html, /callback-domain|evil\.example|shop\.example\.com/)
})

test('in production nobody gets a code before logging in', async () => {
  await using h = await harness({ mode: 'production', identityKey, identify: () => undefined })
  const response = await h.open(h.link({ scope: 'snsapi_base' }), as())
  assert.equal(response.status, 401)
  assert.equal(response.headers.get('location'), null)
})

test('a user whom identify tells is kept, and known to user info', async () => {
  const dora = { ...users.bob, id: 'dora', nickname: '朵拉' }
  await using h = await harness({ mode: 'production', identityKey, identify: () => dora })
  const code = await h.code({ scope: 'snsapi_base' })
  assert.equal((await h.exchange(code))['openid'], h.platform.openid('wx00000000000000a1', 'dora'))
  assert.ok(h.platform.users().some(({ id }) => id === 'dora'))
})

test('a public URL that is no origin is refused', async () => {
  for (const publicUrl of ['wechat.example.com', 'ftp://x', 'https://x/path', 'https://x/?a']) {
    await assert.rejects(createPlatform({ publicUrl }), /publicUrl/)
  }
})

// Catches a page for developers that somebody adds and forgets to take out of production.
test('in production no route shows anything that is for developers, whatever it is sent', async () => {
  await using h = await harness({ mode: 'production', identityKey, identify })
  const sent =
    '?appid=wx00000000000000a1&component_appid=wx00000000000000b1&user=alice&redirect_uri=https%3A%2F%2Fevil.example'
  const forDevelopers = routePaths.filter((path) => path === '/' || path.startsWith('/_weauth'))
  assert.ok(forDevelopers.length > 3)
  for (const path of [...routePaths, '/_weauth', '/_weauth/', '/_weauth/none']) {
    for (const method of ['GET', 'POST']) {
      for (const query of ['', sent]) {
        const response = await h.open(`${path}${query}`, as({ user: 'alice', consent: 'allow' }), { method })
        const shown = `${[...response.headers].join('\n')}\n${await response.text()}`
        if (path === '/' || path.startsWith('/_weauth')) assert.equal(response.status, 404, `${method} ${path}`)
        assert.doesNotMatch(shown, /weauth|alice|小艾|evil\.example|0123456789abcdef/i, `${method} ${path}${query}`)
      }
    }
  }
})
