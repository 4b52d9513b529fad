import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  allFindings,
  apiRuleOrder,
  apiRules,
  authorizeRules,
  errcode,
  firstError,
  phoneRules,
  qrconnectRules,
  readApiParameters,
  readJsonParameters,
  sendAuthRules,
  visitorRules,
} from '@weauth/protocol'
import type { ApiEndpointId, ApiFacts, AppFacts, Finding } from '@weauth/protocol'
import { componentFine, componentLive, componentRows } from './api-rows-component.ts'
import { documented, observed, serviceApp } from './authorize-links.ts'
import { assertBilingual } from './bilingual.ts'

type Known = Omit<ApiFacts, 'behaviours'>

/** The first error of a call; its method stands in front of the query when it is not GET. */
function judge(
  endpoint: ApiEndpointId,
  call: string,
  known: Known,
  behaviours = documented,
): Finding<number> | undefined {
  const [query, method = 'GET'] = call.split(' ').toReversed() as [string, string?]
  return firstError(apiRules[endpoint], { method, parameters: readApiParameters(query) }, { ...known, behaviours })
}

const banned = { ...serviceApp, banned: true }
const stripped = { ...banned, scopes: [] }
// All that can be wrong with what is presented; each row mends one thing more.
const bad: Known = {
  app: null,
  secretMatches: false,
  code: 'unknown',
  refreshToken: 'unknown',
  accessToken: 'unknown',
  openidMatches: false,
  scope: 'snsapi_base',
}
const noApp = (known: Known): Known => ({ ...bad, ...known })

const id = 'appid=wx1'
const exchange = `${id}&secret=s&code=c&grant_type=authorization_code`
const refresh = `${id}&grant_type=refresh_token&refresh_token=r`
const token = 'access_token=t'
const asked = `${token}&openid=o`
const ticket = `${token}&type=jsapi`
const clearing = `POST ${token}&${id}`
const ordinary = `grant_type=client_credential&${id}&secret=s`

const withApp = noApp({ app: stripped })
const withSecret = noApp({ app: stripped, secretMatches: true })
const withScopes = noApp({ app: banned, secretMatches: true })
const usable = noApp({ app: serviceApp, secretMatches: true })

type Row = readonly [rule: string, errcode: number, call: string, known: Known]
const outside = { ...bad, caller: { address: '203.0.113.9', listed: false } }
const limited = { minuteLimit: 1, dayLimit: 1, clearingLimit: 1 }
const ip: Row = ['ip-allowed', 40_164, 'PUT x=1', outside]
const method: Row = ['method', 43_001, 'PUT x=1', bad]

/** What is wrong with a web token or an ordinary one, in order. */
const tokenRows: readonly Row[] = [
  method,
  ['api-access-token-present', 41_001, 'openid=', bad],
  ['api-openid-present', 41_009, token, bad],
  ['access-token-known', 40_001, asked, bad],
  ['access-token-fresh', 42_001, asked, { ...bad, accessToken: 'expired', app: banned }],
  ['api-account-not-banned', 50_002, asked, { ...bad, accessToken: 'live', app: banned }],
  ['openid-belongs', 40_003, asked, { ...bad, accessToken: 'live', app: serviceApp, ...limited }],
]
/** The same of a web token, whose user may have ended it. */
const webTokenRows = (consent: string, errcode: number): readonly Row[] => [
  ...tokenRows.slice(0, 4),
  ['user-not-limited', 50_002, asked, { ...bad, accessToken: 'reset', app: banned, userLimited: true }],
  ['password-stands', 42_007, asked, { ...bad, accessToken: 'reset', app: banned }],
  [consent, errcode, asked, { ...bad, accessToken: 'revoked', app: banned }],
  ...tokenRows.slice(4),
]
const ofToken: Known = { ...bad, accessToken: 'live', app: serviceApp, openidMatches: true, ...limited }
const minute = (call: string, known: Known): Row => ['minute-quota', 45_011, call, { ...known, ...limited }]
const day = (call: string, known: Known): Row => ['day-quota', 45_009, call, { ...known, dayLimit: 1 }]
const frozen: AppFacts = { ...banned, scopes: [], unverified: true, secretFrozen: true }

