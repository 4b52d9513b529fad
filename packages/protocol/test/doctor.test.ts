import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '@weauth/protocol/doctor'
import { query } from './authorize-links.ts'

const link = (changes: Parameters<typeof query>[0] = {}): string =>
  `https://open.weixin.qq.com/connect/oauth2/authorize?${query(changes)}#wechat_redirect`

const ids = (text: string): string[] => diagnose(text).diagnoses.flatMap(({ findings }) => findings.map(({ id }) => id))

test('a good link has no finding and is not corrected', () => {
  const [diagnosis] = diagnose(link()).diagnoses
  assert.equal(diagnosis?.kind, 'authorize')
  assert.deepEqual(diagnosis?.findings, [])
  assert.equal(diagnosis?.corrected, undefined)
})

test('a mistake names the rules that are broken because of it, and what WeChat shows', () => {
  const [diagnosis] = diagnose(link().replaceAll('&', '&amp;')).diagnoses
  const mistake = diagnosis?.findings.find(({ id }) => id === 'html-escaped')
  assert.deepEqual(mistake?.causes, ['redirect-uri-present', 'scope-present', 'response-type'])
  assert.equal(mistake?.shows?.code, 10011)
  assert.deepEqual(diagnosis?.corrected, { link: link(), remaining: [] })
})

test('what is no link is recognised: numbers, answers, words of a page, rids, domains, other protocols', () => {
  const kind = (text: string): string | undefined => diagnose(text).diagnoses[0]?.kind
  assert.equal(kind('10003'), 'code')
  assert.equal(kind('{"errcode":40163,"errmsg":"code been used"}'), 'answer')
  assert.equal(kind('Scope 参数错误或没有 Scope 权限'), 'message')
  assert.equal(kind('65a77521-2b20c244-77c9084b'), 'rid')
  assert.equal(kind('www.qq.com'), 'domain')
  assert.equal(kind('https://www.qq.com/cb?code=0612abcdABCD1234567890123456abcd&state=1'), 'callback')
  assert.equal(kind(link({ appid: 'ww0a1b2c3d4e5f6071' })), 'foreign')
  assert.equal(kind('https://api.weixin.qq.com/sns/oauth2/access_token?appid=wx1'), 'call')
  assert.deepEqual(ids('http://www.qq.com'), ['domain-box'])
})

test('an answer with a rid says when it was given', () => {
  const [diagnosis] = diagnose('{"errcode":40029,"errmsg":"invalid code, rid: 65a77521-2b20c244-77c9084b"}').diagnoses
  assert.equal(new Date((diagnosis?.answeredAt ?? 0) * 1000).toISOString(), '2024-01-17T06:35:13.000Z')
})
