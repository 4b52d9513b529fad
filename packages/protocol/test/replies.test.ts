import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  errcodes,
  writeAppTokenReply,
  writeErrorReply,
  writeFollowerReply,
  writeStrangerReply,
  writeTicketReply,
  writeTokenReply,
  writeUserinfoReply,
} from '@weauth/protocol'

const openid = 'oABCDEFGHIJKLMNOPQRSTUVW-_12'
const tokens = { accessToken: 'AT', expiresInSeconds: 7200, refreshToken: 'RT', openid, scope: 'snsapi_base' }
const rid = '65a77521-2b20c244-77c9084b'

test('A token reply has five fields in the order of the document, and a number for expires_in', () => {
  assert.equal(
    writeTokenReply(tokens),
    `{"access_token":"AT","expires_in":7200,"refresh_token":"RT","openid":"${openid}","scope":"snsapi_base"}`,
  )
})

test('unionid and is_snapshotuser follow the scope when they are there; a snapshot user is the number 1', () => {
  const start = writeTokenReply({ ...tokens, scope: 'snsapi_userinfo,snsapi_base' }).slice(0, -1)
  const unionid = 'o6_bmasdasdsad6_2sgVt7hMZOPfL'
  const reply = { ...tokens, scope: 'snsapi_userinfo,snsapi_base' }
  assert.equal(writeTokenReply({ ...reply, unionid }), `${start},"unionid":"${unionid}"}`)
  assert.equal(writeTokenReply({ ...reply, isSnapshotUser: true }), `${start},"is_snapshotuser":1}`)
  assert.equal(
    writeTokenReply({ ...reply, isSnapshotUser: true, unionid }),
    `${start},"unionid":"${unionid}","is_snapshotuser":1}`,
  )
})

test('The order of the fields is that of WeChat, not that of the value written', () => {
  const turned = Object.fromEntries(Object.entries(tokens).toReversed()) as typeof tokens
  assert.equal(writeTokenReply(turned), writeTokenReply(tokens))
})

const person = {
  openid,
  nickname: '小艾 "A" 😀\u2028\n',
  sex: 2,
  city: '深圳',
  province: '广东',
  country: 'CN',
  headimgurl: 'https://thirdwx.qlogo.cn/mmopen/vi_32/abc/132',
  privilege: [],
}

test('User info escapes the slashes of headimgurl, keeps sex a number and writes Chinese as it is', () => {
  assert.equal(
    writeUserinfoReply(person),
    `{"openid":"${openid}","nickname":"小艾 \\"A\\" 😀\u2028\\n","sex":2,"city":"深圳","province":"广东","country":"CN","headimgurl":"https:\\/\\/thirdwx.qlogo.cn\\/mmopen\\/vi_32\\/abc\\/132","privilege":[]}`,
  )
})

test('User info has language behind sex and unionid at the end, when they are there', () => {
  const rich = {
    ...person,
    nickname: 'A/B\\/C',
    headimgurl: '',
    language: 'zh_CN',
    privilege: ['chinaunicom', 'x'],
    unionid: 'oU',
  }
  const body = writeUserinfoReply(rich)
  assert.equal(
    body,
    `{"openid":"${openid}","nickname":"A\\/B\\\\\\/C","sex":2,"language":"zh_CN","city":"深圳","province":"广东","country":"CN","headimgurl":"","privilege":["chinaunicom","x"],"unionid":"oU"}`,
  )
  assert.equal((JSON.parse(body) as typeof rich).nickname, rich.nickname)
})

test('The ordinary token comes with its lifetime and nothing else', () => {
  assert.equal(writeAppTokenReply('AT', 7200), '{"access_token":"AT","expires_in":7200}')
})

test('The ticket of the JS-SDK comes with errcode 0', () => {
  const written = '{"errcode":0,"errmsg":"ok","ticket":"T","expires_in":7200}'
  assert.equal(writeTicketReply({ ticket: 'T', expiresInSeconds: 7200 }), written)
})

test('Of a stranger only that he does not follow is told', () => {
  assert.equal(writeStrangerReply(openid), `{"subscribe":0,"openid":"${openid}"}`)
})

test('Of a follower neither nickname nor picture, sex or region is told', () => {
  const follower = { openid, language: 'zh_CN', subscribeTime: 1_705_473_313 }
  const written = (unionid: string): string =>
    `{"subscribe":1,"openid":"${openid}","nickname":"","sex":0,"language":"zh_CN","city":"","province":"","country":"","headimgurl":"","subscribe_time":1705473313,${unionid}"remark":"","groupid":0,"tagid_list":[],"subscribe_scene":"ADD_SCENE_SEARCH","qr_scene":0,"qr_scene_str":""}`
  assert.equal(writeFollowerReply(follower), written(''))
  assert.equal(writeFollowerReply({ ...follower, unionid: 'oU' }), written('"unionid":"oU",'))
})

test('An error is errcode and errmsg: bare, or with a rid after a comma on /sns and after a space on /cgi-bin', () => {
  assert.equal(writeErrorReply(40_029), '{"errcode":40029,"errmsg":"invalid code"}')
  assert.equal(
    writeErrorReply(40_029, { id: rid, comma: true }),
    `{"errcode":40029,"errmsg":"invalid code, rid: ${rid}"}`,
  )
  assert.equal(
    writeErrorReply(40_013, { id: rid, comma: false }),
    `{"errcode":40013,"errmsg":"invalid appid rid: ${rid}"}`,
  )
  assert.equal(writeErrorReply(-1), '{"errcode":-1,"errmsg":"system error"}')
})

test('A success has no rid', () => {
  assert.equal(writeErrorReply(0), '{"errcode":0,"errmsg":"ok"}')
  assert.equal(writeErrorReply(0, { id: rid, comma: true }), '{"errcode":0,"errmsg":"ok"}')
})

test('Every errcode is written with its own text, and one that nobody knows with some', () => {
  for (const { code, errmsg } of errcodes)
    assert.equal(writeErrorReply(code), JSON.stringify({ errcode: code, errmsg }))
  assert.equal(writeErrorReply(12_345), '{"errcode":12345,"errmsg":"unknown error"}')
})
