import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { ScriptedBrowser } from '@weauth/platform/testing'
import type { TestSite } from './login-site.ts'
import { bound, home, openSite, unbound, untilCallback } from './login-site.ts'
import type { Client, Edit, Row } from './planted.ts'
import { proveRows } from './planted.ts'

// What may arrive at the callback of a site.

const [reading, settling] = ['client/src/login/callback.ts', 'client/src/login/settle.ts']
const [attempts, returning] = ['client/src/login/attempts.ts', 'client/src/login/return-to.ts']

/** A site over a client, a browser of alice's, and the callback of a login that she has agreed to. */
async function agreed(client: Client): Promise<TestSite & { browser1: ScriptedBrowser; callback: string }> {
  const site = await openSite({ client })
  const browser1 = site.browser()
  return { ...site, browser1, callback: await untilCallback(browser1) }
}

/** These arrive instead of the callback: nothing is exchanged, each is answered as `status`, and the honest callback still logs in. */
const refuses =
  (status: number, ...urls: ((callback: string) => string)[]): Row['holds'] =>
  async (client) => {
    await using site = await agreed(client)
    for (const url of urls) {
      const strange = url(site.callback)
      const { status: told } = await site.browser1.get(strange)
      assert.equal(told, status, strange)
      assert.equal(site.exchanges(), 0, strange)
    }
    const { status: honest } = await site.browser1.get(site.callback)
    assert.equal(honest, 303, 'the honest one is not burned')
  }

const withCode =
  (code: string) =>
  (callback: string): string =>
    callback.replace(/code=[^&]*/, `code=${code}`)
const withState =
  (state: string) =>
  (callback: string): string =>
    callback.replace(/state=[^&]*/, `state=${state}`)
const kinds = ({ results }: TestSite): string[] => results.map(({ kind }) => kind)

const honest: readonly Row[] = [
  {
    row: 'E1',
    what: 'a good callback is one exchange and a 303 to an address without the code',
    bug: 'an exchange that is sent twice',
    plant: [
      [
        settling,
        'token = await exchangeCode(account, code)',
        'await exchangeCode(account, code)\n    token = await exchangeCode(account, code)',
      ],
    ],
    holds: async (client) => {
      await using site = await agreed(client)
      const answer = await site.browser1.get(site.callback)
      assert.deepEqual([answer.status, answer.headers.get('location'), site.exchanges()], [303, '/#', 1])
    },
  },
  {
    row: 'E4',
    what: 'a state alone is a refusal, and consumes the state',
    bug: 'a refusal that leaves the state open for a code to come',
    plant: [
      [
        settling,
        "return { outcome: { kind: 'denied' }, isSpent: true }",
        "return { outcome: { kind: 'denied' }, isSpent: false }",
      ],
    ],
    holds: async (client) => {
      await using site = await agreed(client)
      await site.browser1.get(site.callback.replace(/code=[^&]*&/, ''))
      await site.browser1.get(site.callback)
      assert.deepEqual([kinds(site), site.exchanges()], [['denied', 'denied'], 0])
    },
  },
]

const states: readonly Row[] = [
  {
    row: 'E2, unknown',
    what: 'an unknown, missing or misshapen state ends on a neutral page',
    bug: 'a login begun by whatever comes to the callback',
    plant: [
      [
        reading,
        "if (!found) return { kind: 'state', recover: neutral }",
        `if (!found) return { kind: 'state', recover: async () => new Response(null, { status: 302, headers: { location: '/login' } }) }`,
      ],
    ],
    holds: refuses(
      400,
      withState('x'.repeat(32)),
      withState('x'.repeat(31)),
      withState(''),
      (callback) => callback.replace(/&state=.*/, ''),
      () => `${home}/callback`,
    ),
  },
  {
    row: 'E2, expired',
    what: 'a state of ten minutes ago is none',
    bug: 'a state that lives for an hour',
    plant: [[attempts, 'const attemptLifetimeMs = 600_000', 'const attemptLifetimeMs = 3_600_000']],
    holds: async (client) => {
      await using site = await agreed(client)
      site.platform.clock.advance(600)
      const { status } = await site.browser1.get(site.callback)
      assert.deepEqual([status, kinds(site), site.exchanges()], [400, ['state'], 0])
    },
  },
  ...(
    [
      ['no cookie', 'a missing cookie taken for the right one', 'browser === undefined || ', false],
      ['another’s cookie', 'any signed cookie taken for the right one', 'browser !== undefined || ', true],
    ] as const
  ).map(([whose, bug, condition, hasOwn]): Row => ({
    row: `E3, ${whose}`,
    what: `with ${whose} nothing is exchanged and nothing burned`,
    bug,
    plant: [[reading, 'if (browser !== undefined && sameText', `if (${condition}sameText`]],
    holds: async (client) => {
      await using site = await agreed(client)
      const stranger = site.browser('bob')
      if (hasOwn) await stranger.get(`${home}/login`)
      await stranger.get(site.callback)
      assert.deepEqual([kinds(site), site.exchanges()], [['state'], 0])
      const { status } = await site.browser1.get(site.callback)
      assert.equal(status, 303)
    },
  })),
  {
    row: 'E3, finished',
    what: 'a finished login’s link shows a stranger a neutral page',
    bug: 'a restart for whoever comes',
    plant: [[reading, "found.attempt.status === 'open' ?", 'found.attempt ?']],
    holds: async (client) => {
      await using site = await agreed(client)
      await site.browser1.get(site.callback)
      const page = await site.browser('bob').get(site.callback)
      assert.deepEqual([page.status, page.headers.get('location'), kinds(site)], [400, null, ['ok', 'state']])
    },
  },
]

