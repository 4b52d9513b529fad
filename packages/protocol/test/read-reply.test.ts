import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Read, TokenReply, UserinfoReply } from '@weauth/protocol'
import {
  errcodes,
  readAppTokenReply,
  readCheckReply,
  readFollowerReply,
  readTicketReply,
  readTokenReply,
  readUserinfoReply,
  writeAppTokenReply,
  writeErrorReply,
  writeFollowerReply,
  writeStrangerReply,
  writeTicketReply,
  writeTokenReply,
  writeUserinfoReply,
} from '@weauth/protocol'

const token: TokenReply = {
  accessToken: 'ACCESS',
  expiresInSeconds: 7200,
  refreshToken: 'REFRESH',
  openid: 'OPENID',
  scope: 'snsapi_userinfo,snsapi_base',
  unionid: 'UNIONID',
  isSnapshotUser: true,
}
const profile: UserinfoReply = {
  openid: 'OPENID',
  nickname: '小/艾"\\',
  sex: 2,
  language: 'zh_CN',
  city: '深圳',
  province: '广东',
  country: 'CN',
  headimgurl: 'https://thirdwx.qlogo.cn/mmopen/g/132',
  privilege: ['chinaunicom'],
  unionid: 'UNIONID',
}
const tokenWith = (fields: object): Read<TokenReply> =>
  readTokenReply(
    JSON.stringify({ access_token: 'A', expires_in: 7200, refresh_token: 'R', openid: 'O', scope: 'S', ...fields }),
  )

function lifetime(expires_in: unknown): unknown {
  const read = tokenWith({ expires_in })
  return read.kind === 'value' ? read.value.expiresInSeconds : read.kind
}

function isSnapshot(is_snapshotuser: unknown): unknown {
  const read = tokenWith({ is_snapshotuser })
  return read.kind === 'value' && read.value.isSnapshotUser
}

test('Every reply is read as it was written', () => {
  assert.deepEqual(readTokenReply(writeTokenReply(token)), { kind: 'value', value: token })
  assert.deepEqual(readUserinfoReply(writeUserinfoReply(profile)), { kind: 'value', value: profile })
  assert.deepEqual(readCheckReply(writeErrorReply(0)), { kind: 'value', value: true })
})

test('Every errcode is read as an error by every reader, its rid apart from its errmsg', () => {
  const id = '65a77521-2b20c244-77c9084b'
  for (const { code, errmsg } of errcodes.filter(({ code }) => code !== 0)) {
    for (const read of [readTokenReply, readUserinfoReply, readCheckReply]) {
      assert.deepEqual(read(writeErrorReply(code)), { kind: 'error', error: { errcode: code, errmsg } })
      const withRid = writeErrorReply(code, { id, comma: true })
      assert.deepEqual(read(withRid), { kind: 'error', error: { errcode: code, errmsg, rid: id } })
    }
  }
})

test('An errcode counts as number or digits; anything else there is malformed, never «no error»', () => {
  for (const value of ['40029', 40029]) {
    const read = readCheckReply(JSON.stringify({ errcode: value }))
    assert.deepEqual(read, { kind: 'error', error: { errcode: 40029, errmsg: '' } })
  }
  for (const value of ['', ' ', 'x', [], {}, false, true, 0.5, [0]])
    assert.equal(readCheckReply(JSON.stringify({ errcode: value })).kind, 'malformed', JSON.stringify(value))
})

test('A token is valid only by an errcode that is 0', () => {
  for (const body of ['{}', '{"errcode":null}', '{"errmsg":"ok"}', '{"__proto__":{"errcode":0}}'])
    assert.equal(readCheckReply(body).kind, 'malformed', body)
})

test('A lifetime is a whole positive number of seconds, also as digits', () => {
  assert.equal(lifetime('7200'), 7200)
  for (const value of [0, -1, 0.5, '', '1e3', '0x10', 'soon', true, [7200], null, undefined])
    assert.equal(lifetime(value), 'malformed', JSON.stringify(value))
})

