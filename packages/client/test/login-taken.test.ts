import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Login, LoginOptions } from '@weauth/client'
import { createAccount, createLogin } from '@weauth/client'
import type { TestSite } from './login-site.ts'
import { bound, home, openSite } from './login-site.ts'

// What happens between the moment an attempt is taken and the moment it is finished.

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function optionsOf({ platform, store }: TestSite): LoginOptions {
  return {
    account: createAccount(platform.account(bound)),
    callbackUrl: `${home}/callback`,
    keys: 'a key for tests alone, of more than 32 characters',
    subject: 'openid',
    store,
    wait: turn,
  }
}

/** The callback that a login leads to, as its own browser sends it. */
async function callbackOf(login: Login, { platform }: TestSite): Promise<() => Request> {
  const agent = { 'user-agent': 'MicroMessenger' }
  const begun = await login.start(new Request(`${home}/login`, { headers: agent }))
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? ''
  const headers = { 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }
  const answer = await platform.fetch(new Request(begun.headers.get('location') ?? '', { headers }))
  const url = answer.headers.get('location') ?? assert.fail('no callback')
  return () => new Request(url, { headers: { ...agent, cookie } })
}

// Catches a process that takes what another has taken already, because it only compares and does not look.
test('a process that is asked while another exchanges the code waits for that one’s outcome', async () => {
  await using site = await openSite()
  const facts = site.platform.account(bound)
  let exchanges = 0
  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const account = createAccount({
    ...facts,
    fetch: async (url, init) => {
      if (!url.includes('/sns/oauth2/access_token')) return facts.fetch(url, init)
      exchanges += 1
      begun.resolve()
      await gate.promise
      return facts.fetch(url, init)
    },
  })
  let polls = 0
  const wait = async (): Promise<void> => {
    polls += 1
    if (polls === 5) gate.resolve()
    await turn()
  }
  const [first, second] = [0, 1].map(() => createLogin({ ...optionsOf(site), account, wait }))
  assert.ok(first && second)
  const request = await callbackOf(first, site)
  const under = first.callback(request())
  await begun.promise
  const other = second.callback(request())
  assert.deepEqual([(await under).kind, (await other).kind], ['ok', 'ok'])
  assert.deepEqual([exchanges, polls >= 5], [1, true])
})

// Catches an attempt that is taken before all that can fail is known.
test('a site that cannot say whose account it is has spent nothing: the same callback logs in afterwards', async () => {
  await using site = await openSite()
  const options = optionsOf(site)
  let isDown = false
  const account = createAccount(site.platform.account(bound))
  const login = createLogin({
    ...options,
    account: () => {
      if (isDown) throw new Error('the database of tenants is away')
      return account
    },
  })
  const request = await callbackOf(login, site)
  isDown = true
  await assert.rejects(login.callback(request()), /tenants is away/)
  isDown = false
  assert.equal((await login.callback(request())).kind, 'ok')
})

// Catches a login that is lost because its outcome could not be kept for copies of the callback.
test('a store that fails after the exchange costs the user nothing', async () => {
  await using site = await openSite()
  let isDown = false
  const store = {
    ...site.store,
    set: (...args: Parameters<typeof site.store.set>) =>
      isDown ? Promise.reject(new Error('redis is away')) : site.store.set(...args),
  }
  const facts = site.platform.account(bound)
  const account = createAccount({
    ...facts,
    fetch: (url, init) => {
      isDown = true
      return facts.fetch(url, init)
    },
  })
  const login = createLogin({ ...optionsOf(site), store, account })
  assert.equal((await login.callback((await callbackOf(login, site))())).kind, 'ok')
})

// Catches `code[]`, which is a code to some parsers and none to others: taken for a refusal it would end the login.
test('a callback with code[] is refused, and the honest one still logs in', async () => {
  await using site = await openSite()
  const login = createLogin(optionsOf(site))
  const request = await callbackOf(login, site)
  const { url, headers } = request()
  for (const name of ['code[]', 'code[a]', 'state[]']) {
    const planted = new URL(url)
    if (name.startsWith('code')) planted.searchParams.delete('code')
    planted.searchParams.append(name, 'x')
    assert.equal((await login.callback(new Request(planted, { headers }))).kind, 'error', name)
  }
  assert.equal((await login.callback(request())).kind, 'ok')
})

test('a failure tells its kind, WeChat’s errcode and the rid that WeChat’s support asks for', async () => {
  await using site = await openSite()
  const facts = site.platform.account(bound)
  const rid = '65a77521-1a2b3c4d-5e6f7a8b'
  const account = createAccount({
    ...facts,
    fetch: async () => new Response(`{"errcode":40125,"errmsg":"invalid appsecret, rid: ${rid}"}`),
  })
  const login = createLogin({ ...optionsOf(site), account })
  const result = await login.callback((await callbackOf(login, site))())
  assert.ok(result.kind === 'error')
  const { code, kind, action, errcode } = result.error
  assert.deepEqual(
    { code, kind, action, errcode, rid: result.error.rid },
    { code: 'wechat_reply', kind: 'config', action: 'fix-config', errcode: 40125, rid },
  )
})