/** What is wrong with a call for an ordinary token, in order. */
const ordinaryRows: readonly Row[] = [
  ['api-appid-present', 41_002, 'x=1', bad],
  ['api-secret-present', 41_004, id, bad],
  ['grant-type-client-credential', 40_002, `${id}&secret=s`, bad],
  ['api-appid-known', 40_013, ordinary, bad],
  ['secret-right', 40_125, ordinary, noApp({ app: frozen })],
  [
    'secret-not-frozen',
    40_243,
    ordinary,
    noApp({ app: { ...banned, secretFrozen: true, kind: 'website' }, secretMatches: true }),
  ],
  ['api-account-kind', 48_001, ordinary, noApp({ app: { ...banned, kind: 'website' }, secretMatches: true })],
  ['api-account-not-banned', 50_002, ordinary, noApp({ app: banned, secretMatches: true })],
  minute(ordinary, noApp({ app: serviceApp, secretMatches: true })),
  day(ordinary, noApp({ app: serviceApp, secretMatches: true })),
]
/** The same call by POST. */
const asPost = ([rule, code, call, known]: Row): Row => [rule, code, `POST ${call}`, known]

// One row a rule, in the order of the rules: a call that breaks it and, as far as they go together, every later one.
const rows: Readonly<Record<ApiEndpointId, readonly Row[]>> = {
  accessToken: [
    ip,
    method,
    ['api-appid-present', 41_002, 'grant_type=', bad],
    ['api-secret-present', 41_004, `${id}&appsecret=s`, bad],
    ['api-code-present', 41_008, `${id}&secret=s`, bad],
    ['grant-type-authorization-code', 40_002, `${id}&secret=s&code=c`, bad],
    ['api-appid-known', 40_013, exchange, bad],
    ['secret-right', 40_125, exchange, withApp],
    ['secret-not-frozen', 40_243, exchange, noApp({ app: frozen, secretMatches: true })],
    ['api-account-verified', 48_001, exchange, noApp({ app: { ...stripped, unverified: true }, secretMatches: true })],
    ['web-authorization-granted', 48_001, exchange, withSecret],
    ['api-account-not-banned', 50_002, exchange, withScopes],
    minute(exchange, usable),
    ['code-known', 40_029, exchange, usable],
    ['code-unused', 40_163, exchange, { ...usable, code: 'used' }],
    ['code-stands', 40_029, exchange, { ...usable, code: 'revoked' }],
    ['code-fresh', 40_029, exchange, { ...usable, code: 'expired' }],
  ],
  refreshToken: [
    method,
    ['api-appid-present', 41_002, 'grant_type=', bad],
    ['api-refresh-token-present', 41_003, `${id}&grant_type=`, bad],
    ['grant-type-refresh-token', 40_002, `${id}&refresh_token=r`, bad],
    ['api-appid-known', 40_013, refresh, bad],
    ['api-account-not-banned', 50_002, refresh, noApp({ app: banned })],
    minute(refresh, usable),
    ['refresh-token-known', 40_030, refresh, usable],
    ['password-stands', 42_007, refresh, { ...usable, refreshToken: 'reset' }],
    ['consent-stands', 50_001, refresh, { ...usable, refreshToken: 'revoked' }],
    ['refresh-token-fresh', 42_002, refresh, { ...usable, refreshToken: 'expired' }],
  ],
  userinfo: [
    ...webTokenRows('consent-stands', 50_001),
    ['userinfo-scope', 48_001, asked, { ...bad, accessToken: 'live', app: serviceApp, openidMatches: true }],
    minute(asked, { ...ofToken, scope: 'snsapi_userinfo' }),
  ],
  auth: [...webTokenRows('token-stands', 40_001), minute(asked, ofToken)],
  token: [ip, method, ...ordinaryRows],
  stableToken: [ip, ['post-method', 43_002, `GET ${ordinary}`, bad], ...ordinaryRows.map(asPost)],
  followerInfo: [
    ip,
    ...tokenRows.slice(0, 5),
    ['api-account-verified', 48_001, asked, { ...bad, accessToken: 'live', app: { ...banned, unverified: true } }],
    ...tokenRows.slice(5),
    minute(asked, ofToken),
    day(asked, { ...bad, accessToken: 'live', app: serviceApp, openidMatches: true }),
  ],
  clearQuota: [
    ip,
    ['post-method', 43_002, 'GET x=1', bad],
    ['api-access-token-present', 41_001, 'POST x=1', bad],
    ['api-appid-present', 41_002, `POST ${token}`, bad],
    ['access-token-known', 40_001, clearing, bad],
    ['access-token-fresh', 42_001, clearing, { ...bad, accessToken: 'expired', app: banned, appidMatches: false }],
    ['appid-of-token', 40_013, clearing, { ...bad, accessToken: 'live', app: banned, appidMatches: false }],
    ['api-account-not-banned', 50_002, clearing, { ...bad, accessToken: 'live', app: banned }],
    minute(clearing, { ...bad, accessToken: 'live', app: serviceApp }),
    ['clearing-left', 48_006, clearing, { ...bad, accessToken: 'live', app: serviceApp, clearingLimit: 10 }],
  ],
  ticket: [
    ip,
    method,
    ['api-access-token-present', 41_001, 'type=', bad],
    ['ticket-type', 40_097, `${token}&type=wx_card`, bad],
    ['access-token-known', 40_001, ticket, bad],
    ['access-token-fresh', 42_001, ticket, { ...bad, accessToken: 'expired', app: banned }],
    ['api-account-not-banned', 50_002, ticket, { ...bad, accessToken: 'live', app: banned }],
    minute(ticket, { ...bad, accessToken: 'live', app: serviceApp }),
  ],
  ...componentRows,
}

