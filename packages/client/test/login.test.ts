import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccount, createLogin, memoryStore } from '@weauth/client'
import { bound, home, openSite, untilCallback } from './login-site.ts'

test('a login begins with a state of 32 letters and digits, a signed cookie for this host alone, and the documented link', async () => {
  await using site = await openSite()
  const response = await site.browser().get(`${home}/login`)
  assert.equal(response.status, 302)
  const link = new URL(response.headers.get('location') ?? '')
  assert.deepEqual([...link.searchParams.keys()], ['appid', 'redirect_uri', 'response_type', 'scope', 'state'])
  assert.match(link.searchParams.get('state') ?? '', /^[0-9A-Za-z]{32}$/)
  assert.equal(link.hash, '#wechat_redirect')
  assert.match(
    response.headers.get('set-cookie') ?? '',
    /^__Host-weauth=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900; Secure$/,
  )
  assert.equal(response.headers.get('cache-control'), 'no-store')
})

test('a user who agrees is logged in by one exchange, and sent by a 303 to where they came from, without code or fragment', async () => {
  await using site = await openSite()
  const browser = site.browser()
  const callback = await untilCallback(browser, `${home}/login?returnTo=/cart%3Fa=1`)
  const response = await browser.get(callback)
  const [result] = site.results
  assert.ok(result?.kind === 'ok')
  assert.equal(result.profile?.nickname, 'alice')
  assert.equal(result.token.openid, site.platform.openid(bound, 'alice'))
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), '/cart?a=1#')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
  assert.equal(site.exchanges(), 1)
})

// Catches a session made fifty times, because the site cannot tell a copy from the first.
test('of fifty copies of a callback one is told as the first, and all others as its replay', async () => {
  await using site = await openSite()
  const browser = site.browser()
  const callback = await untilCallback(browser)
  await Promise.all(Array.from({ length: 50 }, () => browser.get(callback)))
  await browser.get(callback)
  const replays = site.results.map((result) => result.kind === 'ok' && result.isReplay)
  assert.deepEqual(
    replays.toSorted((a, b) => Number(a) - Number(b)),
    [false, ...Array.from({ length: 50 }, () => true)],
  )
})

test('the same callback twice, fifty at once, and another code with the same state all see the first outcome of one exchange', async () => {
  await using site = await openSite()
  const browser = site.browser()
  const callback = await untilCallback(browser)
  const answers = await Promise.all(Array.from({ length: 50 }, () => browser.get(callback)))
  assert.ok(answers.every(({ status }) => status === 303))
  const other = callback.replace(/code=[^&]+/, 'code=061AAAAAAABBBBBBBBBBBBBBBBBBBBBB')
  assert.equal((await browser.get(other)).status, 303)
  assert.equal(site.exchanges(), 1)
  assert.equal(new Set(site.results.map((result) => result.kind === 'ok' && result.token.accessToken)).size, 1)
})

for (const callbacks of ['same-code', 'other-code'] as const) {
  test(`when WeChat’s browser opens the callback twice (${callbacks}), one exchange logs the user in`, async () => {
    await using site = await openSite({ profile: 'observed' })
    const { url } = await site.browser('alice', { callbacks }).open(`${home}/login?returnTo=/cart`)
    assert.equal(url, `${home}/cart#`)
    const results = site.results.map((result) => result.kind === 'ok' && result.isReplay)
    assert.deepEqual([results, site.exchanges()], [[false, true], 1])
  })
}

test('after a minute the same callback begins a new login instead', async () => {
  await using site = await openSite()
  const browser = site.browser()
  const callback = await untilCallback(browser)
  await browser.get(callback)
  site.platform.clock.advance(59)
  assert.equal((await browser.get(callback)).status, 303)
  site.platform.clock.advance(1)
  const again = await browser.get(callback)
  assert.equal(site.results.at(-1)?.kind, 'duplicate')
  assert.match(again.headers.get('location') ?? '', /\/connect\/oauth2\/authorize\?/)
  assert.equal(site.exchanges(), 1)
})

