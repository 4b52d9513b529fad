import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callbackDomainSteps, checkCallbackDomain, matchCallbackDomain } from '@weauth/protocol'
import type { AppKind } from '@weauth/protocol'
import { documented, observed, query, serviceApp, verdictOn } from './authorize-links.ts'
import { assertBilingual } from './bilingual.ts'

const allowed = (uri: string, callbackDomains: readonly string[], kind: AppKind = 'service'): boolean =>
  matchCallbackDomain(uri, { kind, callbackDomains }).allowed

test('www.qq.com admits music.html and login.html on that host over http and https, but not pay, music or qq.com', () => {
  for (const scheme of ['http', 'https']) {
    for (const page of ['music.html', 'login.html'])
      assert.ok(allowed(`${scheme}://www.qq.com/${page}`, ['www.qq.com']))
    for (const host of ['pay.qq.com', 'music.qq.com', 'qq.com'])
      assert.ok(!allowed(`${scheme}://${host}/`, ['www.qq.com']), host)
  }
})

// The rows of the hardening list; `reg` stands for the configured host. What follows the colon was tried against reg alone.
const reg = 'www.qq.com'
const tricks: Readonly<Record<string, readonly string[]>> = {
  'A5: the host with something behind it': [
    'https://reg.evil.com/',
    'https://regevil.com/',
    'https://reg-evil.com/',
    'https://evilreg/',
    'https://evil-reg/',
  ],
  'A6: a user name': [
    'https://reg@evil.com/',
    'https://user@@reg/',
    'https://user@reg/',
    'https://reg:80@evil.com/',
    'https://@reg/',
    'https://:@reg/',
    'https://a:b@reg/',
    'https://evil.com#@reg/',
    'https://evil.com?@reg/',
    'https://reg%40evil.com/',
  ],
  'A7: a backslash': [
    String.raw`https://reg\@evil.com/`,
    String.raw`https://evil.com\@reg/`,
    String.raw`https://reg\.evil.com`,
    String.raw`https:\\reg\cb`,
    String.raw`https://reg/\evil`,
    String.raw`https://reg/?a=\b`,
    String.raw`https://reg/#\b`,
  ],
  'A8: a percent escape in the host': [
    'https://reg%2eevil.com',
    'https://www%2eqq%2ecom/',
    'https://%77ww.qq.com/',
    'https://reg%00.evil.com/',
    'https://reg%2f.evil.com/',
  ],
  'A9: white space and invisible characters': [
    'https://reg\t.evil.com',
    'https://re\tg/',
    'https://reg\n/',
    'https://reg\r\n/',
    ' https://reg/',
    'https://reg/ ',
    'https://reg/\n',
    'https://reg/a b',
    'https://reg/\0',
    'https://reg/\x7F',
    'https://reg/?a\rb',
  ],
  'A10: letters and dots that browsers fold into ours': [
    'https://www．qq．com/',
    'https://www。qq。com/',
    'https://ｗｗｗ.qq.com/',
    'https://www.q\u00ADq.com/',
    'https://www.qq\u200B.com/',
    'https://www.qq.com\u2044/',
    'https://reg/路',
    'https://www.qq.ｃom/',
  ],
  'A11: another scheme': [
    'javascript://reg/%0aalert(1)',
    'data:text/html,reg',
    'file://reg/cb',
    'weixin://reg/',
    'ftp://reg/',
    'httpss://reg/',
    'http+unix://reg/',
    'JAVASCRIPT://reg/',
  ],
  'A12: no absolute URL': [
    '//reg/cb',
    '/cb',
    'reg/cb',
    'reg',
    'https:reg/cb',
    'https:/reg/cb',
    'https:///reg/cb',
    'https://',
    'http:',
    '',
    'https',
  ],
  'A13: a dot behind the host': ['https://reg./cb', 'https://reg../cb', 'https://.reg/cb', 'https://www..qq.com/'],
  'A14: a port on a service account': [
    'https://reg:8443/',
    'http://reg:8080/',
    'https://reg:65536/',
    'https://reg:000443/',
    'https://reg:/',
    'https://reg:0/',
    'https://reg:443:443/',
    'https://reg:+443/',
    'https://reg:4a3/',
  ],
  'A15: the default port of the other scheme': ['http://reg:443/', 'https://reg:80/'],
  'A16: an address': [
    'http://0x7f.1/',
    'http://2130706433/',
    'http://[::1]/',
    'http://127.0.0.1/',
    'http://0177.0.0.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://[reg]/',
    'http://[::10]/',
  ],
  'A17: a child or a parent': [
    'https://a.reg/',
    'https://qq.com/',
    'https://com/',
    'https://www.www.qq.com/',
    'https://m.qq.com/',
  ],
  'A20: encoded twice or wrongly': [
    'https%3A%2F%2Freg%2Fcb',
    'https://reg/%zz',
    'https://reg/%',
    'https://reg/%2',
    'https://reg/?a=%',
    'https://reg/#%g0',
  ],
}

