import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptSnapshotUsers, createAccount, createLogin, identityText, memoryStore } from '@weauth/client'
import { bound, home, openSite, unbound, untilCallback } from './login-site.ts'

test('the subject is the kind of key the site has chosen; where it is missing nothing takes its place', async () => {
  await using site = await openSite({ subject: 'unionid' })
  await site.browser().open(`${home}/login`)
  const [result] = site.results
  assert.ok(result?.kind === 'ok')
  assert.equal(result.identity.subject.kind, 'unionid')
  assert.deepEqual(result.identity.keys.map(identityText), [
    `unionid:${result.token.unionid}`,
    `openid:${bound}:${result.token.openid}`,
  ])

  await using alone = await openSite({ subject: 'unionid', appid: unbound })
  await alone.browser().open(`${home}/login`)
  const [refused] = alone.results
  assert.ok(refused?.kind === 'error' && refused.error.code === 'subject_missing')
})

test('a snapshot user is refused, unless the site accepts them by name', async () => {
  await using site = await openSite({ profile: 'observed' })
  const onSnapshot = { consent: 'snapshot' } as const
  const { response } = await site.browser('alice', onSnapshot).open(`${home}/login`)
  assert.equal(site.results[0]?.kind, 'snapshot')
  assert.match(await response.text(), /使用完整服务/)
  await using generous = await openSite({ profile: 'observed', [acceptSnapshotUsers]: true })
  await generous.browser('alice', onSnapshot).open(`${home}/login`)
  const [accepted] = generous.results
  assert.ok(accepted?.kind === 'ok' && accepted.token.isSnapshotUser === true)
  assert.notEqual(accepted.token.openid, generous.platform.openid(bound, 'alice'))
})

test('a site is tested with no port and no network: a user logs in', async () => {
  await using site = await openSite()
  const { url, response } = await site.platform.as('alice').login(site.handle)
  assert.equal(url, `${home}/#`)
  assert.equal(await response.text(), 'page /')
})

test('the account may depend on the request', async () => {
  const site = await openSite()
  const accounts = new Map([bound, unbound].map((appid) => [appid, createAccount(site.platform.account(appid))]))
  await using both = await openSite({
    account: (request) =>
      accounts.get(request.headers.get('user-agent')?.includes('second') ? unbound : bound) ?? assert.fail(),
  })
  const link = async (userAgent: string): Promise<string | null> =>
    (await both.browser('alice', { userAgent: `MicroMessenger ${userAgent}` }).get(`${home}/login`)).headers.get(
      'location',
    )
  assert.match((await link('first')) ?? '', new RegExp(bound))
  assert.match((await link('second')) ?? '', new RegExp(unbound))
  await site.platform.close()
})

test('the button of a page begins the login that was refused again, for the same place to return to', async () => {
  await using site = await openSite()
  const browser = site.browser('alice', { consent: 'deny' })
  const page = await (await browser.get(await untilCallback(browser, `${home}/login?returnTo=/cart`))).text()
  assert.equal(/href="([^"]+)"/.exec(page)?.[1], '/login?returnTo=%2Fcart')
})

const scopeOf = (response: Response): string | null =>
  new URL(response.headers.get('location') ?? '').searchParams.get('scope')

// Catches a login path that takes the scope from its query: a link then makes a site ask for more, or for less, than it means to.
test('no link chooses the scope: the site does, once for all or by a function of the request', async () => {
  await using site = await openSite({ scope: 'snsapi_base' })
  assert.equal(scopeOf(await site.browser().get(`${home}/login?scope=snsapi_userinfo`)), 'snsapi_base')
  const scope = ({ url }: Request): 'snsapi_base' | 'snsapi_userinfo' =>
    new URL(url).searchParams.get('returnTo') === '/profile' ? 'snsapi_userinfo' : 'snsapi_base'
  await using choosing = await openSite({ scope })
  const browser = choosing.browser()
  assert.equal(scopeOf(await browser.get(`${home}/login?scope=snsapi_userinfo`)), 'snsapi_base')
  assert.equal(scopeOf(await browser.get(`${home}/login?returnTo=/profile`)), 'snsapi_userinfo')
  // A silent restart asks for what was asked for, whatever the request that leads to it looks like.
  const callback = await untilCallback(browser, `${home}/login?returnTo=/profile`)
  browser.forget()
  assert.equal(scopeOf(await browser.get(callback)), 'snsapi_userinfo')
})

test('snsapi_base logs in without a profile', async () => {
  await using site = await openSite({ scope: 'snsapi_base' })
  await site.browser().open(`${home}/login`)
  const [result] = site.results
  assert.ok(result?.kind === 'ok' && result.profile === undefined)
})

test('outside WeChat the website app’s QR login is used where there is one; else a page with the link to copy and its QR code', async () => {
  await using site = await openSite({ qr: (text) => `<svg><title>${text.length}</title></svg>` })
  const chrome = { userAgent: 'Mozilla/5.0 Chrome/153' }
  const page = await site.browser('alice', chrome).get(`${home}/login?returnTo=/a`)
  const html = await page.text()
  assert.match(html, /<code>https:\/\/shop\.example\.com\/login\?returnTo=\/a<\/code>/)
  assert.match(html, /<svg>/)
  assert.match(html, /扫一扫/)
  const website = createAccount({ appid: 'wx00000000000000b9', secret: '9'.repeat(32) })
  await using both = await openSite({ website })
  const link = (await both.browser('alice', chrome).get(`${home}/login`)).headers.get('location') ?? ''
  assert.match(
    link,
    /^https:\/\/open\.weixin\.qq\.com\/connect\/qrconnect\?appid=wx00000000000000b9&redirect_uri=[^&]+&response_type=code&scope=snsapi_login&state=\w{32}#wechat_redirect$/,
  )
})

test('short keys and a callbackUrl that is none are refused at once', () => {
  const account = createAccount({ appid: bound, secret: '1'.repeat(32) })
  const options = {
    account,
    callbackUrl: `${home}/callback`,
    keys: 'k'.repeat(32),
    subject: 'openid',
    store: memoryStore(),
  } as const
  assert.throws(() => createLogin({ ...options, keys: 'short' }), { code: 'config' })
  assert.throws(() => createLogin({ ...options, keys: [] }), { code: 'config' })
  assert.throws(() => createLogin({ ...options, callbackUrl: '/callback' }), { code: 'config' })
  assert.throws(() => createLogin({ ...options, callbackUrl: `${home}/cb?state=x` }), { code: 'config' })
})

test('what is kept of a login tells nobody its state, code or tokens', async () => {
  const kept: string[] = []
  const store = memoryStore()
  const listening = {
    ...store,
    set: async (key: string, value: string, lifetimeMs: number) => {
      kept.push(key, value)
      await store.set(key, value, lifetimeMs)
    },
  }
  await using site = await openSite({ store: listening })
  const browser = site.browser()
  const callback = new URL(await untilCallback(browser))
  await browser.get(callback.href)
  const [result] = site.results
  assert.ok(result?.kind === 'ok')
  const { accessToken, refreshToken, openid } = result.token
  for (const secret of [
    callback.searchParams.get('state'),
    callback.searchParams.get('code'),
    accessToken,
    refreshToken,
    openid,
  ]) {
    assert.ok(secret && !kept.join('\n').includes(secret))
  }
})