test('two processes that share a store exchange a code once, and both tell its outcome', async () => {
  await using site = await openSite()
  const { platform, store } = site
  const facts = platform.account(bound)
  const options = {
    callbackUrl: `${home}/callback`,
    keys: 'a key for tests alone, of more than 32 characters',
    subject: 'openid',
    store,
  } as const
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const processes = [0, 1].map(() => createLogin({ ...options, wait: turn, account: createAccount(facts) }))
  const browser = site.browser()
  const begun = await browser.get(`${home}/login`)
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? ''
  const callback = (await browser.get(begun.headers.get('location') ?? '')).headers.get('location') ?? ''
  const results = await Promise.all(
    processes.map((login) => login.callback(new Request(callback, { headers: { cookie } }))),
  )
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ['ok', 'ok'],
  )
  assert.equal(site.exchanges(), 1)
})

test('a browser that lost its cookie is silently sent through once more, and then logged in', async () => {
  await using site = await openSite()
  const browser = site.browser()
  const callback = await untilCallback(browser)
  browser.forget()
  const { url } = await browser.open(callback)
  assert.equal(url, `${home}/#`)
  assert.deepEqual(
    site.results.map(({ kind }) => kind),
    ['state', 'ok'],
  )
  assert.equal(site.exchanges(), 1, 'the first code was never touched')
})

test('a browser that keeps no cookie is sent round twice, and then told why', async () => {
  await using site = await openSite()
  const browser = site.browser()
  let callback = await untilCallback(browser)
  for (const round of [1, 2]) {
    browser.forget()
    const link = (await browser.get(callback)).headers.get('location') ?? assert.fail(`no restart ${round}`)
    callback = (await browser.get(link)).headers.get('location') ?? ''
  }
  browser.forget()
  const last = await browser.get(callback)
  assert.equal(last.status, 400)
  assert.match(await last.text(), /Cookie/)
  assert.equal(site.exchanges(), 0)
})

test('a stranger with somebody’s callback burns nothing: the one who began it still logs in', async () => {
  await using site = await openSite()
  const alice = site.browser('alice')
  const callback = await untilCallback(alice)
  const stranger = await site.browser('bob').get(callback)
  assert.match(stranger.headers.get('location') ?? '', /authorize/, 'bob begins a login of his own')
  assert.equal(site.exchanges(), 0)
  assert.equal((await alice.get(callback)).status, 303)
})

test('a shared link of a finished login shows a stranger a neutral page with a button, and logs nobody in', async () => {
  await using site = await openSite()
  const alice = site.browser('alice')
  const callback = await untilCallback(alice)
  await alice.get(callback)
  const page = await site.browser('bob').get(callback)
  assert.equal(page.status, 400)
  assert.equal(page.headers.get('location'), null)
  assert.match(await page.text(), /href="\/login/)
  assert.equal(site.exchanges(), 1)
})

test('a callback shared from WeChat into another app’s browser shows how to open the login in WeChat', async () => {
  await using site = await openSite()
  const callback = await untilCallback(site.browser('alice'), `${home}/login?returnTo=/cart`)
  const page = await site.browser('bob', { userAgent: 'Mozilla/5.0 Safari/605' }).get(callback)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /<code>https:\/\/shop\.example\.com\/login\?returnTo=%2Fcart<\/code>/)
  assert.equal(site.exchanges(), 0)
})

test('an attacker’s callback does not log a victim in as the attacker', async () => {
  await using site = await openSite()
  const attackers = await untilCallback(site.browser('bob'))
  const victim = site.browser('alice')
  await victim.get(`${home}/login`)
  const { url } = await victim.open(attackers)
  assert.equal(url, `${home}/#`)
  const last = site.results.at(-1)
  assert.ok(last?.kind === 'ok' && last.token.openid === site.platform.openid(bound, 'alice'))
})

test('a forged, cut, expired or missing state ends on a neutral page before any exchange', async () => {
  await using site = await openSite()
  const browser = site.browser()
  const callback = await untilCallback(browser)
  const state = new URL(callback).searchParams.get('state') ?? ''
  for (const other of ['x'.repeat(32), state.slice(1), `${state}a`, '']) {
    assert.equal((await browser.get(callback.replace(state, other))).status, 400, other)
  }
  assert.equal((await browser.get(callback.replace(/&state=.*/, ''))).status, 400)
  site.platform.clock.advance(601)
  assert.equal((await browser.get(callback)).status, 400)
  assert.ok(site.results.every(({ kind }) => kind === 'state'))
  assert.equal(site.exchanges(), 0)
})

