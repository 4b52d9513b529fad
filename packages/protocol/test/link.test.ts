import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  acceptAuthorizeLink,
  authorizeParameters,
  buildAuthorizeLink,
  checkAuthorizeLink,
  parseAuthorizeLink,
  parseAuthorizeQuery,
  valueOf,
} from '@weauth/protocol'
import type { AuthorizeLink } from '@weauth/protocol'
import { accept, appid, documented, observed, query, serviceApp, verdictOn } from './authorize-links.ts'
import { alphanumeric, anyCharacter, apps, goodUri, runs } from './redirect-uris.ts'

// The authorize URLs that unmodified clients send (clients.md 3.1): the parameters in their order, `#` where the link ends in
// #wechat_redirect, and the rule that refuses them under each profile. Without a value a parameter has that of a link in order.
const clients: readonly [client: string, parameters: string, documented: string, observed: string][] = [
  [
    'wechat-oauth, co-wechat-oauth, passport-wechat',
    'appid redirect_uri response_type scope state= #',
    'accepted',
    'accepted',
  ],
  ['passport-weixin', 'appid redirect_uri response_type scope state', 'accepted', 'accepted'],
  [
    'passport-weixin-plus',
    'session=false state appid response_type redirect_uri scope client_id=wx',
    'parameter-order',
    'accepted',
  ],
  [
    'node-easywechat',
    'appid redirect_uri scope response_type connect_redirect=1 state #',
    'parameter-order',
    'accepted',
  ],
  [
    'node-easywechat, component',
    'appid redirect_uri scope response_type connect_redirect=1 component_appid=wx state #',
    'parameter-order',
    'accepted',
  ],
  ['wechat-jssdk', 'appid redirect_uri response_type scope state=userAuth #', 'accepted', 'accepted'],
  ['Logto', 'appid redirect_uri response_type scope state', 'accepted', 'accepted'],
  [
    'Auth.js, its state of 435 characters',
    `appid scope response_type client_id=wx redirect_uri state=${'e'.repeat(435)}`,
    'parameter-order',
    'state-length',
  ],
  [
    'better-auth wechat, a QR login',
    'scope=snsapi_login response_type appid redirect_uri state lang=cn #',
    'parameter-order',
    'scope-known',
  ],
  ['better-auth generic', 'response_type client_id=wx state scope redirect_uri', 'appid-present', 'appid-present'],
  [
    'better-auth generic with appid',
    'response_type client_id=wx state scope redirect_uri code_challenge_method=S256 code_challenge=x appid',
    'parameter-order',
    'accepted',
  ],
  [
    'grant, its state of 40 hex digits',
    `response_type redirect_uri scope state=${'0a'.repeat(20)} appid`,
    'parameter-order',
    'accepted',
  ],
  ['openid-client', 'appid redirect_uri scope state client_id=wx response_type', 'parameter-order', 'accepted'],
  ['arctic', 'response_type client_id=wx redirect_uri state scope', 'appid-present', 'appid-present'],
  ['arctic with appid', 'response_type client_id=wx redirect_uri state scope appid', 'parameter-order', 'accepted'],
  ['wechatpy', 'appid redirect_uri response_type scope state #', 'accepted', 'accepted'],
  ['wechatpy without state', 'appid redirect_uri response_type scope #', 'accepted', 'accepted'],
  [
    'wechatpy, silenceper, component',
    'appid redirect_uri response_type scope state component_appid=wx #',
    'accepted',
    'accepted',
  ],
  ['Authlib', 'response_type client_id=wx redirect_uri scope state appid', 'parameter-order', 'accepted'],
  [
    'overtrue/socialite, WxJava, Senparc',
    'appid redirect_uri response_type scope state connect_redirect=1 #',
    'accepted',
    'accepted',
  ],
  [
    'overtrue/socialite, component',
    'appid redirect_uri response_type scope state connect_redirect=1 component_appid=wx #',
    'accepted',
    'accepted',
  ],
  [
    'omniauth, silenceper, chanxuehong, JustAuth',
    'appid redirect_uri response_type scope state #',
    'accepted',
    'accepted',
  ],
  [
    'chanxuehong, component',
    'appid component_appid=wx redirect_uri scope state response_type #',
    'parameter-order',
    'accepted',
  ],
  ['PowerWeChat', 'appid connect_redirect=1 redirect_uri response_type scope state #', 'parameter-order', 'accepted'],
  ['Casdoor', 'appid redirect_uri state scope response_type #', 'parameter-order', 'accepted'],
  [
    'Keycloak, its state with . _ and -',
    'scope state=aB3-x_y.z response_type appid redirect_uri nonce=n #',
    'parameter-order',
    'accepted',
  ],
  [
    'ASP.NET',
    'appid scope response_type code_challenge=x code_challenge_method=S256 redirect_uri state=_oauthstate #',
    'parameter-order',
    'accepted',
  ],
  [
    'the WeChat client on its second visit',
    'appid redirect_uri response_type scope state connect_redirect=1 uin=x key=y pass_ticket=z',
    'accepted',
    'accepted',
  ],
]

