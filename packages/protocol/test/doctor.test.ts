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

const page = 'https://open.weixin.qq.com/connect/oauth2/authorize'

test('what a program puts into a link in source text is not judged, whatever the language', () => {
  const rest = 'response_type=code&scope=snsapi_base'
  const sources = [
    `const link = \`${page}?appid=\${appid}&redirect_uri=\${encodeURIComponent(u)}&${rest}&state=\${s}#wechat_redirect\``,
    `const link = \`${page}?appid=\${app.id ?? 'wx&1'}&redirect_uri=\${enc("https://a.b/#x")}&${rest}&state=\${s}#wechat_redirect\``,
    `var link = '${page}?appid=' + appid + '&redirect_uri=' + encodeURIComponent('https://a.b/' + x) +\n  '&${rest}' +\n  '&state=' + state + '#wechat_redirect';\n`,
    `link = "${page}?appid="+appid+"&redirect_uri="+enc(u)+"&${rest}&state="+state+"#wechat_redirect";`,
    `$link = '${page}?appid='.$appid.'&redirect_uri=' . urlencode($this->url()) . '&${rest}&state=' . $state . '#wechat_redirect';`,
    `link = '${page}?appid=%s&redirect_uri=%s&${rest}&state=%s#wechat_redirect' % (a, u, s)`,
    `link = '${page}?appid={appid}&redirect_uri={}&${rest}&state={state}#wechat_redirect'.format(u)`,
    `link: ${page}?appid={{ appid }}&redirect_uri={{uri}}&${rest}&state={{state}}#wechat_redirect`,
  ]
  for (const source of sources) {
    const { diagnoses, errors } = diagnose(source, { app: () => null })
    assert.equal(errors, 0, source)
    assert.deepEqual(ids(source), ['placeholder'], source)
    assert.equal(diagnoses[0]?.corrected, undefined, source)
  }
})

test('beside an expression in source text the rest of the link is judged, and a secret written out is warned of', () => {
  const source = (scope: string): string =>
    `const link = '${page}?appid=' + appid + '&redirect_uri=' + uri + '&response_type=code&scope=${scope}&state=' + s + '#wechat_redirect'`
  assert.deepEqual(ids(source('snsapi_bas')), ['scope-known', 'scope-misspelt', 'placeholder'])
  assert.deepEqual(ids(`const link = \`${page}?appid=\${a}&scope=snsapi_base&state=a1#wechat_redirect\``), [
    'redirect-uri-present',
    'response-type',
    'placeholder',
  ])
  const call = (secret: string): string =>
    `get(\`https://api.weixin.qq.com/sns/oauth2/access_token?appid=\${id}&secret=${secret}&code=\${code}&grant_type=authorization_code\`)`
  assert.deepEqual(ids(call('${secret}')), [])
  assert.deepEqual(ids(call('0123456789abcdef0123456789abcdef')), ['secret-pasted'])
})

test('parameters that come from elsewhere in the source are not missed', () => {
  assert.deepEqual(ids(`const page = new URL('${page}')\n`), [])
  assert.deepEqual(ids(`location.href = '${page}?' + new URLSearchParams(all) + '#wechat_redirect'`), ['placeholder'])
})

test('a link that a browser opened with an expression in it is judged as it stands', () => {
  assert.deepEqual(ids(link({ state: '${state}' })), ['state-alphabet', 'placeholder'])
})

test('an unknown number comes with a next step', () => {
  assert.match(diagnose('99999').diagnoses[0]?.findings[0]?.hint.en ?? '', /paste its whole JSON/)
})
