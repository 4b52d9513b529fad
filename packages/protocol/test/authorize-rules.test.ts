import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  acceptAuthorizeLink,
  authorizeRules,
  checkAuthorizeLink,
  pageErrors,
  parseAuthorizeLink,
  parseAuthorizeQuery,
} from '@weauth/protocol'
import type { AppFacts, PageErrorId } from '@weauth/protocol'
import { accept, appid, documented, observed, query, rulesBrokenBy, serviceApp, verdictOn } from './authorize-links.ts'
import { assertBilingual } from './bilingual.ts'

const long = (length: number): string => `&x=${'y'.repeat(length - query().length - 3)}`
const website: AppFacts = { ...serviceApp, kind: 'website' }
const banned: AppFacts = { ...serviceApp, banned: true }
const baseOnly: AppFacts = { ...serviceApp, scopes: ['snsapi_base'] }

type Case = {
  readonly verdict: PageErrorId
  /** The links that break the rule: query, the given and the expected value of the finding, and the app when it is another. */
  readonly broken: readonly [query: string, given: string, expected: string, app?: AppFacts | null][]
  /** The other rules that the same fault breaks of necessity. */
  readonly also?: readonly string[]
  readonly kept: readonly [query: string, app?: AppFacts][]
}

const cases: Readonly<Record<string, Case>> = {
  'appid-present': {
    verdict: 'appid-empty',
    broken: [
      [query({ appid: undefined }), 'redirect_uri, response_type, scope, state', 'appid=…'],
      [query({ appid: '' }), 'appid, redirect_uri, response_type, scope, state', 'appid=…'],
    ],
    kept: [[query()]],
  },
  'redirect-uri-present': {
    verdict: 'redirect-uri-empty',
    broken: [[query({ redirect_uri: undefined }), 'appid, response_type, scope, state', 'redirect_uri=…']],
    kept: [[query()]],
  },
  'scope-present': {
    verdict: 'scope-empty',
    broken: [
      [query({ scope: undefined }), 'appid, redirect_uri, response_type, state', 'scope=…'],
      [query({ scope: '' }), 'appid, redirect_uri, response_type, scope, state', 'scope=…'],
    ],
    kept: [[query()]],
  },
  'parameter-once': {
    verdict: 'link-unreachable',
    broken: [
      [
        `${query()}&component_appid=wx1&component_appid=wx2`,
        'component_appid=wx1&component_appid=wx2',
        'component_appid once',
      ],
    ],
    kept: [[`${query()}&x=1&x=2`], [`${query()}&component_appid=wx1`], [`${query()}&STATE=1`]],
  },
  'parameter-case': {
    verdict: 'link-unreachable',
    broken: [
      [query().replace('appid=', 'appId='), 'appId', 'appid'],
      [query().replace('state=', 'STATE='), 'STATE', 'state'],
      [`${query({ state: '' })}&State=abc`, 'State', 'state'],
    ],
    kept: [[`${query()}&appId=wx2`], [query({ state: undefined })]],
  },
  'parameter-order': {
    verdict: 'link-unreachable',
    broken: [
      ...['scope', 'state'].map((first): [string, string, string] => [
        `${first}=${first === 'scope' ? 'snsapi_base' : 'abc'}&${query({ [first]: undefined })}`,
        [first, ...['appid', 'redirect_uri', 'response_type', 'scope', 'state'].filter((name) => name !== first)].join(
          ', ',
        ),
        'appid, redirect_uri, response_type, scope, state',
      ]),
      [
        query({ state: undefined }).replace('&scope', '&connect_redirect=1&scope'),
        'appid, redirect_uri, response_type, connect_redirect, scope',
        'appid, redirect_uri, response_type, scope',
      ],
    ],
    kept: [
      [query()],
      [query({ state: undefined })],
      [`${query()}&forcePopup=true&connect_redirect=1`],
      [`x=1&${query()}`],
    ],
  },
  'link-length': {
    verdict: 'link-unreachable',
    broken: [[query() + long(2001), '2001 characters', 'at most 2000']],
    also: ['link-long'],
    kept: [[query() + long(2000)]],
  },
  'response-type': {
    verdict: 'response-type',
    broken: [
      [query({ response_type: undefined }), '—', 'code'],
      ...['token', 'code token', 'CODE', '', 'x'.repeat(64)].map((given): [string, string, string] => [
        query({ response_type: given }),
        given,
        'code',
      ]),
    ],
    kept: [[query()]],
  },
  'appid-known': {
    verdict: 'appid-unknown',
    broken: [
      [query(), appid, 'wx + 16 hex', null],
      [query({ appid: `<script>${'x'.repeat(100)}` }), `<script>${'x'.repeat(56)}…`, 'wx + 16 hex', null],
    ],
    kept: [[query()]],
  },
  'appid-kind': {
    verdict: 'open-platform-appid',
    broken: [[query(), 'website', 'service', website]],
    kept: [[query()], [query(), { ...serviceApp, kind: 'test' }]],
  },
  'account-not-banned': {
    verdict: 'account-banned',
    broken: [[query(), 'banned', 'not banned', banned]],
    kept: [[query()]],
  },
  'scope-known': {
    verdict: 'scope-not-permitted',
    broken: [
      'snsapi_login',
      'userinfo',
      'snsapi_base,snsapi_userinfo',
      'snsapi_base snsapi_userinfo',
      'SNSAPI_BASE',
    ].map((scope): [string, string, string] => [query({ scope }), scope, 'snsapi_base | snsapi_userinfo']),
    kept: [[query()], [query({ scope: 'snsapi_userinfo' })]],
  },
  'scope-granted': {
    verdict: 'scope-unauthorized',
    broken: [
      [query({ scope: 'snsapi_userinfo' }), 'snsapi_userinfo', 'snsapi_base', baseOnly],
      [query(), 'snsapi_base', '—', { ...serviceApp, scopes: [] }],
    ],
    kept: [[query(), baseOnly], [query({ scope: 'snsapi_userinfo' })]],
  },
  'state-length': {
    verdict: 'state-too-long',
    broken: [[query({ state: 'a'.repeat(129) }), '129 bytes', 'at most 128 bytes']],
    kept: [[query({ state: 'a'.repeat(128) })], [query({ state: '' })], [query({ state: undefined })]],
  },
  'state-alphabet': {
    verdict: 'link-unreachable',
    broken: ['a-b', 'a_b', 'a b', '微', 'a&code=evil', '\r\nSet-Cookie:x', 'abc\n'].map(
      (state): [string, string, string] => [query({ state }), state, 'a-zA-Z0-9'],
    ),
    kept: [[query({ state: 'azAZ09' })]],
  },
  'redirect-uri-absolute': {
    verdict: 'redirect-uri-malformed',
    broken: [
      'www.qq.com/cb',
      '//www.qq.com/cb',
      '/cb',
      'https:www.qq.com/cb',
      'https:/www.qq.com/cb',
      'https%3A%2F%2Fwww.qq.com',
    ].map((uri): [string, string, string] => [query({ redirect_uri: uri }), uri, 'https://…']),
    // What is no URL has no host that could be the configured one.
    also: ['callback-domain'],
    kept: [[query()], [query({ redirect_uri: 'HTTPS://www.qq.com/cb' })]],
  },
  'callback-domain': {
    verdict: 'redirect-uri-domain',
    broken: ['https://pay.qq.com/', 'javascript://www.qq.com/%0aalert(1)', 'weixin://www.qq.com/'].map(
      (uri): [string, string, string] => [query({ redirect_uri: uri }), uri, 'www.qq.com'],
    ),
    kept: [[query()]],
  },
  'redirect-uri-https': {
    verdict: 'redirect-uri-malformed',
    broken: ['http://www.qq.com/cb', 'HTTP://www.qq.com/', 'http://www.qq.com/?u=http://localhost/'].map(
      (uri): [string, string, string] => [query({ redirect_uri: uri }), uri, 'https://…'],
    ),
    kept: [
      [query()],
      [query({ redirect_uri: 'https://www.qq.com/?u=http://a' })],
      ...['localhost:8080', 'LOCALHOST', '127.0.0.1', '[::1]'].map((host): [string, AppFacts] => [
        query({ redirect_uri: `http://${host}/cb` }),
        { ...serviceApp, kind: 'test', callbackDomains: [host] },
      ]),
    ],
  },
  'link-long': {
    verdict: 'link-unreachable',
    broken: [[query() + long(1001), '1001 characters', 'at most 1000']],
    kept: [[query() + long(1000)]],
  },
}