const fine: Readonly<Record<ApiEndpointId, string>> = {
  accessToken: exchange,
  refreshToken: refresh,
  userinfo: asked,
  auth: asked,
  token: ordinary,
  stableToken: ordinary,
  followerInfo: asked,
  ticket,
  clearQuota: `${token}&${id}`,
  ...componentFine,
}
const live: Known = {
  app: serviceApp,
  secretMatches: true,
  code: 'live',
  refreshToken: 'live',
  accessToken: 'live',
  openidMatches: true,
  scope: 'snsapi_userinfo',
  ...componentLive,
}
const endpointIds = Object.keys(rows) as ApiEndpointId[]

for (const endpoint of endpointIds) {
  test(`${endpoint}: of several faults the first in the order of the rules is told, with its errcode`, () => {
    for (const [rule, code, call, known] of rows[endpoint]) {
      const finding = judge(endpoint, call, known)
      assert.deepEqual([finding?.rule, finding?.verdict], [rule, code], call)
      assert.ok(errcode(code), `errcode ${code} is in the table`)
    }
    assert.deepEqual(
      rows[endpoint].map(([rule]) => rule),
      apiRules[endpoint].map((rule) => rule.id),
    )
  })

  test(`${endpoint}: a call in order breaks no rule, whatever else it brings, by each method that is taken`, () => {
    const methods = apiRules[endpoint].some((rule) => rule.id === 'post-method') ? ['POST'] : ['GET', 'POST']
    for (const method of methods)
      for (const call of [fine[endpoint], `${fine[endpoint]}&lang=xx&client_id=x&nonce=1&session=`])
        assert.equal(judge(endpoint, `${method} ${call}`, live), undefined, call)
  })

  test(`${endpoint}: a rule whose fact is not known is silent`, () => {
    assert.equal(judge(endpoint, `POST ${fine[endpoint]}`, {}), undefined)
  })
}

test('Each fault alone breaks its own rule and no other', () => {
  const faults: readonly [endpoint: ApiEndpointId, fault: Known, rule: string][] = [
    ['accessToken', { app: null }, 'api-appid-known'],
    ['accessToken', { secretMatches: false }, 'secret-right'],
    ['accessToken', { app: { ...serviceApp, scopes: [] } }, 'web-authorization-granted'],
    ['accessToken', { app: banned }, 'api-account-not-banned'],
    ['accessToken', { code: 'unknown' }, 'code-known'],
    ['accessToken', { code: 'used' }, 'code-unused'],
    ['accessToken', { code: 'expired' }, 'code-fresh'],
    ['refreshToken', { refreshToken: 'unknown' }, 'refresh-token-known'],
    ['refreshToken', { refreshToken: 'expired' }, 'refresh-token-fresh'],
    ['userinfo', { accessToken: 'unknown' }, 'access-token-known'],
    ['userinfo', { accessToken: 'expired' }, 'access-token-fresh'],
    ['userinfo', { openidMatches: false }, 'openid-belongs'],
    ['userinfo', { scope: 'snsapi_base' }, 'userinfo-scope'],
    ['token', { secretMatches: false }, 'secret-right'],
  ]
  for (const [endpoint, fault, rule] of faults) {
    const request = { method: 'GET', parameters: readApiParameters(fine[endpoint]) }
    const findings = allFindings(apiRules[endpoint], request, { ...live, ...fault, behaviours: documented })
    assert.deepEqual(
      findings.map((finding) => finding.rule),
      [rule],
    )
  }
  assert.equal(judge('auth', asked, { ...live, scope: 'snsapi_base' }), undefined, 'auth takes a token of either scope')
})

