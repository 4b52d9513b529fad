import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  acceptAuthorizeLink,
  buildRedirect,
  checkAuthorizeLink,
  checkQrconnectLink,
  checkCallbackDomain,
  decodeComponent,
  firstError,
  matchCallbackDomain,
  parseAuthorizeLink,
  parseAuthorizeQuery,
  readApiParameters,
  readJsonParameters,
  readQrconnectLook,
  visitorRules,
  writeQrPollReply,
} from '@weauth/protocol'
import { accept, documented, observed, query, serviceApp } from './authorize-links.ts'

const wholeApp = { ...serviceApp, callbackDomains: ['www.qq.com/mp'] }
const redirectTarget = accept(query()).target

/** Everything that reads text from outside, given one long text. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  decodeComponent,
  readJsonParameters: (text) => readJsonParameters(`{"a":${text}}`),
  readApiParameters: (text) => readApiParameters(text, text),
  parseAuthorizeLink: (text) => parseAuthorizeLink(`https://x/connect/oauth2/authorize?${text}#${text}`),
  'parseAuthorizeLink, host': (text) => parseAuthorizeLink(`https://${text}`),
  checkAuthorizeLink: (text) =>
    checkAuthorizeLink(parseAuthorizeQuery(`${text}&${query({ state: '' })}`), {
      app: wholeApp,
      behaviours: documented,
    }),
  'acceptAuthorizeLink, redirect_uri': (text) =>
    acceptAuthorizeLink(parseAuthorizeQuery(query({ redirect_uri: text })), { app: wholeApp, behaviours: observed }),
  'matchCallbackDomain, host': (text) => matchCallbackDomain(`https://${text}`, wholeApp),
  'matchCallbackDomain, path': (text) => matchCallbackDomain(`https://www.qq.com/mp/${text}`, wholeApp),
  'matchCallbackDomain, end': (text) => matchCallbackDomain(`https://www.qq.com/mp?${text}\\`, wholeApp),
  checkCallbackDomain: (text) => checkCallbackDomain(text, 'test'),
  'checkCallbackDomain, path': (text) => checkCallbackDomain(`a.example/${text}`, 'service'),
  buildRedirect: (text) =>
    buildRedirect({ ...redirectTarget, redirectUri: `https://x/?${text}#`, state: text }, 'C', documented),
  checkQrconnectLink: (text) =>
    checkQrconnectLink(parseAuthorizeQuery(`${text}&redirect_uri=${encodeURIComponent(text)}&scope=${text}`), {
      app: { ...wholeApp, kind: 'website' },
      behaviours: documented,
    }),
  readQrconnectLook: (text) => readQrconnectLook(parseAuthorizeQuery(`href=data:text/css;${text}`)),
  writeQrPollReply: (text) => writeQrPollReply({ status: 'confirmed', redirectUrl: text }, 'url'),
  visitorRules: (userAgent) =>
    firstError(visitorRules, { userAgent, follows: false }, { app: wholeApp, behaviours: observed }),
}

const bricks = [
  'a',
  '1',
  '.',
  'a.',
  '-',
  '@',
  ':',
  '[',
  '%',
  '%2',
  '%41',
  '%ff',
  '%e5',
  '/',
  '/.',
  '/..;',
  '/%2e',
  '?',
  '#',
  ' ',
  '\\',
  '+',
  '&',
  '=',
  'a&',
  'appId=1&',
  'state=1&',
  'code=1&',
  '微',
]

/** Between linear and quadratic. */
const tolerated = 9

/**
 * How much longer four times the text takes: about 4 when the time is linear, 16 when it is quadratic; 1 when even the long text takes
 * less than 5 ms, in which nothing quadratic is done with 64 000 characters.
 */
function growth(read: (text: string) => unknown, brick: string, short: number): number {
  const texts = [short, 4 * short].map((length) => brick.repeat(Math.ceil(length / brick.length)))
  let [few, many] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  // Whatever disturbs a measurement makes it longer: the shortest counts, and a busy machine is given more tries.
  for (let round = 0; round < 10 || (round < 100 && many / few > tolerated); round++) {
    const [first, second] = texts.map((text) => {
      const start = performance.now()
      read(text)
      return performance.now() - start
    }) as [number, number]
    few = Math.min(few, first)
    many = Math.min(many, second)
    if (many < 5) return 1
  }
  return many / few
}

for (const [name, read] of Object.entries(readers)) {
  test(`T-PROP-8: ${name} takes linear time, 16 000 characters against 64 000`, () => {
    for (const brick of bricks) {
      const ratio = growth(read, brick, 16_000)
      assert.ok(ratio < tolerated, `${brick}: ${ratio.toFixed(1)} times as long for four times the text`)
    }
  })
}

const quadratic = (text: string): boolean => /a+$/.test(`${text}!`)

test('T-PROP-8 fails for a planted regular expression that tries every start', () => {
  assert.ok(growth(quadratic, 'a', 1000) > tolerated)
})