for (const [rule, { verdict, broken, also = [], kept }] of Object.entries(cases)) {
  test(`${rule}: links that break it are told apart from links that do not, and break nothing else`, () => {
    for (const [text, given, expected, app = serviceApp] of broken) {
      const findings = checkAuthorizeLink(parseAuthorizeQuery(text), { app, behaviours: documented })
      assert.deepEqual(new Set(findings.map((finding) => finding.rule)), new Set([rule, ...also]), text)
      const finding = findings.find((each) => each.rule === rule)
      assert.deepEqual([finding?.verdict, finding?.given, finding?.expected], [verdict, given, expected])
    }
    for (const [text, app] of kept) assert.ok(!rulesBrokenBy(text, app).includes(rule), text)
  })
}

/** What is said about a link given as text, by what stands behind its parameters. */
const findingsOnLinkEnding = (end: string): string[] => {
  const link = parseAuthorizeLink(`https://open.weixin.qq.com/connect/oauth2/authorize?${query()}${end}`)
  assert.ok(link)
  return checkAuthorizeLink(link, { app: serviceApp, behaviours: documented }).map(
    ({ rule, given }) => `${rule} ${given}`,
  )
}

test('wechat-redirect: it is missed where the end of the link can be seen, and only there', () => {
  assert.deepEqual(findingsOnLinkEnding('#wechat_redirect'), [])
  assert.deepEqual(findingsOnLinkEnding(''), ['wechat-redirect —'])
  assert.deepEqual(findingsOnLinkEnding('#wechat_redirect&forcePopup=true'), [
    'wechat-redirect #wechat_redirect&forcePopup=true',
  ])
  assert.deepEqual(findingsOnLinkEnding('#wechat_redirect#wechat_redirect'), [
    'wechat-redirect #wechat_redirect#wechat_redirect',
  ])
  assert.deepEqual(rulesBrokenBy(query()), [])
})

