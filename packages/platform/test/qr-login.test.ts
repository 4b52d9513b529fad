import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { buildQrconnectLink } from '@weauth/protocol'
import { qrSecret, readUuid, writeUuid } from '../src/credentials.ts'
import type { Harness } from './harness.ts'
import { apps, as, callback, harness } from './harness.ts'

// A QR login seen from its two sides: the browser that shows the picture, and the phone that scans it.

const { website } = apps
const link = buildQrconnectLink({ appid: website.appid, redirectUri: callback, state: 'abc' })

type Shown = { readonly poll: string; readonly phone: string; readonly browserUuid: string; readonly phoneUuid: string }

async function shown(h: Harness): Promise<Shown> {
  const html = await (await h.open(link)).text()
  const browserUuid = /\/connect\/qrcode\/(\w+)/.exec(html)?.[1] ?? assert.fail(html)
  const phoneUuid = /_weauth\/phone\?uuid=(\w+)/.exec(html)?.[1] ?? assert.fail(html)
  return {
    poll: `/connect/l/qrconnect?uuid=${browserUuid}`,
    phone: `/connect/confirm?uuid=${phoneUuid}`,
    browserUuid,
    phoneUuid,
  }
}

const polled = async (h: Harness, poll: string): Promise<string> => (await h.open(poll)).text()

const answered = (h: Harness, uuid: string, headers: Record<string, string>): Promise<Response> =>
  h.open('/connect/confirm', headers, { method: 'POST', body: new URLSearchParams({ uuid, decision: 'allow' }) })

test('whoever photographs the picture can scan it, but gets no code: the picture does not hold what the browser asks by', async () => {
  await using h = await harness()
  const { phone, phoneUuid, browserUuid } = await shown(h)
  await h.open(phone, as({ consent: 'allow' }))
  assert.equal(await polled(h, `/connect/l/qrconnect?uuid=${phoneUuid}`), "window.wx_errcode=402;window.wx_code='';")
  assert.match(await polled(h, `/connect/l/qrconnect?uuid=${browserUuid}`), /^window\.wx_errcode=405;/)
})

test('a phone that comes second is turned away, and cannot answer for the first', async () => {
  await using h = await harness()
  const { poll, phone, phoneUuid } = await shown(h)
  await h.open(phone, as({ user: 'alice' }))
  const second = await h.open(phone, as({ user: 'bob' }))
  assert.equal(second.status, 400)
  const cookie = (await h.open(h.link(), as({ user: 'bob' }))).headers.get('set-cookie')?.split(';')[0] ?? ''
  assert.equal((await answered(h, phoneUuid, { cookie })).status, 400)
  assert.equal((await answered(h, phoneUuid, {})).status, 400)
  assert.match(await polled(h, poll), /^window\.wx_errcode=404;/)
})

test('a page of another site cannot answer, and a browser that only looks ahead does not scan', async () => {
  await using h = await harness()
  const { poll, phone, phoneUuid } = await shown(h)
  assert.equal((await h.open(phone, { ...as(), 'sec-purpose': 'prefetch' })).status, 503)
  assert.equal((await h.open(phone, { ...as(), 'sec-fetch-mode': 'no-cors' })).status, 503)
  assert.match(await polled(h, poll), /^window\.wx_errcode=408;/)
  const cookie = (await h.open(phone, as())).headers.get('set-cookie')?.split(';')[0] ?? ''
  assert.equal((await answered(h, phoneUuid, { cookie, origin: 'https://evil.com' })).status, 403)
  assert.equal((await answered(h, phoneUuid, { cookie })).status, 200)
})

test('a picture is over after five minutes, for the browser and for the phone', async () => {
  await using h = await harness()
  const { poll, phone } = await shown(h)
  h.platform.clock.advance(300)
  assert.match(await polled(h, poll), /^window\.wx_errcode=402;/)
  assert.equal((await h.open(phone, as({ consent: 'allow' }))).status, 400)
  assert.match(await polled(h, '/connect/l/qrconnect?uuid=nonsense'), /^window\.wx_errcode=402;/)
})

test('the code is good once, for the website app alone, and ten minutes from when the browser was told it', async () => {
  await using h = await harness()
  const { poll, phone } = await shown(h)
  await h.open(phone, as({ user: 'alice', consent: 'allow' }))
  h.platform.clock.advance(299)
  const { wx_errcode, wx_code } = JSON.parse(await polled(h, `${poll}&f=json`)) as {
    wx_errcode: number
    wx_code: string
  }
  assert.equal(wx_errcode, 405)
  assert.equal((await h.exchange(wx_code, apps.shop))['errcode'], 40029)
  h.platform.clock.advance(599)
  assert.equal((await h.exchange(wx_code, website))['openid'], h.platform.openid(website.appid, 'alice'))
  assert.equal((await h.exchange(wx_code, website))['errcode'], 40163)
})

