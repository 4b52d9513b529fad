import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppFacts, AuthorizeScope } from '@weauth/protocol'
import { authorizeScopes, behavioursOf, checkAuthorizeLink, parseAuthorizeLink, valueOf } from '@weauth/protocol'
import type { AuthorizeOptions } from '@weauth/client'
import { authorizeUrl, ConfigError } from '@weauth/client'
import * as fc from 'fast-check'
import { account, sent } from './upstream.ts'

const callback = 'https://shop.example.com/cb?from=menu'
const inOrder: AuthorizeOptions = { redirectUri: callback, scope: 'snsapi_base', state: 'Xy12' }

function errorsOf(link: string): string[] {
  const parsed = parseAuthorizeLink(link)
  assert.ok(parsed, link)
  const host = new URL(valueOf(parsed, 'redirect_uri') ?? '').host
  const app: AppFacts = {
    kind: 'test',
    callbackDomains: [host],
    scopes: authorizeScopes,
    banned: false,
    requireFollow: false,
  }
  return checkAuthorizeLink(parsed, { app, behaviours: behavioursOf('documented') })
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule)
}

test('The authorize link has the parameters in the documented order, encoded once, and #wechat_redirect', () => {
  assert.equal(
    authorizeUrl(account(), { ...inOrder, scope: 'snsapi_userinfo' }),
    `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${sent.appid}` +
      '&redirect_uri=https%3A%2F%2Fshop.example.com%2Fcb%3Ffrom%3Dmenu' +
      '&response_type=code&scope=snsapi_userinfo&state=Xy12#wechat_redirect',
  )
})

test('The authorize link goes to the open host of the account, path included', () => {
  const local = account({ openHost: 'http://127.0.0.1:8080/a/open.weixin.qq.com/' })
  assert.ok(authorizeUrl(local, inOrder).startsWith('http://127.0.0.1:8080/a/open.weixin.qq.com/connect/oauth2/'))
})

const refusals: readonly [why: string, options: Partial<AuthorizeOptions>, rule: string][] = [
  ['an empty state', { state: '' }, 'state is missing'],
  ['no state', { state: undefined as unknown as string }, 'state is missing'],
  ['a state of 129 characters', { state: 'a'.repeat(129) }, 'the link would break the rule state-length'],
  ['a state with a hyphen', { state: 'a-b' }, 'the link would break the rule state-alphabet'],
  ['half of an emoji as state', { state: '\ud83d' }, 'the link would break the rule state-alphabet'],
  ['an empty redirect_uri', { redirectUri: '' }, 'the link would break the rule redirect-uri-present'],
  ['a path as redirect_uri', { redirectUri: '/cb' }, 'the link would break the rule redirect-uri-absolute'],
  [
    'a redirect_uri encoded twice',
    { redirectUri: encodeURIComponent(callback) },
    'the link would break the rule redirect-uri-absolute',
  ],
  ['another scheme', { redirectUri: 'javascript://shop/%0aalert(1)' }, 'the link would break the rule callback-domain'],
  ['a user name', { redirectUri: 'https://shop@evil.example/' }, 'the link would break the rule callback-domain'],
  ['a backslash', { redirectUri: 'https://shop\\@evil.example/' }, 'the link would break the rule callback-domain'],
  ['half of an emoji', { redirectUri: `${callback}\ud83d` }, 'the link would break the rule callback-domain'],
  ['a link too long', { redirectUri: callback + 'x'.repeat(2000) }, 'the link would break the rule link-length'],
  [
    'the scope of another login',
    { scope: 'snsapi_login' as AuthorizeScope },
    'the link would break the rule scope-known',
  ],
]

for (const [why, options, what] of refusals) {
  test(`authorizeUrl refuses ${why}, saying so in both languages and without the URL`, () => {
    assert.throws(
      () => authorizeUrl(account(), { ...inOrder, ...options }),
      (error) => {
        assert.ok(error instanceof ConfigError)
        assert.equal(error.message, `${what}: GET /connect/oauth2/authorize`)
        assert.ok(error.hint.zh !== '' && error.hint.en !== '')
        return true
      },
    )
  })
}

test('Whatever it is given, authorizeUrl builds a link that breaks no rule and says what was given, or none', () => {
  const redirectUri = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary' }).map((text) => `https://shop.example.com/${text}`),
    fc.constantFrom(
      'https:/shop/',
      '//shop',
      'https://shop:99999/',
      'https://a.b/%zz',
      'HTTPS://SHOP/',
      'http://[::1]/',
    ),
  )
  const state = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.stringMatching(/^[a-zA-Z0-9]{1,140}$/))
  fc.assert(
    fc.property(redirectUri, fc.constantFrom(...authorizeScopes), state, (redirectUri, scope, state) => {
      let link: string
      try {
        link = authorizeUrl(account(), { redirectUri, scope, state })
      } catch (error) {
        assert.ok(error instanceof ConfigError)
        return
      }
      assert.deepEqual(errorsOf(link), [])
      const given = parseAuthorizeLink(link)?.parameters.map(({ value }) => value)
      assert.deepEqual(given, [sent.appid, redirectUri, 'code', scope, state])
    }),
    { numRuns: 2000 },
  )
})

test('No callback in plain form and no state of a-zA-Z0-9 is refused', () => {
  fc.assert(
    fc.property(fc.webUrl({ size: 'small' }), fc.stringMatching(/^[a-zA-Z0-9]{1,128}$/), (redirectUri, state) => {
      assert.deepEqual(errorsOf(authorizeUrl(account(), { redirectUri, scope: 'snsapi_base', state })), [])
    }),
    { numRuns: 1000 },
  )
})
