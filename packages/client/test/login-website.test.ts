import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LoggedIn, LoginOptions } from '@weauth/client'
import { createAccount } from '@weauth/client'
import type { TestSite } from './login-site.ts'
import { bound, home, openSite, untilCallback, websiteApp } from './login-site.ts'

// A site with two apps of one company: its official account for WeChat's browser, its website app and a QR code for every other.

const chrome = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/153.0 Safari/537.36' }

/** A site that has both. */
async function openBoth(options: Partial<LoginOptions> = {}): Promise<TestSite> {
  const site: TestSite = await openSite({
    subject: 'unionid',
    website: () => createAccount(site.platform.account(websiteApp)),
    ...options,
  })
  return site
}

const okOf = (site: TestSite): LoggedIn => {
  const result = site.results.at(-1)
  assert.ok(result?.kind === 'ok', JSON.stringify(result))
  return result
}

test('outside WeChat a user logs in by the website app’s QR code, and ends where the login was begun for, by one exchange', async () => {
  await using site = await openBoth()
  const browser = site.browser('alice', chrome)
  const callback = await untilCallback(browser, `${home}/login?returnTo=/cart`)
  const answer = await browser.get(callback)
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/cart#'])
  const { token, profile } = okOf(site)
  assert.equal(token.openid, site.platform.openid(websiteApp, 'alice'))
  assert.equal(profile?.nickname, 'alice')
  assert.equal(site.exchanges(), 1)
})

// Catches a site that goes by the openid of whichever app a user comes through: one person would have two accounts.
test('one site, two doors: in WeChat the account, outside it the QR login, and the unionid tells that it is one user', async () => {
  await using opened = await openBoth()
  await opened.browser('alice').open(`${home}/login`)
  const { url } = await opened.browser('alice', chrome).open(`${home}/login?returnTo=/cart`)
  assert.equal(new URL(url).pathname, '/cart')
  const [inside, outside] = opened.results
  assert.ok(inside?.kind === 'ok' && outside?.kind === 'ok')
  assert.deepEqual(inside.identity.subject, outside.identity.subject)
  const appids = [inside, outside].map(({ identity }) => identity.keys.find(({ kind }) => kind === 'openid'))
  assert.deepEqual(appids, [
    { kind: 'openid', appid: bound, value: opened.platform.openid(bound, 'alice') },
    { kind: 'openid', appid: websiteApp, value: opened.platform.openid(websiteApp, 'alice') },
  ])
  assert.equal(outside.profile?.nickname, 'alice')
})

// Catches a restart that goes to the official account's link, which no browser but WeChat's can open.
test('a browser that lost its cookie is shown another QR code and then logged in, and a copy of the callback is a replay', async () => {
  await using site = await openBoth()
  const browser = site.browser('alice', chrome)
  const lost = await untilCallback(browser)
  browser.forget()
  const link = (await browser.get(lost)).headers.get('location') ?? ''
  assert.match(link, /\/connect\/qrconnect\?/)
  const callback = (await browser.get(link)).headers.get('location') ?? ''
  for (const isReplay of [false, true]) {
    assert.equal((await browser.get(callback)).status, 303)
    assert.equal(okOf(site).isReplay, isReplay)
  }
  assert.equal(site.exchanges(), 1)
})

test('a stranger with the callback of a QR login burns nothing, and logs in as nobody but themselves', async () => {
  await using site = await openBoth()
  const alice = site.browser('alice', chrome)
  const callback = await untilCallback(alice)
  await site.browser('bob', chrome).open(callback)
  assert.equal(okOf(site).token.openid, site.platform.openid(websiteApp, 'bob'))
  assert.equal((await alice.get(callback)).status, 303)
  assert.equal(okOf(site).token.openid, site.platform.openid(websiteApp, 'alice'))
})

// Catches a platform of one's own that stands for WeChat in any browser, so that a site's QR login could never be tried on it.
test('on a platform of one’s own, too, a browser that is not WeChat’s gets the QR code where there is a website app', async () => {
  await using site = await openBoth()
  const host = 'http://127.0.0.1:18080'
  const own = (appid: string): ReturnType<typeof createAccount> =>
    createAccount({ ...site.platform.account(appid), openHost: host, apiHost: host })
  const linkOf = async (options: Partial<LoginOptions>, userAgent?: string): Promise<string> => {
    await using local = await openSite({ account: own(bound), ...options })
    const browser = local.browser('alice', userAgent === undefined ? {} : { userAgent })
    return new URL((await browser.get(`${home}/login`)).headers.get('location') ?? '').pathname
  }
  assert.equal(await linkOf({ website: own(websiteApp) }, chrome.userAgent), '/connect/qrconnect')
  assert.equal(await linkOf({ website: own(websiteApp) }), '/connect/oauth2/authorize')
  assert.equal(await linkOf({}, chrome.userAgent), '/connect/oauth2/authorize')
})

test('who declines the QR login is not logged in, and the site is told so where WeChat goes back to it', async () => {
  await using opened = await openBoth()
  await opened.browser('bob', { ...chrome, consent: 'deny' }).open(`${home}/login`)
  assert.equal(opened.results[0]?.kind, 'denied')
})