const forms: readonly Row[] = [
  {
    row: 'E5',
    what: 'two codes are refused',
    bug: 'the first of two codes taken',
    plant: [[reading, "const reserved = ['code', 'state', 'appid']", "const reserved = ['state', 'appid']"]],
    holds: refuses(400, (callback) => `${callback}&code=061AAAAAAABBBBBBBBBBBBBBBBBBBBBB`),
  },
  {
    row: 'E6, two states',
    what: 'two states are refused',
    bug: 'the first of two states taken',
    plant: [[reading, "const reserved = ['code', 'state', 'appid']", "const reserved = ['code', 'appid']"]],
    holds: refuses(400, (callback) => `${callback}&state=${'x'.repeat(32)}`),
  },
  {
    row: 'E6, code[]',
    what: 'a code in brackets is refused, and is no refusal of the user’s',
    bug: 'brackets passed over',
    plant: [[reading, 'name.startsWith(`${one}[`)', 'name === `${one}[`']],
    holds: refuses(
      400,
      (callback) => callback.replace('code=', 'code[]='),
      (callback) => callback.replace('code=', 'code[a]='),
      (callback) => callback.replace('code=', 'code%5B%5D='),
    ),
  },
  {
    row: 'E7',
    what: 'a code with NUL, with blanks, or too long by far, is sent to nobody',
    bug: 'a code that is looked at by WeChat alone',
    plant: [[reading, "/^[\\w-]{0,512}$/.test(query.get('code') ?? '')", 'true']],
    // A restart: the browser is the right one.
    holds: refuses(302, withCode('a%00b'), withCode('x'.repeat(2048)), withCode('a%20b'), withCode('a+b')),
  },
  {
    row: 'E11',
    what: 'a callback that names another appid is refused',
    bug: 'an appid that is passed over',
    plant: [[reading, '(appid === null || appid === attempt.appid)', 'true']],
    holds: refuses(302, (callback) => `${callback}&appid=${unbound}`),
  },
  {
    row: 'E11, its own appid',
    what: 'a callback that names the login’s own appid, as through a third-party platform, is taken',
    bug: 'any appid refused',
    plant: [[reading, '(appid === null || appid === attempt.appid)', 'appid === null']],
    holds: async (client) => {
      await using site = await agreed(client)
      const { status } = await site.browser1.get(`${site.callback}&appid=${bound}`)
      assert.equal(status, 303)
    },
  },
  {
    row: 'E13',
    what: 'POST, HEAD and OPTIONS are answered by 405, and spend nothing',
    bug: 'a HEAD taken for a GET',
    plant: [[reading, "request.method !== 'GET'", "!['GET', 'HEAD'].includes(request.method)"]],
    holds: async (client) => {
      await using site = await agreed(client)
      for (const method of ['POST', 'HEAD', 'OPTIONS']) {
        const { status } = await site.handle(new Request(site.callback, { method }))
        assert.equal(status, 405, method)
      }
      assert.equal(site.exchanges(), 0)
      const { status } = await site.browser1.get(site.callback)
      assert.equal(status, 303)
    },
  },
]

/** The first outcome is told again after `seconds`, or not. */
const again =
  (seconds: number, last: 'ok' | 'duplicate'): Row['holds'] =>
  async (client) => {
    await using site = await agreed(client)
    await site.browser1.get(site.callback)
    site.platform.clock.advance(seconds)
    await site.browser1.get(site.callback)
    assert.deepEqual([kinds(site), site.exchanges()], [['ok', last], 1])
  }