for (const [row, uris] of Object.entries(tricks)) {
  test(`${row} is refused, with a reason in Chinese and English`, () => {
    for (const uri of uris.map((each) => each.replaceAll('reg', reg))) {
      const match = matchCallbackDomain(uri, serviceApp)
      assert.ok(!match.allowed, uri)
      assertBilingual({ reason: match.reason }, uri)
      for (const behaviours of [documented, observed]) {
        const rule = verdictOn(query({ redirect_uri: uri }), serviceApp, behaviours)
        assert.match(rule, /^(?:callback-domain|redirect-uri-(?:absolute|present))$/, uri)
      }
    }
  })
}

const reason = (uri: string): string => {
  const match = matchCallbackDomain(uri, serviceApp)
  return match.allowed ? '' : match.reason.en
}

test('The reason names the trick', () => {
  const reasons: readonly [uri: string, reason: RegExp][] = [
    ['weixin://www.qq.com/', /begin with http/],
    ['x-https://www.qq.com/', /begin with http/],
    ['https://www.qq.com/\0', /invisible/],
    ['https://www.qq.com/ ', /invisible/],
    ['https://www.qq.com/路', /full-width/],
    ['HTTPS://a@www.qq.com/', /user name/],
    [String.raw`https://www.qq.com/\?https://a@b`, /backslash/],
    [String.raw`https://www.qq.com\a`, /backslash/],
    ['https://www.qq.com/%zz', /escape/],
    ['https://www_qq.com/%E5%0a', /plain domain/],
    ['https://www.qq.com:99999/', /not a valid URL/],
    ['https://pay.qq.com/', /exactly.*here: pay\.qq\.com/],
    [`https://${'a'.repeat(5000)}.com/`, /^.{1,200}$/],
    ['https://www.qq.com:8443/', /must not have a port/],
  ]
  for (const [uri, expected] of reasons) assert.match(reason(uri), expected, uri)
  const port = matchCallbackDomain('http://a.example:81/', { kind: 'test', callbackDomains: ['a.example:80'] })
  assert.match(port.allowed ? '' : port.reason.en, /port 81 is not configured/)
  const path = matchCallbackDomain('https://a.example/b', { kind: 'service', callbackDomains: ['a.example/c'] })
  assert.match(path.allowed ? '' : path.reason.en, /path does not lie/)
})

test('What is only unusual is allowed: capitals, the default port, a query, a fragment, a code of its own', () => {
  const uris = [
    'https://WWW.QQ.COM/cb',
    'HTTPS://www.qq.com',
    'https://www.qq.com:443/',
    'https://www.qq.com:0443/',
    'http://www.qq.com:80/',
    'HTTPS://www.qq.com:443/%20%0a',
    'https://www.qq.com?a=1',
    'https://www.qq.com#/route?x=1',
    'https://www.qq.com/a/../b;c?d=%E5%BE%AE&e="<>"#f',
    'https://www.qq.com/cb?code=1&state=2',
    'https://www.qq.com//evil.com/@evil.com',
    "https://www.qq.com/!$&'()*+,;=:@[]_~",
  ]
  for (const uri of uris) assert.ok(allowed(uri, ['www.qq.com']), uri)
  assert.ok(allowed('https://www.qq.com/', ['WWW.qq.com']))
  assert.ok(allowed('https://xn--fiq228c.com/', ['xn--fiq228c.com']))
})

test('The entry that admitted the URL is named, whichever of several it is', () => {
  const match = matchCallbackDomain('https://b.example/x/y', {
    kind: 'service',
    callbackDomains: ['a.example', 'b.example/z', 'b.example/x'],
  })
  assert.deepEqual(match, { allowed: true, entry: 'b.example/x' })
  assert.ok(!allowed('https://a.example/', []))
})

