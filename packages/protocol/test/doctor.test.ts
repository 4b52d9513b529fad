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

test('a link, a number and an answer on lines of their own are three things, a link broken over lines is one', () => {
  const kinds = (text: string): string[] => diagnose(text).diagnoses.map(({ kind }) => kind)
  assert.deepEqual(kinds(`${link()}\n10003\n{"errcode":40029}\n`), ['authorize', 'code', 'answer'])
  assert.deepEqual(kinds(link().replace('&scope', '\n&scope')), ['authorize'])
})

test('callback domains that nobody told are not judged, and the kind that was told is', () => {
  const app = {
    kind: 'service',
    callbackDomains: [],
    scopes: ['snsapi_base'],
    banned: false,
    requireFollow: false,
  } as const
  const judge = (text: string): string[] =>
    diagnose(text, { app: () => app, domainsUnknown: true }).diagnoses.flatMap(({ findings }) =>
      findings.map(({ id }) => id),
    )
  assert.deepEqual(judge(link({ scope: 'snsapi_base' })), [])
  assert.deepEqual(judge(link({ scope: 'snsapi_userinfo' })), ['scope-granted'])
  assert.deepEqual(judge(link({ scope: 'snsapi_base', redirect_uri: 'https://192.168.1.4/cb' })), ['redirect-uri-host'])
})

test('a code behind the # is not said to stand before it, nor to be missing', () => {
  const text = 'https://www.qq.com/#/home?code=0612abcdABCD1234567890123456abcd&state=1'
  assert.deepEqual(ids(text), ['callback-behind-hash'])
  assert.match(diagnose(text).diagnoses[0]?.summary.en ?? '', /behind the #/)
})

test('a URL in the domain box is answered by its domain', () => {
  assert.equal(diagnose('http://www.example.com').diagnoses[0]?.findings[0]?.expected, 'www.example.com')
  assert.equal(diagnose('www.example.com:8080').diagnoses[0]?.findings[0]?.expected, 'www.example.com')
})
