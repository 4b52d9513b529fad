import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PageErrorId } from '@weauth/protocol'
import { buildQrconnectLink, pageErrors, qrconnectRules, ruleText } from '@weauth/protocol'
import type { Harness, Json } from './harness.ts'
import { apps, as, callback, harness, locationOf } from './harness.ts'

const { website } = apps

const link = (changes: Record<string, string | undefined> = {}): string => {
  const parameters = {
    appid: website.appid,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'snsapi_login',
    state: 'abc',
    ...changes,
  }
  const present = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `/connect/qrconnect?${new URLSearchParams(present)}`
}

/** What stands on the page of a QR login: where it asks, and where the phone is. */
async function shown(h: Harness, changes: Record<string, string> = {}): Promise<{ poll: string; phone: string }> {
  const html = await (await h.open(link(changes))).text()
  const poll = /data-poll="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#38;', '&')
  const uuid = /_weauth\/phone\?uuid=(\w+)/.exec(html)?.[1]
  return { poll: poll ?? assert.fail(html), phone: `/connect/confirm?uuid=${uuid}` }
}

const polled = async (h: Harness, poll: string): Promise<string> => (await h.open(poll)).text()

const exchange = (h: Harness, code: string): Promise<Json> => h.exchange(code, website)

const brokenLinks: readonly (readonly [rule: string, error: PageErrorId, link: string])[] = [
  ['qr-appid-present', 'appid-unknown', link({ appid: undefined })],
  ['qr-redirect-uri-present', 'redirect-uri-malformed', link({ redirect_uri: undefined })],
  ['qr-scope-present', 'scope-not-permitted', link({ scope: '' })],
  ['parameter-once', 'link-unreachable', `${link()}&state=d`],
  ['parameter-case', 'link-unreachable', link().replace('appid=', 'appId=')],
  ['qr-response-type', 'response-type', link({ response_type: undefined })],
  ['qr-response-type', 'response-type', link({ response_type: 'token', login_type: 'jssdk' })],
  ['qr-appid-known', 'appid-unknown', link({ appid: 'wxffffffffffffffff' })],
  ...[apps.shop, apps.test, apps.mobile, apps.platform].map(
    ({ appid }) => ['qr-app-kind', 'scope-not-permitted', link({ appid })] as const,
  ),
  ['qr-scope-known', 'scope-not-permitted', link({ scope: 'snsapi_userinfo' })],
  ['redirect-uri-absolute', 'redirect-uri-malformed', link({ redirect_uri: 'shop.example.com/cb' })],
  ['qr-callback-domain', 'redirect-uri-malformed', link({ redirect_uri: 'https://evil.com/cb' })],
  ['qr-callback-domain', 'redirect-uri-malformed', link({ redirect_uri: 'https://shop.example.com:8443/cb' })],
]

for (const [rule, error, broken] of brokenLinks) {
  test(`${rule}: ${broken.slice(19, 160)} shows ${error} and goes nowhere, for whoever would scan`, async () => {
    await using h = await harness()
    const response = await h.open(broken, as({ consent: 'allow' }))
    assert.equal(response.headers.get('x-weauth-finding'), rule)
    assert.equal(response.headers.get('location'), null)
    assert.ok((await response.text()).includes(pageErrors[error].text))
    assert.ok(ruleText(rule)?.answers.includes(error))
  })
}

test('a website app that is banned, or was not granted WeChat login, shows Scope 参数错误或没有 Scope 权限', async () => {
  await using h = await harness()
  await h.change(website, { banned: true })
  assert.equal((await h.open(link())).headers.get('x-weauth-finding'), 'qr-app-not-banned')
  await h.change(website, { banned: false, scopes: [] })
  const response = await h.open(link())
  assert.equal(response.headers.get('x-weauth-finding'), 'qr-scope-granted')
  assert.match(await response.text(), /Scope 参数错误或没有 Scope 权限/)
})