test('Every client is served or refused as each profile says, and only a link without its end is advised about it', () => {
  const values: Record<string, string> = Object.fromEntries(
    query()
      .split('&')
      .map((part) => [part.split('=')[0], part]),
  )
  for (const [client, parameters, ...verdicts] of clients) {
    const words = parameters.split(' ')
    const sent = words
      .filter((word) => word !== '#')
      .map((word) => values[word] ?? word)
      .join('&')
    assert.deepEqual(
      [documented, observed].map((each) => verdictOn(sent, serviceApp, each)),
      verdicts,
      client,
    )
    const link = parseAuthorizeLink(
      `https://open.weixin.qq.com/connect/oauth2/authorize?${sent}${words.includes('#') ? '#wechat_redirect' : ''}`,
    )
    assert.ok(link)
    const rules = checkAuthorizeLink(link, { app: serviceApp, behaviours: observed }).map(({ rule }) => rule)
    assert.equal(rules.includes('wechat-redirect'), !words.includes('#'), client)
  }
})

test('A link is built in the documented order, encoded once, and ends in #wechat_redirect', () => {
  const parts = { appid, redirectUri: 'https://www.qq.com/cb?a=1&b=微#/r', scope: 'snsapi_userinfo' } as const
  const start = `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${appid}&redirect_uri=https%3A%2F%2Fwww.qq.com%2Fcb%3Fa%3D1%26b%3D%E5%BE%AE%23%2Fr&response_type=code&scope=snsapi_userinfo`
  assert.equal(buildAuthorizeLink({ ...parts, state: 'a1' }), `${start}&state=a1#wechat_redirect`)
  assert.equal(buildAuthorizeLink({ ...parts, state: '' }), `${start}&state=#wechat_redirect`)
  assert.equal(buildAuthorizeLink(parts), `${start}#wechat_redirect`)
  const local = buildAuthorizeLink({ ...parts, openHost: 'http://127.0.0.1:8080/open.weixin.qq.com' })
  assert.equal(local, `${start}#wechat_redirect`.replace('https://open', 'http://127.0.0.1:8080/open'))
})

test('No part of a link can add a parameter to it', () => {
  const parts = { appid: 'a&b', redirectUri: 'c&d', scope: 'e&f' as 'snsapi_base', state: 'g&h#i' }
  const link = parseAuthorizeLink(buildAuthorizeLink(parts))
  assert.deepEqual(
    link?.parameters.map(({ name, value }) => `${name}=${value}`),
    ['appid=a&b', 'redirect_uri=c&d', 'response_type=code', 'scope=e&f', 'state=g&h#i'],
  )
})

test('Whatever link is built breaks no rule, reads back as its parts, and is the same for a server that sees no fragment', () => {
  const cases = fc.constantFrom(...apps).chain((app) =>
    fc.record({
      app: fc.constant(app),
      appid: fc.nat().map((number) => `wx${number.toString(16).padStart(16, '0')}`),
      redirectUri: goodUri(app),
      scope: fc.constantFrom('snsapi_base', 'snsapi_userinfo'),
      state: fc.option(fc.string({ unit: alphanumeric, maxLength: 128 }), { nil: undefined }),
      openHost: fc.constantFrom(
        'https://open.weixin.qq.com',
        'http://127.0.0.1:1',
        'http://[::1]:80/open.weixin.qq.com',
      ),
    }),
  )
  const property = fc.property(cases, ({ app, state, ...parts }) => {
    const text = buildAuthorizeLink({ ...parts, ...(state === undefined ? {} : { state }) })
    const seen = parseAuthorizeLink(text)
    assert.ok(seen)
    const served = parseAuthorizeQuery(new URL(text).search.slice(1))
    const written = [parts.appid, parts.redirectUri, 'code', parts.scope, state]
    for (const link of [seen, served]) {
      assert.deepEqual(
        authorizeParameters.map((name) => valueOf(link, name)),
        written,
      )
      for (const behaviours of [documented, observed]) {
        const findings = checkAuthorizeLink(link, { app, behaviours }).filter(({ severity }) => severity === 'error')
        assert.deepEqual(findings, [])
      }
    }
    assert.equal(seen.fragment, 'wechat_redirect')
    const judged = acceptAuthorizeLink(served, { app, behaviours: documented })
    assert.ok('request' in judged)
    assert.deepEqual(
      { ...judged.request.target },
      { redirectUri: parts.redirectUri, ...(state === undefined ? {} : { state }) },
    )
  })
  fc.assert(property, runs)
})