/** A site whose calls for user info, tokens or both meet what `weather` says, in order; then WeChat answers. */
async function inWeather(
  path: string,
  weather: (() => Promise<Response>)[],
): Promise<{ login: Login; site: TestSite; calls: () => number; request: () => Request }> {
  const site = await openSite()
  const facts = site.platform.account(bound)
  let calls = 0
  const account = createAccount({
    ...facts,
    fetch: async (url, init) => {
      if (!url.includes(path)) return facts.fetch(url, init)
      calls += 1
      return (await weather.shift()?.()) ?? facts.fetch(url, init)
    },
  })
  const login = createLogin({ ...optionsOf(site), account })
  return { login, site, calls: () => calls, request: await callbackOf(login, site) }
}

const refused = (): Promise<Response> =>
  Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))
const busy = async (): Promise<Response> => new Response('{"errcode":45011,"errmsg":"api minute-quota reach limit"}')
const reset = (): Promise<Response> => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }))

for (const [what, weather] of [
  ['a connection refused', refused],
  ['a WeChat that is too busy to look', busy],
] as const) {
  // Catches an attempt that is finished although its code was never looked at: the user, who only reloads, would be turned away.
  test(`after ${what} the same callback, loaded again, logs in`, async () => {
    const { login, site, calls, request } = await inWeather('/sns/oauth2/access_token', [weather])
    const first = await login.callback(request())
    assert.ok(first.kind === 'error' && first.error.action === 'retry')
    assert.equal((await first.recover()).status, 503)
    assert.equal(calls(), 1, 'and nothing is repeated by itself')
    assert.equal((await login.callback(request())).kind, 'ok')
    await site.platform.close()
  })
}

// Catches a code that is sent twice because the first answer did not arrive.
test('after a connection that broke the code is never sent again: the login begins anew', async () => {
  const { login, site, calls, request } = await inWeather('/sns/oauth2/access_token', [reset])
  const first = await login.callback(request())
  assert.ok(first.kind === 'error' && first.error.action === 'reauthorize')
  assert.match((await first.recover()).headers.get('location') ?? '', /\/connect\/oauth2\/authorize/)
  assert.equal((await login.callback(request())).kind, 'error')
  assert.equal(calls(), 1)
  await site.platform.close()
})

// Catches a login that is lost, with its code, because user info was asked for only once; and one that asks for ever.
test('user info, which is only read, is asked for once more and no oftener', async () => {
  const once = await inWeather('/sns/userinfo', [reset])
  assert.equal((await once.login.callback(once.request())).kind, 'ok')
  const twice = await inWeather('/sns/userinfo', [reset, reset])
  assert.equal((await twice.login.callback(twice.request())).kind, 'error')
  assert.deepEqual([once.calls(), twice.calls()], [2, 2])
  await Promise.all([once, twice].map(({ site }) => site.platform.close()))
})

// Catches a wait that is over before the slowest exchange can be, and one that never ends.
test('a callback waits for another process as long as that one’s calls may take, and no longer', async () => {
  await using site = await openSite()
  const stuck = { ...site.platform.account(bound), deadlineMs: 700, fetch: () => new Promise<never>(() => {}) }
  let waitedMs = 0
  const wait = async (ms: number): Promise<void> => {
    waitedMs += ms
  }
  const options = { ...optionsOf(site), wait, account: createAccount(stuck) }
  const [dead, alive] = [createLogin(options), createLogin(options)]
  const request = await callbackOf(dead, site)
  // As after a crash: the attempt is taken, and nobody will finish it.
  const { setIf } = site.store
  const taken = Promise.withResolvers<void>()
  site.store.setIf = async (...args) => {
    site.store.setIf = async () => false
    const isTaken = await setIf(...args)
    taken.resolve()
    return isTaken
  }
  site.store.set = async () => {}
  void dead.callback(request())
  await taken.promise
  const result = await alive.callback(request())
  assert.ok(result.kind === 'error' && result.error.code === 'interrupted')
  assert.equal(waitedMs, 3 * 700 + 2000)
})

// Catches a replay that goes by the process's own clock: one that runs ahead would forget at once, one that lags never.
test('for how long an outcome is told again is the store’s to say, whatever the clocks of processes say', async (t) => {
  await using site = await openSite()
  const login = createLogin(optionsOf(site))
  const request = await callbackOf(login, site)
  assert.equal((await login.callback(request())).kind, 'ok')
  t.mock.method(Date, 'now', () => 9_999_999_999_999)
  assert.equal((await login.callback(request())).kind, 'ok')
  site.platform.clock.advance(60)
  assert.equal((await login.callback(request())).kind, 'duplicate')
})
