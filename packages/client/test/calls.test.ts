import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errcode, writeErrorReply, writeTokenReply, writeUserinfoReply } from '@weauth/protocol'
import type { AnyWeauthError } from '@weauth/client'
import { checkToken, exchangeCode, refreshToken, userinfo, WechatReplyError } from '@weauth/client'
import { account, answering, calls, failure, listen, sent } from './upstream.ts'

const token = {
  accessToken: sent.accessToken,
  expiresInSeconds: 7200,
  refreshToken: sent.refreshToken,
  openid: sent.openid,
  scope: 'snsapi_userinfo',
}
const profile = {
  openid: sent.openid,
  nickname: '小艾',
  sex: 2,
  city: '深圳',
  province: '广东',
  country: 'CN',
  headimgurl: 'https://thirdwx.qlogo.cn/mmopen/a/132',
  privilege: ['chinaunicom'],
}
const with_ = (body: string) => account({ fetch: answering(body) })

test('Each call is one GET with its parameters in the documented order, percent-encoded', async (t) => {
  const { host, requests } = await listen(t, (_, response) => response.end(writeErrorReply(-1)))
  const local = account({ apiHost: `${host}/api.weixin.qq.com/` })
  const odd = 'a b&c=d+%/字\ud83d'
  await failure(exchangeCode(local, odd))
  await failure(refreshToken(local, sent.refreshToken))
  await failure(userinfo(local, sent, { lang: 'en' }))
  await failure(userinfo(local, sent))
  await failure(checkToken(local, sent))
  const oddEncoded = 'a%20b%26c%3Dd%2B%25%2F%E5%AD%97%EF%BF%BD'
  assert.deepEqual(
    requests.map(({ url }) => url.replace(/^\/api\.weixin\.qq\.com/, '')),
    [
      `/sns/oauth2/access_token?appid=${sent.appid}&secret=${sent.secret}&code=${oddEncoded}&grant_type=authorization_code`,
      `/sns/oauth2/refresh_token?appid=${sent.appid}&grant_type=refresh_token&refresh_token=${sent.refreshToken}`,
      `/sns/userinfo?access_token=${sent.accessToken}&openid=${sent.openid}&lang=en`,
      `/sns/userinfo?access_token=${sent.accessToken}&openid=${sent.openid}`,
      `/sns/auth?access_token=${sent.accessToken}&openid=${sent.openid}`,
    ],
  )
})

test('A call asks for an unpacked, uncached answer and sends no other header of its own', async (t) => {
  const { host, requests } = await listen(t, (_, response) => response.end(writeTokenReply(token)))
  await exchangeCode(account({ apiHost: host }), sent.code)
  const raw = requests[0]?.rawHeaders ?? []
  const headers = new Map(raw.flatMap((name, index) => (index % 2 ? [] : [[name.toLowerCase(), raw[index + 1]]])))
  for (const name of ['host', 'connection', 'user-agent', 'accept', 'accept-language', 'sec-fetch-mode'])
    headers.delete(name)
  assert.deepEqual(Object.fromEntries(headers), {
    'accept-encoding': 'identity',
    'cache-control': 'no-cache',
    pragma: 'no-cache',
  })
})

test('Ten calls one after the other need no more than the two connections that Node’s fetch takes turns with', async (t) => {
  const ports = new Set<number | undefined>()
  const { host } = await listen(t, ({ socket }, response) => {
    ports.add(socket.remotePort)
    response.end(writeErrorReply(0))
  })
  for (let round = 0; round < 10; round++) await checkToken(account({ apiHost: host }), sent)
  assert.ok(ports.size <= 2, `${ports.size} connections`)
})

test('exchangeCode and refreshToken yield what was sent, with the lifetime in seconds', async () => {
  assert.deepEqual(await exchangeCode(with_(writeTokenReply(token)), sent.code), token)
  assert.deepEqual(await refreshToken(with_(writeTokenReply(token)), sent.refreshToken), token)
  const snapshot = { ...token, unionid: 'oUnion', isSnapshotUser: true } as const
  assert.deepEqual(await exchangeCode(with_(writeTokenReply(snapshot)), sent.code), snapshot)
})

test('userinfo takes the reply of an exchange as it is, and yields the profile', async () => {
  assert.deepEqual(await userinfo(with_(writeUserinfoReply(profile)), token), profile)
})

test('userinfo about another openid than the one asked for is refused', async () => {
  const other = writeUserinfoReply({ ...profile, openid: `${sent.openid}x` })
  const error = await failure(userinfo(with_(other), token))
  assert.equal(error.code, 'openid_mismatch')
  assert.equal(error.message, 'the answer is about another openid: GET /sns/userinfo')
})