test('A port counts on a test account alone, and only the one configured', () => {
  assert.ok(allowed('http://localhost:8080/cb', ['localhost:8080'], 'test'))
  assert.ok(allowed('http://localhost:08080/cb', ['localhost:8080'], 'test'))
  assert.ok(allowed('http://localhost/cb', ['localhost:8080'], 'test'))
  assert.ok(!allowed('http://localhost:8081/cb', ['localhost:8080'], 'test'))
  assert.ok(!allowed('http://localhost:8080/cb', ['localhost'], 'test'))
  // An entry as no service account may have it: the matcher does not rely on the check.
  assert.ok(!allowed('http://www.qq.com:8080/cb', ['www.qq.com:8080'], 'service'))
})

test('An address counts as it is written, not as it is understood', () => {
  const addresses = ['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '127.1']
  for (const given of addresses) {
    for (const configured of addresses)
      assert.equal(allowed(`http://${given}/`, [configured], 'test'), given === configured, `${given} ${configured}`)
  }
})

test('A path of the entry admits itself and what lies under it', () => {
  const under = (path: string): boolean => allowed(`https://wx.qq.com${path}`, ['wx.qq.com/mp'])
  for (const path of [
    '/mp',
    '/mp/',
    '/mp?a=/../',
    '/mp#/../',
    '/mp/cb',
    '/mp/a.b/..c',
    '/mp/.../a',
    '/mp/a;b',
    '/mp/%E5%BE%AE',
  ])
    assert.ok(under(path), path)
  for (const path of ['', '/', '/mpx', '/MP', '/cb/mp', '//mp', '/mp;x/cb', '/%6dp', '/m%70/cb'])
    assert.ok(!under(path), path)
  assert.ok(allowed('https://wx.qq.com/mp/cb', ['wx.qq.com/mp/']))
  assert.ok(allowed('https://wx.qq.com', ['wx.qq.com/']))
})

test('A21: a path that one server reads as «up» and another does not lies under no path', () => {
  const tails = [
    '/..',
    '/../',
    '/../cb',
    '/./cb',
    '/%2e%2e/cb',
    '/%2E./cb',
    '/.%2e',
    '/..;/cb',
    '/..;x=1/cb',
    '/..%3b/cb',
    '/..%3B',
    '/a/../../cb',
    '/a/..',
    '/%2e;/cb',
    '/%2fcb',
    '/..%2fcb',
    '/%5c..%5ccb',
    String.raw`/..\cb`,
  ]
  for (const tail of tails) assert.ok(!allowed(`https://wx.qq.com/mp${tail}`, ['wx.qq.com/mp']), tail)
  assert.ok(!allowed('https://wx.qq.com/x/..;/mp/cb', ['wx.qq.com/mp']))
  assert.ok(!allowed('https://wx.qq.com/x/../mp/cb', ['wx.qq.com/mp']))
})

// Entry of the callback-domain box, and what is wrong with it on a service account and on a test account.
const entries: readonly [entry: string, onService: RegExp | 'fine', onTest: RegExp | 'fine'][] = [
  ['www.qq.com', 'fine', 'fine'],
  ['WWW.QQ.COM', 'fine', 'fine'],
  ['wx.qq.com/mp', 'fine', 'fine'],
  ['wx.qq.com/', 'fine', 'fine'],
  ['xn--fiq228c.com', 'fine', 'fine'],
  ['3g.qq9.com', 'fine', 'fine'],
  ['wx.qq.com/a://b/%20', 'fine', 'fine'],
  ['h2://www.qq.com', /leave http/, /leave http/],
  ['[2001:db8::10]:7', /no port/, 'fine'],
  ['localhost:000080', /a domain/, /a domain/],
  ['www.qq.0X0', /no IP/, /no browser/],
  ['', /enter a domain/, /enter a domain/],
  ['http://www.qq.com', /leave http/, /leave http/],
  ['HTTPS://www.qq.com/', /leave http/, /leave http/],
  ['javascript://www.qq.com', /leave http/, /leave http/],
  [' www.qq.com', /invisible/, /invisible/],
  ['www.qq.com\n', /invisible/, /invisible/],
  ['www．qq．com', /full-width/, /full-width/],
  ['www.qq.com\u200B', /invisible/, /invisible/],
  ['*.qq.com', /no wildcard/, /no wildcard/],
  ['www.qq.com?a=1', /query/, /query/],
  ['www.qq.com/#a', /or #/, /or #/],
  ['user@www.qq.com', /a domain/, /a domain/],
  [String.raw`www.qq.com\mp`, /a domain/, /a domain/],
  ['www.qq.com/%zz', /a domain/, /a domain/],
  ['my_shop.qq.com', /a domain/, /a domain/],
  ['www.qq.com:8080', /no port/, 'fine'],
  ['www.qq.com:80', /no port/, 'fine'],
  ['127.0.0.1', /no IP/, 'fine'],
  ['82.157.150.202:7002', /no port/, 'fine'],
  ['[::1]', /no IP/, 'fine'],
  ['2130706433', /no IP/, 'fine'],
  ['0x7f.1', /no IP/, 'fine'],
  ['localhost', /full domain/, 'fine'],
  ['localhost:8080', /no port/, 'fine'],
  ['www.qq.com.', /none at the end/, /none at the end/],
  ['www..qq.com', /not a domain name/, /not a domain name/],
  ['-www.qq.com', /not a domain name/, /not a domain name/],
  ['www-.qq.com', /not a domain name/, /not a domain name/],
  ['.qq.com', /not a domain name/, /not a domain name/],
  ['www.qq.1', /no IP/, /no browser/],
  ['999.1.1.1', /no IP/, /no browser/],
  ['localhost:99999', /no port/, /no browser/],
  ['[:::]', /no IP/, /no browser/],
  ['wx.qq.com/a/../mp', /in the path/, /in the path/],
  ['wx.qq.com/a%2fb', /in the path/, /in the path/],
]

test('A callback domain is a full domain name with an optional path; port, address and localhost are for test accounts', () => {
  for (const [entry, onService, onTest] of entries) {
    for (const [kind, expected] of [
      ['service', onService],
      ['test', onTest],
    ] as const) {
      const faults = checkCallbackDomain(entry, kind)
      const said = faults.map(({ hint }) => hint.en).join()
      if (expected === 'fine') assert.deepEqual(faults, [], entry)
      else assert.match(said, expected, `${entry} on ${kind}`)
      for (const { given, expected: example, hint } of faults) {
        assert.equal(given, entry)
        assert.match(example, /\w/)
        assertBilingual({ hint }, entry)
      }
    }
  }
})

test('Whatever may be configured admits a URL on it', () => {
  for (const [entry, onService, onTest] of entries) {
    if (onService === 'fine') assert.ok(allowed(`https://${entry}`, [entry], 'service'), entry)
    if (onTest === 'fine') assert.ok(allowed(`https://${entry}`, [entry], 'test'), entry)
  }
})

test('the comparison with the callback domains can be followed step by step, each with its place in redirect_uri', () => {
  const app = { kind: 'service', callbackDomains: ['www.qq.com', 'wx.qq.com/mp'] } as const
  const steps = (uri: string): string[] =>
    callbackDomainSteps(uri, app).map(
      ({ compares, holds, from, to }) => `${compares} ${uri.slice(from, to)} ${holds ? 'holds' : 'fails'}`,
    )
  assert.deepEqual(steps('https://www.qq.com/cb?a=1'), [
    'form https://www.qq.com/cb?a=1 holds',
    'host www.qq.com holds',
    'port  holds',
    'path /cb holds',
  ])
  assert.deepEqual(steps('https://pay.qq.com/').at(-1), 'host pay.qq.com fails')
  assert.deepEqual(steps('https://www.qq.com:8443/').at(-1), 'port :8443 fails')
  assert.deepEqual(steps('https://wx.qq.com/other').at(-1), 'path /other fails')
  assert.deepEqual(steps('ftp://www.qq.com/'), ['form ftp: fails'])
  assert.deepEqual(steps('https://www.qq.com\u200B/'), ['form \u200B fails'])
  assert.deepEqual(steps('https://me@www.qq.com/'), ['form me@ fails'])
})

// Catches a list that is read once and never looked at again.
test('a list of callback domains that was changed since counts as it is now', () => {
  const callbackDomains = ['www.qq.com']
  const isAllowed = (): boolean =>
    matchCallbackDomain('https://pay.qq.com/', { kind: 'service', callbackDomains }).allowed
  assert.equal(isAllowed(), false)
  callbackDomains.push('pay.qq.com')
  assert.equal(isAllowed(), true)
  callbackDomains[1] = 'www.qq.com'
  assert.equal(isAllowed(), false)
})
