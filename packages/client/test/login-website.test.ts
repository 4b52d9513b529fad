import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccount } from '@weauth/client'
import type { TestSite } from './login-site.ts'
import { bound, home, openSite, websiteApp } from './login-site.ts'

const chrome = { userAgent: 'Mozilla/5.0 Chrome/153' }

test('one site, two doors: in WeChat the account, outside it the QR login, and the unionid tells that it is one user', async () => {
  let site: TestSite | undefined
  const website = () => createAccount(site?.platform.account(websiteApp) ?? assert.fail())
  await using opened = await openSite({ website, subject: 'unionid' })
  site = opened
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

test('who declines the QR login is not logged in, and the site is told so where WeChat goes back to it', async () => {
  let site: TestSite | undefined
  const website = () => createAccount(site?.platform.account(websiteApp) ?? assert.fail())
  await using opened = await openSite({ website })
  site = opened
  await opened.browser('bob', { ...chrome, consent: 'deny' }).open(`${home}/login`)
  assert.equal(opened.results[0]?.kind, 'denied')
})
