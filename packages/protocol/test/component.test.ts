import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppFacts, Behaviours, PageErrorId, ReturnTarget } from '@weauth/protocol'
import {
  acceptAuthorizeLink,
  authorizeRules,
  buildAuthorizeLink,
  buildRedirect,
  checkCallbackDomain,
  codeOwnership,
  parseAuthorizeLink,
  parseAuthorizeQuery,
} from '@weauth/protocol'
import { platformApp } from './api-rows-component.ts'
import { appid, documented, observed, query, serviceApp } from './authorize-links.ts'
import { assertBilingual } from './bilingual.ts'

const platform: AppFacts = { ...platformApp, authorizedBy: [appid] }
const own = query({ redirect_uri: 'https://platform.example.com/cb' })
const through = `${own}&component_appid=wx9`

const judged = (
  text: string,
  component: AppFacts | null | undefined,
  app: AppFacts = serviceApp,
  behaviours: Behaviours = documented,
): ReturnType<typeof acceptAuthorizeLink> =>
  acceptAuthorizeLink(parseAuthorizeQuery(text), { app, component, behaviours })

const outcome = (...asked: Parameters<typeof judged>): string => {
  const result = judged(...asked)
  return 'finding' in result ? `${result.finding.rule} ${result.finding.verdict}` : 'accepted'
}

// One row a rule, in their order: each breaks its own and the later ones.
const withheld = { ...platform, withheldBy: [appid] }
const rows: readonly (readonly [rule: string, verdict: PageErrorId, query: string, component: AppFacts | null])[] = [
  ['component-known', 'component-unauthorized', through, null],
  ['component-known', 'component-unauthorized', `${own}&component_appid=`, null],
  ['component-known', 'component-unauthorized', through, serviceApp],
  ['component-authorized', 'component-unauthorized', through, { ...withheld, authorizedBy: ['wx2'] }],
  ['component-authorized', 'component-unauthorized', through, { ...withheld, authorizedBy: undefined }],
  ['component-permission', 'scope-not-permitted', through, withheld],
]

for (const [rule, verdict, text, component] of rows) {
  test(`${rule}: ${JSON.stringify(component?.authorizedBy ?? component?.kind ?? null)} ends in ${verdict}`, () => {
    const result = judged(text, component)
    assert.ok('finding' in result)
    assert.deepEqual([result.finding.rule, result.finding.verdict], [rule, verdict])
    assertBilingual({ hint: result.finding.hint }, rule)
    assert.ok(result.finding.given !== '' && result.finding.expected !== '')
  })
}

test('Every rule about third-party platforms is shown broken, and silent in a link without one', () => {
  const ids = authorizeRules.map(({ id }) => id).filter((id) => id.startsWith('component-'))
  assert.deepEqual(new Set(rows.map(([rule]) => rule)), new Set(ids))
  assert.equal(outcome(query(), undefined), 'accepted')
})

test('Through a platform its own domain counts and the account’s does not, whatever the account has configured', () => {
  assert.equal(outcome(through, platform), 'accepted')
  assert.equal(outcome(through, platform, { ...serviceApp, callbackDomains: [] }), 'accepted')
  for (const uri of [
    'https://www.qq.com/cb',
    'https://a.platform.example.com/',
    'https://platform.example.com:8443/cb',
    'https://example.com/',
  ]) {
    const link = `${query({ redirect_uri: uri })}&component_appid=wx9`
    assert.equal(outcome(link, platform), 'callback-domain redirect-uri-domain', uri)
  }
  assert.equal(outcome(own, undefined), 'callback-domain redirect-uri-domain')
})

test('The domain of a platform is a pure host: no port, no path, no address', () => {
  assert.deepEqual(checkCallbackDomain('platform.example.com', 'component'), [])
  for (const entry of [
    'platform.example.com:8443',
    'platform.example.com/mp',
    '10.0.0.8',
    'localhost',
    'https://a.b',
  ]) {
    assert.equal(checkCallbackDomain(entry, 'component').length, 1, entry)
  }
})

test('component_appid stands behind the state; before it, only today’s WeChat takes it', () => {
  const before = through.replace('&state=abc&component_appid=wx9', '&component_appid=wx9&state=abc')
  assert.notEqual(before, through)
  assert.equal(outcome(before, platform), 'parameter-order link-unreachable')
  assert.equal(outcome(before, platform, serviceApp, observed), 'accepted')
  const link = buildAuthorizeLink({
    appid,
    redirectUri: 'https://platform.example.com/cb',
    scope: 'snsapi_base',
    state: 'abc',
    componentAppid: 'wx9',
  })
  assert.ok(link.endsWith('&state=abc&component_appid=wx9#wechat_redirect'), link)
  const parsed = parseAuthorizeLink(link) ?? assert.fail()
  assert.ok('request' in acceptAuthorizeLink(parsed, { app: serviceApp, component: platform, behaviours: documented }))
})

test('The appid of a platform is no account’s: it belongs into component_appid', () => {
  assert.equal(outcome(query(), undefined, platform), 'appid-kind open-platform-appid')
})

const target = (text: string, behaviours = documented): ReturnTarget => {
  const result = judged(text, platform, serviceApp, behaviours)
  if ('finding' in result) throw new Error(result.finding.rule)
  assert.equal(result.request.component, 'wx9')
  return result.request.target
}

test('A code comes back with the appid of the account, a refusal without', () => {
  const back = (code: string | undefined): string => buildRedirect(target(through), code, documented)
  assert.equal(back('C'), `https://platform.example.com/cb?code=C&state=abc&appid=${appid}`)
  assert.equal(back(undefined), 'https://platform.example.com/cb?state=abc')
})

test('An appid that redirect_uri already had is replaced, or kept in front by redirect-append; alone it is the business’s own', () => {
  const uri = 'https://platform.example.com/cb?appid=EVIL&a=1#f'
  const link = `${query({ redirect_uri: uri })}&component_appid=wx9`
  const end = `code=C&state=abc&appid=${appid}#f`
  assert.equal(buildRedirect(target(link), 'C', documented), `https://platform.example.com/cb?a=1&${end}`)
  const kept = { ...documented, 'redirect-append': true }
  assert.equal(buildRedirect(target(link, kept), 'C', kept), `https://platform.example.com/cb?appid=EVIL&a=1&${end}`)
  const alone = judged(query({ redirect_uri: 'https://www.qq.com/cb?appid=x' }), undefined)
  assert.ok('request' in alone)
  assert.equal(buildRedirect(alone.request.target, 'C', documented), 'https://www.qq.com/cb?appid=x&code=C&state=abc')
})

test('Who may trade a code that was asked for through a platform is said to be assumed', () => {
  assert.equal(codeOwnership.confidence, 'assumed')
})