test('a question is held while nothing happens, and answered when something does', async () => {
  await using h = await harness({ qrPollHoldMs: 60_000 })
  const { poll, phone } = await shown(h)
  let isAnswered = false
  const asking = polled(h, poll).finally(() => (isAnswered = true))
  for (let turn = 0; turn < 20; turn += 1) await setImmediate()
  assert.equal(isAnswered, false)
  await h.open(phone, as())
  assert.match(await asking, /^window\.wx_errcode=404;/)
})

test('a platform that closes lets the held questions go', async () => {
  const h = await harness({ qrPollHoldMs: 60_000 })
  const { poll } = await shown(h)
  const asking = polled(h, poll)
  await setImmediate()
  await h.platform.close()
  assert.match(await asking, /^window\.wx_errcode=408;/)
})

test('a user who is restricted logs in nowhere: neither by a scan, nor scripted, nor in an app', async () => {
  await using h = await harness()
  const alice = h.platform.users().find(({ id }) => id === 'alice') ?? assert.fail()
  await h.platform.saveUser({ ...alice, limited: true })
  const { poll, phone } = await shown(h)
  const who = as({ user: 'alice', consent: 'allow' })
  const app = new URLSearchParams({ appid: apps.mobile.appid, scope: 'snsapi_userinfo', state: 'a' })
  for (const path of [phone, link, `/_weauth/send-auth?${app}`]) {
    const response = await h.open(path, who)
    assert.equal(response.headers.get('x-weauth-finding'), 'visitor-not-limited')
    assert.equal(response.headers.get('location'), null)
  }
  assert.match(await polled(h, poll), /^window\.wx_errcode=408;/)
})

test('what the trace shows of a QR login leads nobody to its code', async () => {
  await using h = await harness()
  const { poll, phone, browserUuid, phoneUuid } = await shown(h)
  await h.open(`/connect/qrcode/${browserUuid}`)
  await h.open(phone, as({ consent: 'allow' }))
  const code = /wx_code='(\w+)'/.exec(await polled(h, poll))?.[1] ?? assert.fail()
  const traces = JSON.stringify(h.platform.traces())
  for (const secret of [browserUuid, phoneUuid, code]) assert.ok(!traces.includes(secret))
  const flows = h.platform.traces().filter(({ path }) => path !== '/connect/qrcode/…')
  assert.equal(new Set(flows.map(({ flow }) => flow)).size, 1)
})

test('in production the phone is whoever the operator says, and the browser that shows the picture is nobody', async () => {
  const alice = { header: 'x-user', user: 'alice' }
  await using h = await harness({
    mode: 'production',
    identityKey: 'k'.repeat(32),
    identify: (request) =>
      request.header(alice.header) === alice.user ? h.platform.users().find(({ id }) => id === alice.user) : undefined,
  })
  const html = await (await h.open(link, as({ consent: 'allow' }))).text()
  assert.ok(!html.includes('_weauth'))
  const browserUuid = /\/connect\/qrcode\/(\w+)/.exec(html)?.[1] ?? assert.fail(html)
  // What the picture says, which a phone would read from it.
  const { locator, secret } = readUuid(browserUuid) ?? assert.fail()
  const phoneUuid = writeUuid({ locator, secret: qrSecret(secret, 'scan') })
  const phone = `/connect/confirm?uuid=${phoneUuid}`
  assert.equal((await h.open(phone)).status, 401)
  const page = await h.open(phone, { 'x-user': 'alice' })
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
  // Whoever took over alice's browser is not alice.
  assert.equal((await answered(h, phoneUuid, { cookie })).status, 400)
  assert.equal((await answered(h, phoneUuid, { cookie, 'x-user': 'alice' })).status, 200)
  assert.match(await polled(h, `/connect/l/qrconnect?uuid=${browserUuid}`), /^window\.wx_errcode=405;/)
})

test('a user of the testing door logs in to a website app as to any other: the site is returned to with a code', async () => {
  await using h = await harness()
  const site = (request: Request): Response =>
    new URL(request.url).pathname === '/login' ? Response.redirect(link) : new Response('in')
  const { url } = await h.platform.as('alice').login(site)
  const code = new URL(url).searchParams.get('code') ?? ''
  assert.equal((await h.exchange(code, website))['openid'], h.platform.openid(website.appid, 'alice'))
})