/** Those about third-party platforms are in `component.test.ts`, that about verification in `account-states.test.ts`. */
const isOrdinary = (id: string): boolean => !/^component-|^account-verified$/.test(id)

test('Every rule of the link is shown broken and kept', () => {
  const ids = authorizeRules.map(({ id }) => id).filter(isOrdinary)
  assert.deepEqual(new Set([...Object.keys(cases), 'wechat-redirect']), new Set(ids))
})

// Each link breaks the rule of its row and as many later ones as go together.
const state = `state=${'-'.repeat(129)}`
const filler = `z=${'y'.repeat(2000)}`
const outcast: AppFacts = { ...website, banned: true, scopes: [] }
const firsts: readonly [first: string, query: string, app: AppFacts | null][] = [
  ['appid-present', `${filler}&State=1&state=1&state=2`, null],
  ['redirect-uri-present', `${filler}&state=1&state=2&appId=x`, null],
  ['scope-present', `${filler}&state=1&state=2&redirect_uri=pay&appId=x`, null],
  ['parameter-once', `${filler}&state=1&state=2&scope=bad&redirect_uri=pay&appId=x`, null],
  ['parameter-case', `${filler}&${state}&scope=bad&redirect_uri=pay&appId=x`, null],
  ['parameter-order', `${filler}&${state}&scope=bad&redirect_uri=pay&appid=x`, null],
  ['link-length', `${filler}&appid=x&redirect_uri=pay&scope=bad&${state}`, null],
  ['response-type', `appid=x&redirect_uri=pay&scope=bad&${state}`, null],
  ['appid-known', `appid=x&redirect_uri=pay&response_type=code&scope=bad&${state}`, null],
  ['appid-kind', `appid=x&redirect_uri=pay&response_type=code&scope=bad&${state}`, outcast],
  [
    'account-not-banned',
    `appid=x&redirect_uri=pay&response_type=code&scope=bad&${state}`,
    { ...outcast, kind: 'service' },
  ],
  ['scope-known', `appid=x&redirect_uri=pay&response_type=code&scope=bad&${state}`, { ...serviceApp, scopes: [] }],
  [
    'scope-granted',
    `appid=x&redirect_uri=pay&response_type=code&scope=snsapi_base&${state}`,
    { ...serviceApp, scopes: [] },
  ],
  ['state-length', `appid=x&redirect_uri=pay&response_type=code&scope=snsapi_base&${state}`, serviceApp],
  ['state-alphabet', 'appid=x&redirect_uri=pay&response_type=code&scope=snsapi_base&state=-', serviceApp],
  ['redirect-uri-absolute', 'appid=x&redirect_uri=pay&response_type=code&scope=snsapi_base', serviceApp],
  ['callback-domain', 'appid=x&redirect_uri=http://pay&response_type=code&scope=snsapi_base', serviceApp],
]

