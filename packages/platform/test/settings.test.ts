import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Harness } from './harness.ts'
import { apps, harness, testSeed } from './harness.ts'

const { shop, sister } = apps
const path = '/_weauth/settings'
const act = (h: Harness, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  h.open(path, headers, { method: 'POST', body: new URLSearchParams(fields) })
const shown = async (h: Harness, user = 'bob'): Promise<string> => (await h.open(`${path}?user=${user}`)).text()

test('the settings list the apps that know a user, by name and day, and withdrawing takes one off', async () => {
  await using h = await harness()
  assert.match(await shown(h), /没有公众号获取过昵称和头像/)
  const tokens = await h.login()
  await h.login({ appid: sister.appid })
  const html = await shown(h)
  for (const { appid, name } of [shop, sister]) assert.ok(html.includes(appid) && html.includes(name))
  assert.match(html, /2026-01-01 · 昵称和头像/)
  const answer = await act(h, { user: 'bob', act: 'revoke', appid: shop.appid })
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, `${path}?user=bob`])
  assert.ok(!(await shown(h)).includes(shop.appid))
  assert.equal((await h.api('/sns/userinfo', tokens))['errcode'], 50001)
})

test('a follower who was never asked can withdraw as well', async () => {
  await using h = await harness()
  await h.login({}, { user: 'alice', entry: 'menu' })
  assert.ok((await shown(h, 'alice')).includes(shop.appid))
  await act(h, { user: 'alice', act: 'revoke', appid: shop.appid })
  assert.ok(!(await shown(h, 'alice')).includes(shop.appid))
})

test('the password is changed, the profile cleaned and the account deleted from there', async () => {
  await using h = await harness()
  const after = async (what: string): Promise<unknown> => {
    const tokens = await h.login({}, { user: 'alice' })
    await act(h, { user: 'alice', act: what })
    const { errcode, nickname } = await h.api('/sns/userinfo', tokens)
    return errcode ?? nickname
  }
  assert.equal(await after('password'), 42007)
  assert.equal(await after('clean'), '微信用户')
  assert.equal(await after('delete'), 50002)
  assert.match(await shown(h, 'alice'), /该微信号受限/)
})

test('no other site can act for a user, and what is not there is said to be so', async () => {
  await using h = await harness()
  const tokens = await h.login()
  const fields = { user: 'bob', act: 'revoke', appid: shop.appid }
  assert.equal((await act(h, fields, { origin: 'https://evil.example' })).status, 403)
  assert.equal((await act(h, fields, { 'sec-fetch-site': 'cross-site' })).status, 403)
  for (const wrong of [{ ...fields, user: 'nobody' }, { ...fields, act: 'constructor' }, { user: 'bob' }]) {
    assert.equal((await act(h, wrong as Record<string, string>)).status, 400)
  }
  assert.equal((await h.open(`${path}?user=nobody`)).status, 404)
  assert.equal((await h.open(path, {}, { method: 'PUT' })).status, 405)
  assert.equal((await h.api('/sns/auth', tokens))['errcode'], 0)
})

test('in production there are no such settings', async () => {
  const production = { mode: 'production', identify: () => undefined, identityKey: 'k'.repeat(32) } as const
  await using h = await harness({ ...production, seed: testSeed })
  assert.equal((await h.open(`${path}?user=bob`)).status, 404)
  assert.equal((await act(h, { user: 'bob', act: 'delete' })).status, 404)
})
