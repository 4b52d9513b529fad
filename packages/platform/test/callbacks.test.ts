import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callbackModes } from '@weauth/protocol'
import type { CallbackMode } from '@weauth/protocol'
import { createTestPlatform } from '@weauth/platform/testing'
import { apps, as, callback, consented, harness, locationOf, testSeed } from './harness.ts'

const { shop } = apps
const by = (mode: string): Record<string, string> => ({ ...as({ consent: 'allow' }), 'x-weauth-callback': mode })

/** The codes and the state that both callbacks of an answer carry. */
function bothOf(response: Response): { readonly codes: string[]; readonly states: string[] } {
  const urls = [new URL(response.headers.get('x-weauth-callback') ?? ''), locationOf(response)]
  const values = (name: string): string[] => urls.map(({ searchParams }) => searchParams.get(name) ?? '')
  return { codes: values('code'), states: values('state') }
}

test('the same code twice: the first to be exchanged is taken, the second is told that it was', async () => {
  await using h = await harness()
  const { codes, states } = bothOf(await h.open(h.link(), by('same-code')))
  assert.equal(codes[0], codes[1])
  assert.deepEqual(states, ['abc', 'abc'])
  const replies = await Promise.all(codes.map((code) => h.exchange(code)))
  assert.deepEqual(
    replies.map(({ errcode }) => errcode),
    [undefined, 40163],
  )
})

test('another code with the same state: both are good', async () => {
  await using h = await harness()
  const { codes, states } = bothOf(await h.open(h.link(), by('other-code')))
  assert.notEqual(codes[0], codes[1])
  assert.deepEqual(states, ['abc', 'abc'])
  for (const code of codes) assert.equal((await h.exchange(code))['openid'], h.platform.openid(shop.appid, 'bob'))
})

test('a crawler opens the callback from elsewhere, with the code and without a cookie, and nobody waits for it', async () => {
  const visits: { readonly url: string; readonly headers: Headers }[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    visits.push({ url, headers: new Headers(init.headers) })
    return new Promise(() => {})
  }
  await using h = await harness({ fetch, timeout: () => new AbortController().signal })
  const response = await h.open(h.link(), by('crawled'))
  assert.deepEqual(
    visits.map(({ url }) => url),
    [response.headers.get('location')],
  )
  assert.equal(visits[0]?.headers.get('cookie'), null)
  assert.equal(response.headers.get('x-weauth-callback'), null)
})

test('an app may have it so, a header goes before that, and a consent page has no other rule', async () => {
  await using h = await harness()
  await h.change(shop, { callbacks: 'same-code' })
  const plain = await h.open(h.link({ scope: 'snsapi_base' }), as())
  assert.equal(plain.headers.get('x-weauth-callback'), plain.headers.get('location'))
  assert.equal((await h.open(h.link(), by('once'))).headers.get('x-weauth-callback'), null)
  const { code } = await consented(h)
  assert.equal((await h.exchange(code))['errcode'], undefined)
  const refused = await h.open(h.link(), as({ consent: 'deny' }))
  assert.equal(refused.headers.get('x-weauth-callback'), null, 'a refusal comes once')
})

test('a header that asks for something else is a mistake to be told, before anything is issued', async () => {
  await using h = await harness()
  const response = await h.open(h.link(), by('twice'))
  assert.equal(response.status, 400)
  assert.match(await response.text(), new RegExp(callbackModes.join('.*')))
  assert.deepEqual(h.platform.traces().at(-1)?.issued, [])
})

test('in production a code comes once, whatever app and header say', async () => {
  const user = testSeed.users[0] ?? assert.fail()
  const production = { mode: 'production', identify: () => user, identityKey: 'k'.repeat(32) } as const
  await using h = await harness(production)
  await h.change(shop, { callbacks: 'other-code' })
  const response = await h.open(h.link({ scope: 'snsapi_base' }), by('same-code'))
  assert.equal(response.headers.get('x-weauth-callback'), null)
  assert.equal(response.status, 302)
})

test('a scripted user opens the callback as often as it comes, with the cookies of the site', async () => {
  const seen: (readonly [mode: CallbackMode, cookie: string | null])[] = []
  await using platform = Object.assign(await createTestPlatform({ seed: testSeed }), {
    [Symbol.asyncDispose]: async () => platform.close(),
  })
  for (const callbacks of ['once', 'same-code', 'other-code'] as const) {
    const site = (request: Request): Response => {
      if (new URL(request.url).pathname === '/cb') seen.push([callbacks, request.headers.get('cookie')])
      const redirect = new URL('https://open.weixin.qq.com/connect/oauth2/authorize')
      redirect.search = `appid=${shop.appid}&redirect_uri=${encodeURIComponent(callback)}&response_type=code&scope=snsapi_base&state=a`
      return new URL(request.url).pathname === '/cb'
        ? new Response('done')
        : new Response(null, { status: 302, headers: { location: redirect.href, 'set-cookie': 'login=1' } })
    }
    const { response } = await platform.as('bob', { callbacks }).login(site)
    assert.equal(await response.text(), 'done')
  }
  assert.deepEqual(seen, [
    ['once', 'login=1'],
    ['same-code', 'login=1'],
    ['same-code', 'login=1'],
    ['other-code', 'login=1'],
    ['other-code', 'login=1'],
  ])
})

// Catches a platform that judges the browser only after somebody has said who they are.
test('a browser that is turned away is told so at once, and nobody is asked who opens the page', async () => {
  await using h = await harness({ profile: 'observed' })
  const shown = async (agent: string): Promise<string> =>
    (await h.open(h.link({ scope: 'snsapi_base' }), { 'user-agent': agent })).text()
  assert.match(await shown('Chrome'), /请在微信客户端打开链接/)
  const picker = await shown('MicroMessenger/8')
  assert.doesNotMatch(picker, /请在微信客户端打开链接/)
  assert.match(picker, /value="alice"/)
})

test('an app decides for itself whether other browsers are served, whatever the profile says', async () => {
  for (const profile of ['documented', 'observed'] as const) {
    await using h = await harness({ profile })
    const opened = async (wechatOnly: boolean | undefined, agent: string): Promise<number> => {
      await h.change(shop, { wechatOnly })
      return (await h.open(h.link({ scope: 'snsapi_base' }), { ...as(), 'user-agent': agent })).status
    }
    assert.equal(await opened(undefined, 'Chrome'), profile === 'observed' ? 200 : 302)
    assert.equal(await opened(true, 'Chrome'), 200)
    assert.equal(await opened(true, 'MicroMessenger/8'), 302)
    assert.equal(await opened(false, 'Chrome'), 302)
  }
})