test('Only GET and POST are served, written in capitals', () => {
  for (const method of ['PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'get'])
    assert.equal(judge('accessToken', `${method} ${exchange}`, live)?.rule, 'method', method)
})

test('A parameter that is empty, misspelt, in capitals or an array counts as missing', () => {
  for (const call of ['', 'appid=', 'AppId=wx1', 'appid[]=wx1', 'appid%00=wx1', 'app_id=wx1'])
    assert.equal(judge('accessToken', call, live)?.verdict, 41_002, call)
  for (const call of ['code', 'code=', 'code[]=c', 'code[a]=c', 'Code=c'])
    assert.equal(judge('accessToken', exchange.replace('code=c', call), live)?.verdict, 41_008, call)
})

test('grant_type has one right value for each endpoint', () => {
  const values = ['authorization_code', 'refresh_token', 'client_credential', 'AUTHORIZATION_CODE', 'password', '']
  for (const endpoint of ['accessToken', 'refreshToken', 'token'] as const) {
    const right = values.filter(
      (value) => !judge(endpoint, fine[endpoint].replace(/grant_type=\w+/, `grant_type=${value}`), live),
    )
    assert.deepEqual(right, [
      { accessToken: 'authorization_code', refreshToken: 'refresh_token', token: 'client_credential' }[endpoint],
    ])
  }
})

const parametersOf = (query: string, form?: string): unknown => Object.fromEntries(readApiParameters(query, form))

test('The query wins over the form, of two values in one place the first counts, and an array is another parameter', () => {
  assert.deepEqual(parametersOf('a=1&a=2', 'a=3&b=4&b=5'), { a: '1', b: '4' })
  assert.deepEqual(parametersOf('a=', 'a=3'), { a: '' })
  assert.deepEqual(parametersOf('appid=wx1&secret=s', 'code=c&grant_type=authorization_code'), {
    appid: 'wx1',
    secret: 's',
    code: 'c',
    grant_type: 'authorization_code',
  })
  assert.deepEqual(parametersOf('code[]=x&code[a]=y'), { 'code[]': 'x', 'code[a]': 'y' })
  assert.deepEqual(parametersOf('a=%41+b&__proto__=1'), JSON.parse('{ "a": "A b", "__proto__": "1" }'))
  assert.equal(readApiParameters('').get('constructor'), undefined)
})

test('expired-code-42003: on says code expired, off says invalid code', () => {
  const expired: Known = { ...live, code: 'expired' }
  assert.equal(judge('accessToken', exchange, expired, { ...documented, 'expired-code-42003': true })?.verdict, 42_003)
  assert.equal(judge('accessToken', exchange, expired, { ...observed, 'expired-code-42003': false })?.verdict, 40_029)
  for (const [code, verdict] of [
    ['unknown', 40_029],
    ['used', 40_163],
  ] as const)
    assert.equal(judge('accessToken', exchange, { ...live, code }, observed)?.verdict, verdict)
})

test('A finding compares what was given with what is expected', () => {
  const long = 'x'.repeat(100)
  const samples: readonly [endpoint: ApiEndpointId, call: string, fault: Known, given: string, expected: string][] = [
    ['accessToken', `PUT ${exchange}`, {}, 'PUT', 'GET'],
    ['accessToken', 'appid=&secret=s', {}, 'appid, secret', 'appid=…'],
    ['accessToken', '', {}, '—', 'appid=…'],
    ['accessToken', `${id}&secret=s&code=c`, {}, '—', 'authorization_code'],
    ['refreshToken', `${id}&refresh_token=r&grant_type=${long}`, {}, long.slice(0, 64), 'refresh_token'],
    ['token', exchange, {}, 'authorization_code', 'client_credential'],
    ['accessToken', exchange, { app: null }, 'wx1', 'wx + 16 hex'],
    ['accessToken', exchange.replace('wx1', long), { app: null }, long.slice(0, 64), 'wx + 16 hex'],
    ['accessToken', exchange, { app: banned }, 'banned', 'not banned'],
    ['accessToken', exchange, { app: { ...serviceApp, scopes: [] } }, '—', 'snsapi_base | snsapi_userinfo'],
    ['accessToken', exchange, { code: 'expired' }, '(expired)', '(live)'],
    ['userinfo', asked, { accessToken: 'expired' }, '> 7200 s', '≤ 7200 s'],
    ['userinfo', asked, { openidMatches: false }, 'o', '(the openid that came with the token)'],
    [
      'userinfo',
      `${token}&openid=${long}`,
      { openidMatches: false },
      long.slice(0, 64),
      '(the openid that came with the token)',
    ],
    ['userinfo', asked, { scope: 'snsapi_base' }, 'snsapi_base', 'snsapi_userinfo'],
  ]
  for (const [endpoint, call, fault, ...compared] of samples) {
    const finding = judge(endpoint, call, { ...live, ...fault })
    assert.deepEqual([finding?.given, finding?.expected], compared, call)
  }
})

test('A finding says what to do in Chinese and English and never shows a secret, a code or a token', () => {
  const canaries = ['SECRET1', 'CODE1', 'TOKEN1', 'REFRESH1']
  for (const endpoint of endpointIds) {
    for (const [rule, , call, known] of rows[endpoint]) {
      const secretive = call
        .replace('secret=s', 'secret=SECRET1')
        .replace('code=c', 'code=CODE1')
        .replace('access_token=t', 'access_token=TOKEN1')
        .replace('refresh_token=r', 'refresh_token=REFRESH1')
        .replace('secret=s', 'secret=SECRET1')
        .replace('token=ct', 'token=TOKEN1')
      const finding = judge(endpoint, secretive, known)
      assert.equal(finding?.rule, rule)
      assertBilingual({ hint: finding.hint }, rule)
      assert.ok(finding.given !== '' && finding.given.length <= 200 && finding.expected !== '', rule)
      const shown = JSON.stringify(finding)
      for (const canary of canaries) assert.ok(!shown.includes(canary), `${rule} shows ${canary}`)
    }
  }
  assert.equal(judge('accessToken', `${'x'.repeat(5000)}=1`, live)?.given.length, 200)
})

test('Every rule has a kebab-case name that belongs to it alone, and a source', () => {
  const lists = [authorizeRules, qrconnectRules, sendAuthRules, visitorRules, phoneRules, ...Object.values(apiRules)]
  const named = new Map<string, unknown>()
  for (const list of lists) {
    assert.equal(new Set(list.map((rule) => rule.id)).size, list.length)
    for (const rule of list) {
      assert.match(rule.id, /^[a-z]+(?:-[a-z]+)*$/)
      assert.ok(rule.source.where !== '' && (rule.source.confidence !== 'seed' || rule.source.sentence), rule.id)
      assert.ok((named.get(rule.id) ?? rule) === rule, `${rule.id} names two rules`)
      named.set(rule.id, rule)
    }
  }
  assert.equal(apiRuleOrder.confidence, 'assumed')
})

test('The parameters of a call that sends JSON are the texts, numbers and booleans of its object', () => {
  const read = (body: string): unknown => Object.fromEntries(readJsonParameters(body))
  assert.deepEqual(read('{"appid":"wx1","force_refresh":true,"n":1,"a":["x"],"o":{},"z":null}'), {
    appid: 'wx1',
    force_refresh: 'true',
    n: '1',
  })
  for (const body of ['', 'appid=wx1', '[{"appid":"wx1"}]', '"appid"', 'null', '{']) assert.deepEqual(read(body), {})
  assert.equal(readJsonParameters('{"__proto__":"x"}').get('constructor'), undefined)
})
