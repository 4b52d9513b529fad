import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identifierFormats, ridTime, splitErrmsg, tokenRoomCharacters } from '@weauth/protocol'
import type { IdentifierId } from '@weauth/protocol'

const rid = '65a77521-2b20c244-77c9084b'

test('A rid tells when the answer was given', () => {
  const beijing = Date.parse('2024-01-17T14:35:13+08:00') / 1000
  assert.equal(ridTime(rid), beijing)
})

test('What is no rid tells no time', () => {
  for (const text of ['', '65a77521', `${rid}0`, rid.toUpperCase(), ` ${rid}`, rid.replaceAll('-', '')]) {
    assert.equal(ridTime(text), undefined, text)
  }
})

test('The rid comes off an errmsg, with the comma of /sns and without, as on /cgi-bin', () => {
  assert.deepEqual(splitErrmsg(`invalid code, rid: ${rid}`), { base: 'invalid code', rid })
  assert.deepEqual(splitErrmsg(`invalid code rid: ${rid}`), { base: 'invalid code', rid })
})

test('Commas inside an errmsg stay', () => {
  const quota = 'api minute-quota reach limit, must slower, retry next minute'
  assert.deepEqual(splitErrmsg(`${quota}, rid: ${rid}`), { base: quota, rid })
  const address = 'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist'
  assert.deepEqual(splitErrmsg(`${address} rid: ${rid}`), { base: address, rid })
})

test('The hints of older answers come off an errmsg', () => {
  assert.deepEqual(splitErrmsg('code blocked, hints: [ req_id: qEjdmsNre-EYNDhA ]'), {
    base: 'code blocked',
    hint: 'req_id: qEjdmsNre-EYNDhA',
  })
  assert.deepEqual(splitErrmsg('require GET method hint: [yaNjnA01103955]'), {
    base: 'require GET method',
    hint: 'yaNjnA01103955',
  })
  assert.deepEqual(splitErrmsg('invalid credential hints: [0947szc5!]'), {
    base: 'invalid credential',
    hint: '0947szc5!',
  })
})

test('An errmsg without a suffix is its own base, trimmed as the sample of the document needs it', () => {
  assert.deepEqual(splitErrmsg('ok'), { base: 'ok' })
  assert.deepEqual(splitErrmsg(''), { base: '' })
  assert.deepEqual(splitErrmsg(' invalid openid '), { base: 'invalid openid' })
  assert.deepEqual(splitErrmsg('invalid grid: 12'), { base: 'invalid grid: 12' })
})

const samples: readonly [id: IdentifierId, good: readonly string[], bad: readonly string[]][] = [
  ['appid', ['wx0a1b2c3d4e5f6071'], ['wx0a1b2c3d4e5f607', 'wx0A1B2C3D4E5F6071', 'ww0a1b2c3d4e5f6071']],
  ['secret', ['0123456789abcdef0123456789abcdef'], ['0123456789ABCDEF0123456789abcdef', '0123456789abcdef']],
  ['openid', ['oABCDEFGHIJKLMNOPQRSTUVW-_12'], ['ABCDEFGHIJKLMNOPQRSTUVW-_123', 'oABCDEFGHIJKLMNOPQRSTUVW-_1']],
  ['unionid', ['o6_bmasdasdsad6_2sgVt7hMZOPfL', 'oABCDEFGHIJKLMNOPQRSTUVW-_12'], ['o6_bm']],
  ['code', ['061aBcD0123456789abcdefghijaBcDx'], ['161aBcD0123456789abcdefghijaBcDx', '061aBcD']],
  ['token', ['59_a-B'], ['', 'a b', 'a+b']],
  ['rid', [rid], [rid.slice(1), `${rid}-00000000`]],
]

for (const [id, good, bad] of samples) {
  test(`The format of ${id} fits its samples and not their neighbours`, () => {
    for (const text of good) assert.match(text, identifierFormats[id].pattern)
    for (const text of bad) assert.doesNotMatch(text, identifierFormats[id].pattern)
  })
}

test('A token has room for 512 characters', () => {
  assert.equal(tokenRoomCharacters, 512)
})
