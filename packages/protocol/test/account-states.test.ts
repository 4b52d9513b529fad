import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstError, quotaSources, readMixedParameters, visitorRules, writeErrorReply } from '@weauth/protocol'
import { documented, query, rulesBrokenBy, serviceApp, verdictOn } from './authorize-links.ts'
import { assertBilingual } from './bilingual.ts'

test('account-verified: a service account without verification has no scope at all, and what is wrong with its link is told first', () => {
  const unverified = { ...serviceApp, unverified: true }
  assert.deepEqual(rulesBrokenBy(query(), unverified), ['account-verified'])
  assert.deepEqual(rulesBrokenBy(query(), { ...unverified, scopes: [] }), ['account-verified', 'scope-granted'])
  assert.equal(verdictOn(query({ scope: 'snsapi_login' }), unverified), 'scope-known')
  assert.deepEqual(rulesBrokenBy(query(), { ...serviceApp, unverified: false }), [])
})

test('not-too-often: within the limit of the app nothing is said, beyond it 10009, and without a limit never', () => {
  const judge = (openings: number, authorizationsPerMinute?: number): unknown => {
    const app = { requireFollow: false, authorizationsPerMinute }
    const finding = firstError(
      visitorRules,
      { userAgent: '', follows: false, openings },
      { app, behaviours: documented },
    )
    if (finding) assertBilingual({ hint: finding.hint }, finding.rule)
    return finding && [finding.rule, finding.verdict, finding.given, finding.expected]
  }
  assert.deepEqual([judge(5, 5), judge(99)], [undefined, undefined])
  assert.deepEqual(judge(6, 5), ['not-too-often', 'too-frequent', '6', '≤ 5 / min'])
})

const errmsg = (...reply: Parameters<typeof writeErrorReply>): unknown =>
  (JSON.parse(writeErrorReply(...reply)) as { errmsg: unknown }).errmsg

test('40164 tells the address of the caller, in both of its spellings', () => {
  assert.equal(
    errmsg(40164, undefined, '203.0.113.9'),
    'invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist',
  )
  assert.equal(errmsg(40164, undefined, '2001:db8::1'), 'invalid ip 2001:db8::1 ipv6 2001:db8::1, not in whitelist')
})

test('With a rid, /cgi-bin recommends the stable token where a token is wrong or its quota used up; /sns does not', () => {
  const hint = ', could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r'
  const [cgi, sns] = [
    { id: 'r', comma: false },
    { id: 'r', comma: true },
  ]
  for (const code of [40001, 45009]) {
    assert.equal(errmsg(code, cgi), `${String(errmsg(code))}${hint} rid: r`)
    assert.equal(errmsg(code, sns), `${String(errmsg(code))}, rid: r`)
  }
  assert.equal(errmsg(40013, cgi), 'invalid appid rid: r')
})

test('Of a call with JSON and a query both count, and the query wins', () => {
  const read = (text: string, body: string): unknown => Object.fromEntries(readMixedParameters(text, body))
  assert.deepEqual(read('access_token=t', '{"appid":"wx1","access_token":"other"}'), {
    appid: 'wx1',
    access_token: 't',
  })
  assert.deepEqual(read('access_token=t', 'no JSON'), { access_token: 't' })
})

test('Every number of a quota says where it comes from', () => {
  assert.deepEqual(Object.keys(quotaSources), [
    'forcedRefreshesPerDay',
    'forcedRefreshGapMs',
    'clearingsPerMonth',
    'callsPerDay',
    'periods',
  ])
  assert.equal(quotaSources['periods']?.confidence, 'assumed')
})