test('A snapshot user is never taken for an ordinary one', () => {
  for (const value of [1, '1', true, 2, 'yes']) assert.equal(isSnapshot(value), true, JSON.stringify(value))
  for (const value of [0, '0', false, null, undefined])
    assert.equal(isSnapshot(value), undefined, JSON.stringify(value))
})

test('Fields of the wrong type are as good as absent', () => {
  const read = readUserinfoReply('{"openid":"O","nickname":7,"sex":"1","privilege":"x","unionid":0,"headimgurl":null}')
  assert.deepEqual(read, {
    kind: 'value',
    value: { openid: 'O', nickname: '', sex: 1, city: '', province: '', country: '', headimgurl: '', privilege: [] },
  })
  assert.equal(readUserinfoReply('{"openid":28}').kind, 'malformed')
})

test('Raw control characters are read in a text, and line breaks between texts do not matter', () => {
  const read = readUserinfoReply('\ufeff{\n\t"openid": "O",\r\n\t"nickname": "a\u0001\\"\n\\\\"\n}\n')
  assert.ok(read.kind === 'value')
  assert.equal(read.value.nickname, 'a\u0001"\n\\')
})

test('No body of 64 KiB takes long to read', () => {
  const size = 64 * 1024
  const slow = [
    `{"errcode":1,"errmsg":"${','.repeat(size)}x"}`,
    `{"errcode":1,"errmsg":"${' hint: ['.repeat(size / 8)}"}`,
    `{"a":"\u0001${'\\"'.repeat(size / 2)}`,
    `{"a":"\u0001${'\\"'.repeat(size / 2)}\\`,
    '"'.repeat(size),
    '{"a":'.repeat(size / 5),
  ]
  for (const body of slow) {
    // Whatever disturbs a measurement makes it longer: the shortest counts.
    let took = Number.POSITIVE_INFINITY
    for (let round = 0; round < 5 && took > 500; round += 1) {
      const start = performance.now()
      readTokenReply(body)
      took = Math.min(took, performance.now() - start)
    }
    // Linear ones take a few milliseconds here; quadratic ones several seconds.
    assert.ok(took < 500, `${body.slice(0, 40)}… took ${took} ms`)
  }
})

test('What /cgi-bin writes is read back: the ordinary token, the ticket, the follower and the stranger', () => {
  const value = (value: unknown) => ({ kind: 'value', value })
  assert.deepEqual(
    readAppTokenReply(writeAppTokenReply('AT', 7200)),
    value({ accessToken: 'AT', expiresInSeconds: 7200 }),
  )
  const ticket = { ticket: 'T', expiresInSeconds: 7200 }
  assert.deepEqual(readTicketReply(writeTicketReply(ticket)), value(ticket))
  const follower = { openid: 'O', subscribeTime: 1_705_473_313, unionid: 'U' }
  assert.deepEqual(
    readFollowerReply(writeFollowerReply({ ...follower, language: 'zh_CN' })),
    value({ ...follower, subscribed: true }),
  )
  assert.deepEqual(readFollowerReply(writeStrangerReply('O')), value({ openid: 'O', subscribed: false }))
})

test('An ordinary token or ticket without text or lifetime, and a follower without openid or answer, are malformed', () => {
  const cases: [Read<unknown>, string][] = [
    [readAppTokenReply('{"expires_in":7200}'), 'access_token is missing'],
    [readAppTokenReply('{"access_token":"AT"}'), 'expires_in is not a lifetime'],
    [readTicketReply('{"errcode":0,"errmsg":"ok","expires_in":7200}'), 'ticket is missing'],
    [readTicketReply('{"ticket":"T","expires_in":0}'), 'expires_in is not a lifetime'],
    [readFollowerReply('{"subscribe":1}'), 'openid is missing'],
    [readFollowerReply('{"openid":"O"}'), 'subscribe is missing'],
  ]
  for (const [read, reason] of cases) assert.deepEqual(read, { kind: 'malformed', reason })
  for (const read of [readAppTokenReply, readTicketReply, readFollowerReply])
    assert.equal(read(writeErrorReply(40001)).kind, 'error')
})
