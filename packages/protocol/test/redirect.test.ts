import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildRedirect, matchCallbackDomain } from '@weauth/protocol'
import type { ReturnTarget } from '@weauth/protocol'
import { accept, documented, observed, query, serviceApp } from './authorize-links.ts'
import { alphanumeric, anyCharacter, apps, goodUri, runs } from './redirect-uris.ts'

const lax = { ...documented, 'state-alphabet': false }

function redirect(uri: string, { state = 'S', code = 'C', behaviours = documented } = {}): string {
  const { target } = accept(query({ redirect_uri: uri, state }), serviceApp, { ...behaviours, 'state-alphabet': false })
  return buildRedirect(target, code === '' ? undefined : code, behaviours)
}

// Where redirect_uri goes back to with code C and state S.
const returns: readonly [uri: string, location: string][] = [
  ['https://www.qq.com', 'https://www.qq.com/?code=C&state=S'],
  ['https://www.qq.com/', 'https://www.qq.com/?code=C&state=S'],
  ['https://www.qq.com/cb', 'https://www.qq.com/cb?code=C&state=S'],
  ['https://www.qq.com?a=1', 'https://www.qq.com/?a=1&code=C&state=S'],
  ['https://www.qq.com#/route', 'https://www.qq.com/?code=C&state=S#/route'],
  ['https://www.qq.com/?@evil.com', 'https://www.qq.com/?@evil.com&code=C&state=S'],
  ['https://www.qq.com/a://b', 'https://www.qq.com/a://b?code=C&state=S'],
  ['https://www.qq.com/cb?', 'https://www.qq.com/cb?code=C&state=S'],
  ['https://www.qq.com/cb?a=1&&b=2&', 'https://www.qq.com/cb?a=1&b=2&code=C&state=S'],
  ['https://www.qq.com/index.html#!/login?x=1', 'https://www.qq.com/index.html?code=C&state=S#!/login?x=1'],
  ['https://www.qq.com/cb?a=%20+%E5%BE%AE', 'https://www.qq.com/cb?a=%20+%E5%BE%AE&code=C&state=S'],
  [
    'https://www.qq.com/cb?u=https://evil.com/?code=1',
    'https://www.qq.com/cb?u=https://evil.com/?code=1&code=C&state=S',
  ],
  ['https://www.qq.com/cb?code=EVIL&a=1&state=EVIL', 'https://www.qq.com/cb?a=1&code=C&state=S'],
  ['https://www.qq.com/cb?c%6fde=EVIL&%73tate&codes=1', 'https://www.qq.com/cb?codes=1&code=C&state=S'],
]

test('Code and state join the query of redirect_uri, before its fragment', () => {
  for (const [uri, location] of returns) assert.equal(redirect(uri), location)
})

test('A refusal carries the state and no code, not even one that redirect_uri had', () => {
  assert.equal(redirect('https://www.qq.com/cb', { code: '' }), 'https://www.qq.com/cb?state=S')
  assert.equal(redirect('https://www.qq.com/cb?code=EVIL#a', { code: '' }), 'https://www.qq.com/cb?state=S#a')
})

const back = (state: string | undefined): string =>
  buildRedirect(accept(query({ state, redirect_uri: 'https://www.qq.com/?state=EVIL' })).target, 'C', documented)

test('A link without a state comes back without one, a link with an empty one with an empty one', () => {
  assert.equal(back(undefined), 'https://www.qq.com/?code=C')
  assert.equal(back(''), 'https://www.qq.com/?code=C&state=')
  const { target } = accept(query({ state: undefined }))
  assert.equal(buildRedirect(target, undefined, documented), 'https://www.qq.com/cb')
})

test('A state comes back percent-encoded: it adds no parameter, no header and no fragment', () => {
  const states: readonly [state: string, encoded: string][] = [
    ['a&code=evil', 'a%26code%3Devil'],
    ['a\r\nSet-Cookie: x', 'a%0D%0ASet-Cookie%3A%20x'],
    ['a#b', 'a%23b'],
    ['a+b c', 'a%2Bb%20c'],
    ['微😀', '%E5%BE%AE%F0%9F%98%80'],
    ['%', '%25'],
  ]
  for (const [state, encoded] of states)
    assert.equal(redirect('https://www.qq.com/cb', { state }), `https://www.qq.com/cb?code=C&state=${encoded}`)
})

