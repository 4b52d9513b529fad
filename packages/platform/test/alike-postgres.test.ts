import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { buildQrconnectLink } from '@weauth/protocol'
import type { Store } from '@weauth/platform'
import { openMemoryStore, openPostgresStore, openSqliteStore } from '@weauth/platform'
import { createTestPlatform, manualClock } from '@weauth/platform/testing'
import { apps, as, callback, harness, testSeed } from './harness.ts'
import { startPostgres } from './postgres-server.ts'

const server = await startPostgres()
after(server.discard)

const open = 'https://open.weixin.qq.com'
const qrLink = buildQrconnectLink({ appid: apps.website.appid, redirectUri: callback, state: 'a1' })

/** What the page of a QR login holds: where it asks, and the uuid of its picture. */
function partsOf(html: string): { poll: string; uuid: string } {
  const browser = /\/connect\/qrcode\/(\w+)/.exec(html)?.[1]
  const uuid = /_weauth\/phone\?uuid=(\w+)/.exec(html)?.[1]
  assert.ok(browser && uuid, html)
  return { poll: `${open}/connect/l/qrconnect?f=url&uuid=${browser}`, uuid }
}

type Said = { readonly status: number; readonly headers: [string, string][]; readonly body: string }

/** A long script through every endpoint of the api host, right and wrong; all that was said, byte for byte. */
async function script(store: Store, clock: ReturnType<typeof manualClock>): Promise<Said[]> {
  const platform = await createTestPlatform({ seed: testSeed, store, clock })
  const said: Said[] = []
  const ask = async (url: string, init: RequestInit = {}): Promise<Said> => {
    const response = await platform.fetch(new Request(url, { redirect: 'manual', ...init }))
    const one = { status: response.status, headers: [...response.headers], body: await response.text() }
    said.push(one)
    return one
  }
  const api = async (path: string, parameters: Record<string, string>): Promise<Record<string, string>> =>
    JSON.parse((await ask(`https://api.weixin.qq.com${path}?${new URLSearchParams(parameters)}`)).body)
  const post = (path: string, body: unknown) =>
    ask(`https://api.weixin.qq.com${path}`, { method: 'POST', body: JSON.stringify(body) })
  const authorize = async (query: Record<string, string>, headers: Record<string, string>): Promise<Said> =>
    ask(`https://open.weixin.qq.com/connect/oauth2/authorize?${new URLSearchParams(query)}`, { headers })
  const codeOf = ({ headers }: Said): string => {
    const location = headers.find(([name]) => name === 'location')?.[1]
    return location ? (new URL(location).searchParams.get('code') ?? '') : ''
  }
  const { appid, secret } = apps.shop
  const link = { appid, redirect_uri: callback, response_type: 'code', scope: 'snsapi_userinfo', state: 'a1' }
  const exchange = (code: string, changes: Record<string, string> = {}) =>
    api('/sns/oauth2/access_token', { appid, secret, code, grant_type: 'authorization_code', ...changes })

  for (const user of ['alice', 'bob', 'carol']) {
    const page = await authorize(link, as({ user }))
    const request = /name="request" value="([^"]+)"/.exec(page.body)?.[1] ?? assert.fail('no consent page')
    const cookie = page.headers.find(([name]) => name === 'set-cookie')?.[1].split(';')[0] ?? ''
    const form = { method: 'POST', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' } }
    const confirm = (fields: Record<string, string>): Promise<Said> =>
      ask('https://open.weixin.qq.com/connect/oauth2/confirm', {
        ...form,
        body: new URLSearchParams(fields).toString(),
      })
    await confirm({ request: request.replace(/.$/, '!'), decision: 'allow' })
    const code = codeOf(await confirm({ request, decision: 'allow' }))
    assert.notEqual(code, '')
    await confirm({ request, decision: 'allow' })
    await exchange(code, { secret: 'wrong' })
    await exchange(code, { appid: apps.sister.appid, secret: apps.sister.secret })
    await exchange(code.toLowerCase())
    const tokens = await exchange(code)
    await exchange(code)
    const { access_token = '', refresh_token = '', openid = '' } = tokens
    const call = { access_token, openid }
    await api('/sns/userinfo', call)
    await api('/sns/auth', call)
    await api('/sns/auth', { ...call, openid: 'other' })
    const refresh = { appid, refresh_token, grant_type: 'refresh_token' }
    const again = await api('/sns/oauth2/refresh_token', refresh)
    await api('/sns/oauth2/refresh_token', { ...refresh, refresh_token: access_token })
    await api('/sns/userinfo', { access_token: again['access_token'] ?? '', openid, lang: 'en' })
    clock.advance(7_200_000)
    await api('/sns/auth', call)
    await api('/sns/oauth2/refresh_token', refresh)
  }
  for (const decision of ['allow', 'deny']) {
    const { body } = await ask(qrLink)
    const { poll, uuid } = partsOf(body)
    const scan = `${open}/connect/confirm?uuid=${uuid}`
    await ask(poll)
    const phone = await ask(scan, { headers: as({ user: 'alice' }) })
    await ask(scan, { headers: as({ user: 'bob' }) })
    await ask(poll)
    const cookie = phone.headers.find(([name]) => name === 'set-cookie')?.[1].split(';')[0] ?? ''
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = { method: 'POST', headers, body: new URLSearchParams({ uuid, decision }).toString() }
    for (let time = 0; time < 2; time += 1) await ask(`${open}/connect/confirm`, answer)
    for (let time = 0; time < 2; time += 1) await ask(poll)
  }
  const late = codeOf(await authorize(link, as({ consent: 'allow' })))
  clock.advance(300_000)
  await exchange(late)
  for (let time = 0; time < 3; time += 1) {
    const { access_token = '' } = await api('/cgi-bin/token', { appid, secret, grant_type: 'client_credential' })
    await api('/cgi-bin/user/info', { access_token, openid: platform.openid(appid, 'alice') })
    await api('/cgi-bin/ticket/getticket', { access_token, type: 'jsapi' })
    await post('/cgi-bin/stable_token', { appid, secret, grant_type: 'client_credential', force_refresh: time === 1 })
    await post(`/cgi-bin/clear_quota?access_token=${access_token}`, { appid })
    clock.advance(200_000)
  }
  clock.advance(31 * 86_400_000)
  assert.ok((await store.purge(500, 0)) > 0)
  await exchange(late)
  await authorize({ ...link, appid: 'wx00000000000000ff' }, as())
  await platform.close()
  return said
}