test('a cookie signed with another key is no cookie; one signed with an earlier key still is', async () => {
  const [old, young] = ['an old key of at least thirty-two characters', 'a new key of at least thirty-two characters!']
  const store = memoryStore()
  await using before = await openSite({ keys: old, store })
  const browser = before.browser()
  const begun = await browser.get(`${home}/login`)
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? ''
  const callback = (await browser.get(begun.headers.get('location') ?? '')).headers.get('location') ?? ''
  const ask = async (keys: readonly string[]): Promise<string> => {
    const account = createAccount(before.platform.account(bound))
    const login = createLogin({
      account,
      callbackUrl: `${home}/callback`,
      store,
      keys,
      subject: 'openid',
    })
    return (await login.callback(new Request(callback, { headers: { cookie } }))).kind
  }
  assert.equal(await ask([young]), 'state')
  assert.equal(await ask([young, old]), 'ok')
})

test('a refusal, with the state alone or with code=authdeny, is denial, and consumes the state', async () => {
  for (const shape of ['without', 'authdeny']) {
    await using site = await openSite()
    const browser = site.browser('alice', { consent: 'deny' })
    const callback = await untilCallback(browser)
    assert.equal(new URL(callback).searchParams.has('code'), false)
    const answer = await browser.get(shape === 'without' ? callback : `${callback}&code=authdeny`)
    assert.match(await answer.text(), /没有同意/)
    assert.equal(site.results.at(-1)?.kind, 'denied')
    await browser.get(`${callback}&code=061AAAAAAABBBBBBBBBBBBBBBBBBBBBB`)
    assert.equal(site.results.at(-1)?.kind, 'denied', 'the state is spent')
    assert.equal(site.exchanges(), 0)
  }
})

test('reserved parameters sent twice, strange codes, a foreign appid and other methods are refused before any exchange', async () => {
  await using site = await openSite()
  const browser = site.browser()
  const callback = await untilCallback(browser)
  const strange = [
    `${callback}&code=b`,
    `${callback}&state=b`,
    `${callback}&appid=wx1`,
    callback.replace(/code=[^&]+/, `code=${'x'.repeat(513)}`),
    callback.replace(/code=[^&]+/, 'code=a%00b'),
  ]
  for (const url of strange) await browser.get(url)
  for (const method of ['POST', 'HEAD', 'OPTIONS']) {
    assert.equal((await site.handle(new Request(callback, { method }))).status, 405)
  }
  assert.ok(site.results.every(({ kind }) => kind !== 'ok'))
  assert.equal(site.exchanges(), 0)
  assert.equal((await browser.get(callback)).status, 303, 'and the login can still be finished')
})

test('only paths of this site, or what the site admits, are returned to', async () => {
  await using site = await openSite({ allowReturnTo: ({ host }) => host === 'app.example.com' })
  const ends = async (returnTo: string): Promise<string | null> => {
    const browser = site.browser()
    const callback = await untilCallback(browser, `${home}/login?returnTo=${encodeURIComponent(returnTo)}`)
    return (await browser.get(callback)).headers.get('location')
  }
  for (const evil of [
    '//evil',
    '/\\evil',
    '/\t/evil',
    'https:evil',
    '/..//evil',
    'https://evil/x',
    'javascript:alert(1)',
    'https://a@app.example.com/',
    '',
  ]) {
    assert.equal(await ends(evil), '/#', evil)
  }
  assert.equal(await ends('/a?b=1#c'), '/a?b=1#c')
  assert.equal(await ends(`${home}/a`), '/a#')
  assert.equal(await ends('https://app.example.com/x'), 'https://app.example.com/x#')
})

test('an exchange that WeChat refuses for a spent code is begun again once more, without a word', async () => {
  let failures = 0
  await using site = await openSite({
    fetch: (next) => async (url, init) => {
      if (url.includes('access_token?') && failures < 1) {
        failures += 1
        return new Response('{"errcode":40163,"errmsg":"code been used"}')
      }
      return next(url, init)
    },
  })
  const { url } = await site.browser().open(`${home}/login`)
  assert.equal(url, `${home}/#`)
  assert.deepEqual(
    site.results.map(({ kind }) => kind),
    ['error', 'ok'],
  )
})

test('a wrong secret ends on a page that explains, and is not tried again', async () => {
  await using site = await openSite({
    fetch: () => async () => new Response('{"errcode":40125,"errmsg":"invalid appsecret"}'),
  })
  const { response } = await site.browser().open(`${home}/login`)
  assert.equal(response.status, 500)
  assert.equal(site.results.length, 1)
  const [result] = site.results
  assert.ok(result?.kind === 'error' && result.error.errcode === 40125 && result.error.action === 'fix-config')
})