test('Of several faults the first in this order is told, and the order is that of the rules', () => {
  for (const [first, text, app] of firsts) assert.equal(verdictOn(text, app), first, text)
  const errors = authorizeRules.filter(({ severity, id }) => severity === 'error' && isOrdinary(id)).map(({ id }) => id)
  assert.deepEqual(
    firsts.map(([first]) => first),
    errors,
  )
})

test('A known parameter that comes twice is refused whichever it is, whatever its values', () => {
  for (const part of query().split('&')) {
    for (const behaviours of [documented, observed]) {
      assert.equal(verdictOn(query().replace(part, `${part}&${part}`), serviceApp, behaviours), 'parameter-once', part)
      assert.equal(
        verdictOn(`${query()}&${part.replace('=', '=evil')}`, serviceApp, behaviours),
        'parameter-once',
        part,
      )
    }
  }
})

test('An empty value beside one in the wrong case is never taken for a scope', () => {
  for (const text of [`${query({ scope: '' })}&Scope=snsapi_base`, query().replace('scope=', 'Scope=')]) {
    assert.equal(verdictOn(text), 'parameter-case', text)
    assert.equal(verdictOn(text, serviceApp, observed), 'parameter-case', text)
  }
})

test('Every finding says what to do in Chinese and English, and every rule has a source', () => {
  for (const [rule, { broken }] of Object.entries(cases)) {
    for (const [text, , , app = serviceApp] of broken) {
      for (const finding of checkAuthorizeLink(parseAuthorizeQuery(text), { app, behaviours: documented })) {
        assertBilingual({ hint: finding.hint }, rule)
        assert.ok(finding.given.length <= 201 && finding.expected !== '', rule)
        assert.ok(finding.verdict in pageErrors)
      }
    }
  }
  for (const { id, source } of authorizeRules) {
    assert.match(source.confidence, /^(?:seed|official|copied|code|community|computed|assumed)$/, id)
    assert.ok(source.confidence !== 'seed' || source.sentence, id)
  }
})