test('Whatever a code consists of, it adds no parameter', () => {
  assert.equal(redirect('https://www.qq.com/', { code: 'a&state=b' }), 'https://www.qq.com/?code=a%26state%3Db&state=S')
})

test('A state with half a character, which no link can carry, comes back as a replacement character', () => {
  const { target } = accept(query().replace('abc', 'a\uD83D'), serviceApp, observed)
  assert.equal(buildRedirect(target, 'C', observed), 'https://www.qq.com/cb?code=C&state=a%EF%BF%BD')
})

test('redirect-append: on keeps the old code beside ours, off replaces it', () => {
  const uri = 'https://www.qq.com/cb?code=OLD&a=1&state=OLD#f'
  const on = { ...documented, 'redirect-append': true }
  assert.equal(redirect(uri, { behaviours: on }), 'https://www.qq.com/cb?code=OLD&a=1&state=OLD&code=C&state=S#f')
  const off = { ...observed, 'redirect-append': false }
  assert.equal(redirect(uri, { behaviours: off }), 'https://www.qq.com/cb?a=1&code=C&state=S#f')
})

test('The compiler refuses a redirect from a link that no rule has accepted', () => {
  // @ts-expect-error: only acceptAuthorizeLink makes a ReturnTarget
  const forged: ReturnTarget = { redirectUri: 'https://evil.com/' }
  assert.ok(!matchCallbackDomain(forged.redirectUri, serviceApp).allowed)
})

type Builder = (target: ReturnTarget, code: string) => string
const ours: Builder = (target, code) => buildRedirect(target, code, documented)

/** The parameters that are the business's own. */
const others = (url: URL): unknown => [...url.searchParams].filter(([name]) => name !== 'code' && name !== 'state')

/** What must hold of every redirect, read by the URL parser and not by our own. */
function redirectsSafely(build: Builder): fc.IProperty<unknown> {
  const cases = fc.constantFrom(...apps).chain((app) => fc.record({ app: fc.constant(app), uri: goodUri(app) }))
  const state = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 40 }),
    fc.constantFrom('&code=EVIL', '#', '\r\nX: y', '+', '%', '%26'),
  )
  return fc.property(
    cases,
    state,
    fc.string({ unit: alphanumeric, minLength: 32, maxLength: 32 }),
    ({ app, uri }, state, code) => {
      fc.pre(new TextEncoder().encode(state).length <= 128)
      const { target } = accept(query({ redirect_uri: uri, state }), app, lax)
      const location = build(target, code)
      assert.match(location, /^[\x21-\x7e]+$/)
      const [before, after] = [new URL(uri), new URL(location)]
      assert.deepEqual(after.searchParams.getAll('code'), [code])
      assert.deepEqual(after.searchParams.getAll('state'), [state])
      assert.equal(after.origin, before.origin)
      assert.equal(after.pathname, before.pathname)
      assert.equal(location.split('#').slice(1).join('#'), uri.split('#').slice(1).join('#'))
      assert.deepEqual(others(after), others(before))
      assert.ok(matchCallbackDomain(location, app).allowed)
    },
  )
}

test('T-PROP-3: any redirect has one code and one state with their values, on the same host and path, the rest unchanged', () => {
  fc.assert(redirectsSafely(ours), runs)
})

const planted: Readonly<Record<string, Builder>> = {
  'glues strings': ({ redirectUri, state }, code) =>
    `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}code=${code}&state=${state}`,
  'forgets to encode the state': (target, code) => ours(target, code).replace(/state=[^&#]*/, `state=${target.state}`),
  'keeps an old code': (target, code) => buildRedirect(target, code, { ...documented, 'redirect-append': true }),
  'appends behind the fragment': ({ redirectUri, state = '' }, code) => {
    const url = new URL(redirectUri)
    url.searchParams.delete('code')
    url.searchParams.delete('state')
    return `${url.href}${url.search === '' ? '?' : '&'}${new URLSearchParams({ code, state }).toString()}`
  },
}

for (const [fault, build] of Object.entries(planted)) {
  test(`T-PROP-3 fails for a planted builder that ${fault}`, () => {
    assert.ok(fc.check(redirectsSafely(build), runs).failed)
  })
}