test('every error rule of qrconnect is provoked above', () => {
  const provoked = new Set([...brokenLinks.map(([rule]) => rule), 'qr-app-not-banned', 'qr-scope-granted'])
  const errors = qrconnectRules.filter(({ severity }) => severity === 'error').map(({ id }) => id)
  assert.deepEqual([...provoked].toSorted(), errors.toSorted())
})

test('a long state of any characters comes back as it was, and the parameters stand in any order', async () => {
  await using h = await harness()
  const state = `{"a":"${'x'.repeat(400)}"}&code=x 你`
  const query = new URLSearchParams({ scope: 'snsapi_login', response_type: 'code', state, appid: website.appid })
  const response = await h.open(
    `/connect/qrconnect?${query}&redirect_uri=${encodeURIComponent(callback)}&lang=en`,
    as({ consent: 'allow' }),
  )
  assert.equal(locationOf(response).searchParams.get('state'), state)
})

test('a scripted browser is sent back at once: with a code when its user agrees, as the profile says when not', async () => {
  await using h = await harness()
  const agreed = locationOf(await h.open(link(), as({ user: 'alice', consent: 'allow' })))
  assert.equal(agreed.searchParams.get('state'), 'abc')
  const reply = await exchange(h, agreed.searchParams.get('code') ?? '')
  assert.equal(reply['openid'], h.platform.openid(website.appid, 'alice'))
  assert.equal(reply['scope'], 'snsapi_login')
  const refused = await h.open(link(), as({ consent: 'deny' }))
  assert.equal(refused.headers.get('location'), `${callback}?state=abc`)
  await using observed = await harness({ profile: 'observed' })
  assert.equal((await observed.open(link(), as({ consent: 'deny' }))).headers.get('location'), null)
  assert.equal((await observed.open(link(), as({ user: 'nobody', consent: 'allow' }))).status, 400)
})

test('from scan to code: each party sees the same login, and the answer to the browser says where to go', async () => {
  await using h = await harness()
  const { poll, phone } = await shown(h)
  assert.equal(await polled(h, poll), "window.wx_errcode=408;window.wx_code='';window.wx_redirecturl='';")
  const page = await h.open(phone, as({ user: 'alice' }))
  assert.match(await page.text(), /示例官网/)
  assert.match(await polled(h, poll), /^window\.wx_errcode=404;/)
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
  const uuid = new URL(phone, 'https://x').searchParams.get('uuid') ?? ''
  const done = await h.open(
    '/connect/confirm',
    { cookie },
    { method: 'POST', body: new URLSearchParams({ uuid, decision: 'allow' }) },
  )
  assert.equal(done.status, 200)
  assert.match(await done.text(), /登录成功/)
  const answer = await polled(h, poll)
  const [, code = '', url = ''] =
    /^window\.wx_errcode=405;window\.wx_code='(\w{32})';window\.wx_redirecturl='([^']+)';$/.exec(answer) ?? []
  assert.equal(url, `${callback}?code=${code}&state=abc`)
  assert.equal(await polled(h, poll), answer, 'a browser that lost the answer is told it again')
  assert.equal((await exchange(h, code))['openid'], h.platform.openid(website.appid, 'alice'))
})

test('the page is English with lang=en and Chinese without, whatever the browser asks for', async () => {
  await using h = await harness()
  for (const [lang, title] of [
    ['en', 'Scan with WeChat'],
    ['cn', '使用微信扫一扫'],
    ['zh_CN', '使用微信扫一扫'],
    [undefined, '使用微信扫一扫'],
  ] as const) {
    const other = lang === 'en' ? 'zh-CN' : 'en'
    const html = await (await h.open(link({ lang }), { 'accept-language': other })).text()
    assert.ok(html.includes(title), String(lang))
  }
})

test('the link that clients build is one the rules accept', async () => {
  await using h = await harness()
  const built = buildQrconnectLink({ appid: website.appid, redirectUri: callback, state: 'a1' })
  assert.equal((await h.open(built, as({ consent: 'allow' }))).status, 302)
})