test('A finding shows no more of a hostile link than fits on a page', () => {
  const huge = 'x'.repeat(9000)
  const links = [
    `${huge}=1&a`.repeat(30),
    `${query()}&${'state=y&'.repeat(900)}`,
    query().replace('state', huge),
    ...['appid', 'redirect_uri', 'response_type', 'scope', 'state'].map((name) =>
      query({ [name]: `<script>\0'${huge}` }),
    ),
    query({ redirect_uri: `https://${huge}.com/` }),
    `https://x/connect/oauth2/authorize?${query()}#${huge}`,
  ]
  for (const text of links) {
    const link = parseAuthorizeLink(text) ?? parseAuthorizeQuery(text)
    const findings = [null, serviceApp].flatMap((app) => checkAuthorizeLink(link, { app, behaviours: documented }))
    assert.notDeepEqual(findings, [])
    for (const { rule, given, hint } of findings) assert.ok(given.length <= 201 && hint.en.length <= 201, rule)
  }
})

test('Two hints know the usual reason: a scope of the QR login, a redirect_uri encoded twice', () => {
  const hint = (text: string): string => {
    const judged = acceptAuthorizeLink(parseAuthorizeQuery(text), { app: serviceApp, behaviours: documented })
    return 'finding' in judged ? judged.finding.hint.en : ''
  }
  assert.match(hint(query({ scope: 'snsapi_login' })), /QR login/)
  assert.match(hint(query({ scope: 'userinfo' })), /one of snsapi_base and snsapi_userinfo/)
  assert.match(hint(query({ redirect_uri: 'https%3A%2F%2Fwww.qq.com' })), /encoded twice/)
  assert.match(hint(query({ redirect_uri: 'www.qq.com/cb' })), /full URL/)
})

test('A rule about the app is silent while nothing is known of the app', () => {
  const link = parseAuthorizeQuery(query({ redirect_uri: 'https://elsewhere.example/' }))
  assert.deepEqual(checkAuthorizeLink(link, { behaviours: documented }), [])
})

test('Warnings never stop a link', () => {
  const text = `https://open.weixin.qq.com/connect/oauth2/authorize?${query({ redirect_uri: 'http://www.qq.com/' })}${long(1500)}`
  const link = parseAuthorizeLink(text)
  assert.ok(link)
  const facts = { app: serviceApp, behaviours: documented }
  const findings = checkAuthorizeLink(link, facts).map(({ rule, severity }) => `${severity} ${rule}`)
  assert.deepEqual(findings, ['warning redirect-uri-https', 'warning wechat-redirect', 'warning link-long'])
  assert.ok('request' in acceptAuthorizeLink(link, facts))
})

test('An accepted link yields its appid, scope and target; a state that is absent stays absent, an empty one empty', () => {
  const { appid: named, scope, target } = accept(query())
  assert.deepEqual(
    { named, scope, ...target },
    { named: appid, scope: 'snsapi_base', redirectUri: 'https://www.qq.com/cb', state: 'abc' },
  )
  assert.equal('state' in accept(query({ state: undefined })).target, false)
  assert.equal(accept(query({ state: '' })).target.state, '')
})

test('parameter-order: on refuses another order, off accepts it', () => {
  const swapped = query({ scope: undefined }).replace('appid=', 'scope=snsapi_base&appid=')
  assert.equal(verdictOn(swapped, serviceApp, { ...observed, 'parameter-order': true }), 'parameter-order')
  assert.equal(verdictOn(swapped, serviceApp, { ...documented, 'parameter-order': false }), 'accepted')
})

test('state-alphabet: on refuses other characters, off carries them back', () => {
  const text = query({ state: 'a b&code=evil\r\n微' })
  assert.equal(verdictOn(text, serviceApp, { ...observed, 'state-alphabet': true }), 'state-alphabet')
  assert.equal(accept(text, serviceApp, { ...documented, 'state-alphabet': false }).target.state, 'a b&code=evil\r\n微')
  const off = { ...documented, 'state-alphabet': false }
  const longest: readonly [character: string, times: number][] = [
    ['a', 128],
    ['\x80', 64],
    ['\u0800', 42],
    ['😀', 32],
  ]
  for (const [character, times] of longest) {
    assert.equal(verdictOn(query({ state: character.repeat(times) }), serviceApp, off), 'accepted', character)
    assert.equal(verdictOn(query({ state: character.repeat(times + 1) }), serviceApp, off), 'state-length', character)
  }
})