const copies: readonly Row[] = [
  {
    row: 'E8, within a minute',
    what: 'the same callback is told the same outcome, without an exchange',
    bug: 'an outcome that is forgotten at once',
    plant: [[attempts, 'const replayMs = 60_000', 'const replayMs = 1']],
    holds: again(59, 'ok'),
  },
  {
    row: 'E8, later',
    what: 'the same callback begins a new login',
    bug: 'an outcome that is told for ten minutes',
    plant: [[attempts, 'const replayMs = 60_000', 'const replayMs = 600_000']],
    holds: again(60, 'duplicate'),
  },
  {
    row: 'E9',
    what: 'another code with a finished state is ignored, and the first outcome told',
    bug: 'a finished state that takes another code',
    plant: [
      [reading, "if (attempt.status === 'finished') {", 'if (false) {'],
      [settling, "if (row.attempt.status === 'finished') {", 'if (false) {'],
      [attempts, "return attempt.status === 'open' &&", "return attempt.status !== 'taken' &&"],
    ],
    holds: async (client) => {
      await using site = await agreed(client)
      await site.browser1.get(site.callback)
      await site.browser1.get(withCode('061AAAAAAABBBBBBBBBBBBBBBBBBBBBB')(site.callback))
      assert.deepEqual([kinds(site), site.exchanges()], [['ok', 'ok'], 1])
    },
  },
  {
    row: 'E10',
    what: 'fifty copies at once are one exchange and fifty identical outcomes',
    bug: 'a taking that compares nothing',
    plant: [
      [reading, 'if (under) return', 'if (false) return'],
      [
        attempts,
        '(await store.setIf(key, text, ',
        '(await (async (key, _, ...rest) => (await store.set(key, ...rest), true))(key, text, ',
      ],
    ],
    holds: async (client) => {
      await using site = await agreed(client)
      const answers = await Promise.all(Array.from({ length: 50 }, () => site.browser1.get(site.callback)))
      assert.ok(answers.every(({ status }) => status === 303))
      const told = site.results.map((result) => result.kind === 'ok' && JSON.stringify(result.token))
      assert.deepEqual([site.exchanges(), new Set(told).size, told.length], [1, 1, 50])
    },
  },
]

/** Logins that were asked to end at these places end at the site's front page. */
const staysHome =
  (...places: string[]): Row['holds'] =>
  async (client) => {
    await using site = await openSite({ client })
    for (const place of places) {
      const browser = site.browser()
      const callback = await untilCallback(browser, `${home}/login?returnTo=${encodeURIComponent(place)}`)
      const answer = await browser.get(callback)
      assert.equal(answer.headers.get('location'), '/#', place)
    }
  }

/** Texts out of what parsers of URLs disagree about. */
const pieces = '/ // .. . \\ \t %2f %5c @ : ? # ; https: evil.com shop.example.com'.split(' ')
const tricky = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''))

/** Whatever a login is asked to end at, it ends on this site: also for a parser that normalises once more. */
const staysHomeAlways: Row['holds'] = async (client) => {
  await using site = await openSite({ client })
  const browser = site.browser()
  const property = fc.asyncProperty(fc.tuple(fc.constantFrom('', '/', '/..'), tricky), async ([start, rest]) => {
    const callback = await untilCallback(browser, `${home}/login?returnTo=${encodeURIComponent(start + rest)}`)
    const location = (await browser.get(callback)).headers.get('location') ?? ''
    const url = new URL(location, home)
    const again = new URL(`${url.pathname}${url.search}`, home)
    assert.deepEqual([url.origin, again.origin], [home, home], location)
    assert.match(location, /^\/(?![/\\])[\x21-\x7e]*$/)
  })
  const { failed, counterexample } = await fc.check(property, { numRuns: 200, seed: 20_261_125 })
  assert.ok(!failed, JSON.stringify(counterexample))
}

const admission: Edit = [
  returning,
  "return url.username === '' && allow?.(url) === true ? url.href : '/'",
  'return url.href',
]
const places: readonly Row[] = [
  {
    row: 'E12, slashes',
    what: 'what only looks like a path of this site is not returned to',
    bug: 'whatever begins with a slash taken for a path',
    plant: [
      [
        returning,
        'if (!text || text.length > 2000',
        "if (text?.startsWith('/')) return text\n  if (!text || text.length > 2000",
      ],
    ],
    holds: staysHome('//evil', '/\\evil', '/\t/evil', '/%09/../..//evil', '/..//evil'),
  },
  {
    row: 'E12, schemes',
    what: 'another origin that nobody admitted is not returned to',
    bug: 'whatever parses as a URL admitted',
    plant: [
      [returning, 'if (!/^https?:\\/\\//.test(text) || !URL.canParse(text))', 'if (!URL.canParse(text))'],
      admission,
    ],
    holds: staysHome('https:evil', 'https://evil/x', 'javascript:alert(1)', `https://u@evil/`),
  },
  {
    row: 'E12, any text',
    what: 'whatever a login is asked to end at, it ends on this site',
    bug: 'a path that is another site’s once its dots are resolved',
    plant: [[returning, "pathname.startsWith('//') ? '/' : ", '']],
    holds: staysHomeAlways,
  },
]

proveRows([...honest, ...states, ...forms, ...copies, ...places])