test('A text is an authorize link when it has the path, on WeChat’s host or another, in front or below its host name', () => {
  const path = '/connect/oauth2/authorize'
  for (const origin of [
    'https://open.weixin.qq.com',
    'http://localhost:8080',
    'http://localhost:8080/open.weixin.qq.com',
    ' https://x',
  ])
    assert.equal(valueOf(parseAuthorizeLink(`${origin}${path}?appid=wx1`) as AuthorizeLink, 'appid'), 'wx1', origin)
  for (const text of [
    '',
    'appid=wx1',
    path,
    `open.weixin.qq.com${path}?a=1`,
    `https://open.weixin.qq.com${path}/?a=1`,
    `https://open.weixin.qq.com${path}2?a=1`,
    'https://open.weixin.qq.com/connect/qrconnect?appid=wx1#wechat_redirect',
    'https://open.weixin.qq.com/connect/qrconnect?#wechat_redirect',
    `https://x/?u=https://open.weixin.qq.com${path}?a=1`,
    `ftp://open.weixin.qq.com${path}`,
  ])
    assert.equal(parseAuthorizeLink(text), undefined, text)
  assert.deepEqual(parseAuthorizeLink(`https://x${path}`), {
    parameters: [],
    fragment: '',
    length: 0,
  })
  assert.deepEqual(parseAuthorizeLink(`https://x${path}#a#b`)?.fragment, 'a#b')
})

test('An unencoded # in redirect_uri cuts the link, and the finding says so', () => {
  const text = `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${appid}&redirect_uri=https://www.qq.com/#/cb&response_type=code&scope=snsapi_base#wechat_redirect`
  const link = parseAuthorizeLink(text)
  assert.ok(link)
  const findings = checkAuthorizeLink(link, { app: serviceApp, behaviours: observed })
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['scope-present', 'response-type', 'wechat-redirect'],
  )
  assert.match(findings[1]?.hint.en ?? '', /unencoded #/)
})

test('An unencoded & in redirect_uri cuts it there: the document’s order refuses the link, today’s WeChat forgets the rest', () => {
  const text = query().replace('%2Fcb', '/cb?a=1&b=2')
  assert.equal(verdictOn(text), 'parameter-order')
  assert.equal(accept(text, serviceApp, observed).target.redirectUri, 'https://www.qq.com/cb?a=1')
})

test('Whatever the query, the doctor’s first error is the one at which the platform stops', () => {
  const text = fc.oneof(
    fc.array(fc.oneof(fc.constantFrom(...query().split('&'), 'appId=1', 'x=1', 'state='), anyCharacter), {
      maxLength: 9,
    }),
    fc.integer({ min: 1850, max: 2050 }).map((length) => [query(), `x=${'y'.repeat(length - query().length - 3)}`]),
  )
  const property = fc.property(text, fc.constantFrom(documented, observed), (parts, behaviours) => {
    const sent = parts.join('&').replaceAll('#', '')
    const link = parseAuthorizeLink(`https://open.weixin.qq.com/connect/oauth2/authorize?${sent}#wechat_redirect`)
    assert.ok(link)
    const findings = checkAuthorizeLink(link, { app: serviceApp, behaviours })
    const first = findings.find(({ severity }) => severity === 'error')?.rule ?? 'accepted'
    assert.equal(first, verdictOn(sent, serviceApp, behaviours))
  })
  fc.assert(property, runs)
})
