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
    now: platform.clock.now,
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