test('PostgreSQL and memory answer byte for byte as SQLite does', async () => {
  const [one, other] = [manualClock(), manualClock()]
  const inSqlite = await script(openSqliteStore({ path: ':memory:', clock: one }), one)
  const url = await server.newDatabase()
  const inPostgres = await script(await openPostgresStore({ url, clock: other }), other)
  assert.ok(inSqlite.length >= 70, `${inSqlite.length} answers`)
  assert.deepEqual(inPostgres, inSqlite)
  const third = manualClock()
  assert.deepEqual(await script(openMemoryStore({ clock: third }), third), inSqlite)
})

test('a QR login that one instance shows is scanned and answered at the other, which the browser that waits is told', async (t) => {
  const url = await server.newDatabase()
  const shows = await harness({ store: await openPostgresStore({ url }), qrPollHoldMs: 60_000 })
  const scans = await harness({ store: await openPostgresStore({ url }) })
  t.after(() => Promise.all([shows, scans].map(({ platform }) => platform.close())))
  const { poll, uuid } = partsOf(await (await shows.open(qrLink)).text())
  // As its page does: told that somebody has scanned, which may be before they agreed, it asks once more.
  const ask = async (last: string): Promise<string> => (await shows.open(`${poll}${last}`)).text()
  const waiting = ask('').then((told) => (told.includes('wx_errcode=404;') ? ask('&last=404') : told))
  // Catches an instance that waits for its own phones alone: it would be a minute until it answers.
  await scans.open(`${open}/connect/confirm?uuid=${uuid}`, as({ user: 'alice', consent: 'allow' }))
  const [, code = ''] = /wx_errcode=405;window\.wx_code='(\w+)'/.exec(await waiting) ?? []
  assert.equal((await scans.exchange(code, apps.website))['openid'], scans.platform.openid(apps.website.appid, 'alice'))
})

test('two instances redeem each of forty codes once, though fifty ask for each at once', async (t) => {
  const url = await server.newDatabase()
  const instances = [await harness({ store: await openPostgresStore({ url }) })]
  instances.push(await harness({ store: await openPostgresStore({ url }) }))
  t.after(() => Promise.all(instances.map(({ platform }) => platform.close())))
  const at = (index: number) => instances[index % instances.length] ?? assert.fail()
  for (let round = 0; round < 4; round += 1) {
    const codes = await Promise.all(Array.from({ length: 10 }, (_, index) => at(index).code()))
    const attempts = codes.flatMap((code) => Array.from({ length: 50 }, () => code))
    const replies = await Promise.all(attempts.map((code, index) => at(index).exchange(code)))
    const won = replies.flatMap(({ errcode }, index) => (errcode === undefined ? [attempts[index]] : []))
    assert.deepEqual(won, codes, 'one winner each')
    assert.ok(replies.every(({ errcode }) => errcode === undefined || errcode === 40163))
  }
})
