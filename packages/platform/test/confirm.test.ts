import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Harness } from './harness.ts'
import { as, callback, harness, locationOf } from './harness.ts'

/** Opens the consent page and returns what its form would send. */
async function consentForm(
  h: Harness,
  who = as(),
  link = h.link(),
): Promise<{ cookie: string; request: string; html: string }> {
  const response = await h.open(link, who)
  const html = await response.text()
  return {
    cookie: response.headers.get('set-cookie')?.split(';')[0] ?? assert.fail('no session'),
    request: /name="request" value="([^"]+)"/.exec(html)?.[1] ?? assert.fail('no request id'),
    html,
  }
}

function post(
  h: Harness,
  cookie: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return h.open(
    '/connect/oauth2/confirm',
    { cookie, ...headers },
    { method: 'POST', body: new URLSearchParams(fields) },
  )
}

test('agreeing goes back with a 303, a code that works, and the state', async () => {
  await using h = await harness()
  const { cookie, request } = await consentForm(h)
  const response = await post(h, cookie, { request, decision: 'allow' })
  assert.equal(response.status, 303)
  const back = locationOf(response)
  assert.equal(back.searchParams.get('state'), 'abc')
  assert.equal((await h.exchange(back.searchParams.get('code') ?? ''))['scope'], 'snsapi_userinfo')
})

test('refusing goes back with a 303 and the state only', async () => {
  await using h = await harness()
  const { cookie, request } = await consentForm(h)
  const response = await post(h, cookie, { request, decision: 'deny' })
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), `${callback}?state=abc`)
})

test('a consent page is answered once', async () => {
  await using h = await harness()
  const { cookie, request } = await consentForm(h)
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(h, cookie, { request, decision: 'allow' })))
  assert.equal(answers.filter(({ status }) => status === 303).length, 1)
  assert.equal(answers.filter(({ status }) => status === 400).length, 19)
})

test('another browser cannot answer, and the right one still can', async () => {
  await using h = await harness()
  const mine = await consentForm(h)
  const other = await consentForm(h, as({ user: 'alice' }))
  assert.equal((await post(h, other.cookie, { request: mine.request, decision: 'allow' })).status, 400)
  assert.equal((await post(h, '', { request: mine.request, decision: 'allow' })).status, 400)
  assert.equal((await post(h, mine.cookie, { request: mine.request, decision: 'allow' })).status, 303)
})

test('another site cannot answer, not even from the right browser', async () => {
  await using h = await harness()
  const { cookie, request } = await consentForm(h)
  const fields = { request, decision: 'allow' }
  assert.equal((await post(h, cookie, fields, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await post(h, cookie, fields, { origin: 'https://evil.example' })).status, 403)
  assert.equal((await post(h, cookie, fields, { origin: 'https://evil-open.weixin.qq.com' })).status, 403)
  assert.equal((await post(h, cookie, fields, { origin: 'null' })).status, 403)
  assert.equal(
    (await post(h, cookie, fields, { origin: 'https://open.weixin.qq.com', 'sec-fetch-site': 'same-origin' })).status,
    303,
  )
})

test('a guessed, cut or missing id, or no decision, changes nothing', async () => {
  await using h = await harness()
  const { cookie, request } = await consentForm(h)
  const wrong = [
    { request: `${request.slice(0, -1)}${request.endsWith('a') ? 'b' : 'a'}`, decision: 'allow' },
    { request: request.slice(0, -1), decision: 'allow' },
    { request: '', decision: 'allow' },
    { decision: 'allow' },
    { request },
    { request, decision: 'perhaps' },
  ]
  for (const fields of wrong) assert.equal((await post(h, cookie, fields as Record<string, string>)).status, 400)
  assert.equal((await post(h, cookie, { request, decision: 'allow' })).status, 303)
})

test('a consent page can be answered for ten minutes', async () => {
  await using h = await harness()
  const early = await consentForm(h)
  const late = await consentForm(h)
  h.platform.clock.advance(599)
  assert.equal((await post(h, early.cookie, { request: early.request, decision: 'allow' })).status, 303)
  h.platform.clock.advance(1)
  assert.equal((await post(h, late.cookie, { request: late.request, decision: 'allow' })).status, 400)
})

test('only a POST answers', async () => {
  await using h = await harness()
  for (const method of ['GET', 'HEAD', 'PUT', 'OPTIONS']) {
    assert.equal((await h.open('/connect/oauth2/confirm?request=1.a&decision=allow', {}, { method })).status, 405)
  }
})

test('a nickname made of markup is text on the consent page, and the page runs only its own nonced code', async () => {
  await using h = await harness()
  const response = await h.open(h.link(), as({ user: 'carol' }))
  const html = await response.text()
  assert.ok(!html.includes('<img src=x'))
  assert.match(html, /&#60;img src=x/)
  const policy = response.headers.get('content-security-policy') ?? ''
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
  assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/)
  assert.doesNotMatch(policy, /form-action|unsafe/)
  for (const [tag] of html.matchAll(/<(?:script|style)\b[^>]*>/g)) assert.ok(tag.includes(`nonce="${nonce}"`), tag)
  assert.equal(response.headers.get('cache-control'), 'no-store')
})
