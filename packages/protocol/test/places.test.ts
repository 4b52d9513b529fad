import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAuthorizeLink, parseAuthorizeQuery } from '@weauth/protocol'
import { documented, query, serviceApp } from './authorize-links.ts'

test('a finding points at its place in the link: a name, a value or some characters of it, or where something is missing', () => {
  const places = (text: string): Record<string, unknown> =>
    Object.fromEntries(
      checkAuthorizeLink(parseAuthorizeQuery(text), { app: serviceApp, behaviours: documented }).map(({ rule, at }) => [
        rule,
        at,
      ]),
    )
  assert.deepEqual(places(query({ scope: undefined })), { 'scope-present': { absent: 'scope' } })
  assert.deepEqual(places(query({ state: 'ab-c' })), {
    'state-alphabet': { parameter: 4, part: 'value', from: 2, to: 3 },
  })
  assert.deepEqual(places(query({ redirect_uri: 'http://pay.qq.com/' })), {
    'callback-domain': { parameter: 1, part: 'value', from: 7, to: 17 },
    'redirect-uri-https': { parameter: 1, part: 'value', from: 0, to: 4 },
  })
  assert.deepEqual(places(`scope=snsapi_base&${query({ scope: undefined })}`), {
    'parameter-order': { parameter: 0, part: 'name' },
  })
})