test('checkToken says true to errcode 0, and false to the errcodes that mean «not valid»', async () => {
  assert.equal(await checkToken(with_(writeErrorReply(0)), sent), true)
  for (const code of [40001, 40003, 40014, 42001])
    assert.equal(await checkToken(with_(writeErrorReply(code)), sent), false)
})

test('checkToken never says false when the question was not answered', async () => {
  for (const code of [-1, 40029, 41001, 42002, 45011, 48001, 50002, 99999])
    assert.equal((await failure(checkToken(with_(writeErrorReply(code)), sent))).code, 'wechat_reply')
})

test('An empty or missing argument is refused before anything is sent', async () => {
  const silent = account({ fetch: () => assert.fail('a request was sent') })
  const gone = undefined as unknown as string
  const cases: [Promise<unknown>, string][] = [
    [exchangeCode(silent, ''), 'code is missing: GET /sns/oauth2/access_token'],
    [exchangeCode(silent, gone), 'code is missing: GET /sns/oauth2/access_token'],
    [refreshToken(silent, ''), 'refresh_token is missing: GET /sns/oauth2/refresh_token'],
    [userinfo(silent, { ...sent, accessToken: '' }), 'access_token is missing: GET /sns/userinfo'],
    [checkToken(silent, { ...sent, openid: gone }), 'openid is missing: GET /sns/auth'],
  ]
  for (const [call, message] of cases) {
    const error = await failure(call)
    assert.equal(error.code, 'config')
    assert.equal(error.message, message)
  }
})

test('A refusal carries errcode, errmsg, rid, endpoint and class, and the hint of the errcode table', async () => {
  const rid = '65a77521-2b20c244-77c9084b'
  const error = await failure(calls.exchangeCode(with_(writeErrorReply(40163, { id: rid, comma: true }))))
  assert.ok(error instanceof WechatReplyError)
  assert.equal(error.message, 'WeChat refused the code (40163 code been used): GET /sns/oauth2/access_token')
  assert.equal(error.stack?.split('\n')[0], `WechatReplyError: ${error.message}`)
  const { errcode: code, errmsg, endpoint, class: class_ } = error
  assert.deepEqual(
    { code, errmsg, rid: error.rid, endpoint, class: class_ },
    { code: 40163, errmsg: 'code been used', rid, endpoint: '/sns/oauth2/access_token', class: 'restart' },
  )
  const { cause, remedy } = errcode(40163) ?? assert.fail()
  assert.ok(error.hint.zh.includes(cause.zh) && error.hint.zh.includes(remedy.zh))
  assert.ok(error.hint.en.includes(cause.en) && error.hint.en.includes(remedy.en))
})

test('An errcode that nobody knows is still a refusal with a hint', async () => {
  const error = await failure(calls.userinfo(with_('{"errcode":99999,"errmsg":"news to us"}')))
  assert.equal(error.message, 'WeChat refused the call (99999 news to us): GET /sns/userinfo')
  assert.deepEqual([error.kind, error.action], ['config', 'fix-config'])
  assert.match(error.hint.zh, /99999/)
})

const verdicts: readonly [call: keyof typeof calls, errcode: number, kind: string, action: string][] = [
  ['exchangeCode', 40029, 'grant', 'reauthorize'],
  ['exchangeCode', 40163, 'grant', 'reauthorize'],
  ['exchangeCode', 40125, 'config', 'fix-config'],
  ['exchangeCode', 40164, 'config', 'fix-config'],
  ['exchangeCode', 45011, 'transient', 'retry'],
  ['exchangeCode', -1, 'transient', 'reauthorize'],
  ['refreshToken', 40030, 'grant', 'reauthorize'],
  ['refreshToken', 42002, 'grant', 'reauthorize'],
  ['refreshToken', -1, 'transient', 'retry'],
  ['userinfo', 42001, 'grant', 'reauthorize'],
  ['userinfo', 48001, 'config', 'fix-config'],
  ['checkToken', 45011, 'transient', 'retry'],
]
for (const [call, code, kind, action] of verdicts) {
  test(`Errcode ${code} at ${call} is of kind ${kind} and asks to ${action}`, async () => {
    const error = await failure(calls[call](with_(writeErrorReply(code))))
    assert.deepEqual([error.kind, error.action], [kind, action])
  })
}

/** Compiles only while every code has its case. */
function statusFor(error: AnyWeauthError): number {
  switch (error.code) {
    case 'wechat_reply':
      return error.class === 'restart' ? 303 : 502
    case 'network':
    case 'deadline':
    case 'malformed_reply':
    case 'openid_mismatch':
      return 502
    case 'needs_authorization':
    case 'snapshot':
      return 401
    case 'config':
    case 'subject_missing':
      return 500
    default:
      return error satisfies never
  }
}

test('A switch over the codes is checked by the compiler', async () => {
  assert.equal(statusFor(await failure(calls.exchangeCode(with_(writeErrorReply(40029))))), 303)
})
