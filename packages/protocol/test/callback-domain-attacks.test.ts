import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { matchCallbackDomain } from '@weauth/protocol'
import type { AppFacts } from '@weauth/protocol'
import { serviceApp } from './authorize-links.ts'
import { anyCharacter, apps, goodUri, readEntry, runs } from './redirect-uris.ts'

type Matcher = (uri: string, app: AppFacts) => boolean
const ours: Matcher = (uri, app) => matchCallbackDomain(uri, app).allowed

const parsedHost = (uri: string): string | undefined => (URL.canParse(uri) ? new URL(uri).hostname : undefined)
const hostsOf = (app: AppFacts): string[] => app.callbackDomains.map((entry) => readEntry(entry).host)

/** The same demands once more, by string work and without one regular expression in common with the matcher. */
function obeysGrammar(raw: string, app: AppFacts): boolean {
  for (let at = 0; at < raw.length; at++) {
    const unit = raw.charCodeAt(at)
    if (unit <= 0x20 || unit >= 0x7f || raw[at] === '\\') return false
    if (raw[at] === '%' && !isEscape(raw.slice(at, at + 3))) return false
  }
  const scheme = ['http://', 'https://'].find((text) => raw.toLowerCase().startsWith(text))
  if (!scheme) return false
  const rest = raw.slice(scheme.length)
  const authority = rest.split(/[/?#]/)[0] ?? ''
  const path = rest.slice(authority.length).split(/[?#]/)[0] ?? ''
  const { host, port } = readEntry(authority)
  const standard = port === '' ? !authority.endsWith(':') : Number(port) === (scheme === 'https://' ? 443 : 80)
  return app.callbackDomains.some((text) => {
    const entry = readEntry(text)
    if (entry.host !== host.toLowerCase()) return false
    if (!standard && !(app.kind === 'test' && entry.port !== '' && Number(entry.port) === Number(port))) return false
    return entry.path === '' || liesUnder(entry.path, path)
  })
}

const isEscape = (text: string): boolean =>
  text.length === 3 &&
  text
    .slice(1)
    .toLowerCase()
    .split('')
    .every((digit) => '0123456789abcdef'.includes(digit))

function liesUnder(folder: string, path: string): boolean {
  const segments = path.split('/').map((segment) => segment.toLowerCase().replaceAll('%2e', '.').replaceAll('%3b', ';'))
  if (segments.some((segment) => ['.', '..'].includes(segment.split(';')[0] ?? '') || /%2f|%5c/.test(segment)))
    return false
  return path === folder || path.startsWith(`${folder}/`)
}

const pieces = [
  '@',
  '\\',
  '\t',
  '\n',
  '\r',
  '\0',
  ' ',
  '．',
  '。',
  'ａ',
  'ﬀ',
  '\u00AD',
  '\u200B',
  '\uD800',
  '%2e',
  '%2f',
  '%5c',
  '%40',
  '%00',
  '%',
  '%zz',
  '/',
  '//',
  '?',
  '#',
  ':',
  ';',
  '.',
  '..',
  '/../',
  '/..;/',
  '[',
  ']',
  ':80',
  ':443',
  ':8080',
  ':0',
  '.evil.com',
  'evil.com',
  '@evil.com',
  'evil-',
  'xn--',
  '127.0.0.1',
  '0x7f.1',
  'https:',
  'javascript:',
]

/** A good URL into which tricks were put, mostly where the host stands; or such pieces alone. */
const attack = (app: AppFacts): fc.Arbitrary<string> => {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pieces, ...hostsOf(app)) },
    fc.string({ unit: anyCharacter, maxLength: 2 }),
  )
  const edit = fc.record({ at: fc.nat(45), cut: fc.constantFrom(0, 0, 1, 3), piece })
  const edited = fc.tuple(goodUri(app), fc.array(edit, { minLength: 1, maxLength: 3 })).map(([uri, edits]) => {
    const apply = (text: string, { at, cut, piece }: (typeof edits)[number]): string => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + piece + text.slice(place + cut)
    }
    return edits.reduce(apply, uri)
  })
  const freely = fc.array(piece, { maxLength: 6 }).map((parts) => `https://${parts.join('')}`)
  return fc.oneof({ weight: 5, arbitrary: edited }, freely)
}

/** Whatever the matcher accepts obeys the grammar, and the URL parser reads a configured host. */
function acceptsOnlyRegistered(matches: Matcher, count = { accepted: 0 }): fc.IProperty<unknown> {
  const cases = fc.constantFrom(...apps).chain((app) => fc.record({ app: fc.constant(app), uri: attack(app) }))
  return fc.property(cases, ({ app, uri }) => {
    if (!matches(uri, app)) return
    count.accepted++
    assert.ok(obeysGrammar(uri, app), 'accepted against the grammar')
    const host = parsedHost(uri)
    assert.ok(
      hostsOf(app).some((each) => parsedHost(`http://${each}/`) === host),
      `parsed as ${host}`,
    )
  })
}

test('T-PROP-1: every accepted redirect_uri obeys a strict grammar and is parsed to a configured host', () => {
  const count = { accepted: 0 }
  fc.assert(acceptsOnlyRegistered(ours, count), { ...runs, numRuns: 12_000 })
  assert.ok(count.accepted > 1000, `only ${count.accepted} were accepted at all`)
})

test('T-PROP-1: every good URL under a callback domain is accepted, and obeys the grammar of the test', () => {
  const cases = fc.constantFrom(...apps).chain((app) => fc.record({ app: fc.constant(app), uri: goodUri(app) }))
  const property = fc.property(cases, ({ app, uri }) => ours(uri, app) && obeysGrammar(uri, app))
  fc.assert(property, runs)
})

const planted: Readonly<Record<string, Matcher>> = {
  'endsWith on the host': (uri, app) => hostsOf(app).some((host) => parsedHost(uri)?.endsWith(host)),
  'startsWith on the host': (uri, app) => hostsOf(app).some((host) => parsedHost(uri)?.startsWith(host)),
  'startsWith on the text': (uri, app) => hostsOf(app).some((host) => uri.startsWith(`https://${host}`)),
  'the URL parser alone': (uri, app) => hostsOf(app).some((host) => parsedHost(uri) === host),
  'a grammar without the path': (uri, app) =>
    ours(uri, { ...app, callbackDomains: app.callbackDomains.map((each) => each.replace(/\/.*/, '')) }),
}

for (const [name, matches] of Object.entries(planted)) {
  test(`T-PROP-1 fails for a planted matcher that relies on ${name}`, () => {
    assert.ok(fc.check(acceptsOnlyRegistered(matches), { ...runs, numRuns: 12_000 }).failed)
  })
}

/** Attacks by rule rather than by chance: each trick in each place. */
function corpus(): string[] {
  const host = 'www.qq.com'
  const joints = [
    '',
    '@',
    '\\@',
    '%40',
    '\t',
    '\n',
    '%09',
    '#@',
    '?@',
    '/@',
    '\\',
    '//',
    ':',
    ':80@',
    '@@',
    '\u00AD',
    '．',
    '。',
    '%2e',
    '%00',
    ';',
    '&',
    ',',
    '|',
    '^',
    '`',
    '{',
    '"',
    "'",
    '*',
    '~',
    '-',
    '.',
    '..',
    ' ',
    '%20',
    '[',
    ']',
  ]
  const schemes = [
    'https://',
    'http://',
    'https:',
    'https:/',
    'https:///',
    'https:\\\\',
    '//',
    'HTTPS://',
    ' https://',
    'https://\t',
    'ht\ntps://',
  ]
  return schemes.flatMap((scheme) =>
    joints.flatMap((joint) => [
      `${scheme}${host}${joint}evil.com/`,
      `${scheme}evil.com${joint}${host}/`,
      `${scheme}${host}${joint}/cb`,
      `${scheme}${joint}${host}/cb`,
      `${scheme}${host}/${joint}`,
      `${scheme}${host}/cb?a=${joint}#${joint}`,
    ]),
  )
}

const python = `
import json, sys
from urllib.parse import urlsplit
def host(text):
    try: return urlsplit(text).hostname
    except ValueError: return None
json.dump([host(text) for text in json.load(sys.stdin)], sys.stdout)
`
const runPython = (script: string, input: string) => spawnSync('python3', ['-c', script], { input, encoding: 'utf8' })
const hasPython = runPython('', '').status === 0

test(
  'T-DIFF-1: what is accepted has the same host for urllib of Python',
  { skip: !hasPython && 'python3 is not installed' },
  () => {
    const uris = corpus()
    const answer = runPython(python, JSON.stringify(uris))
    assert.equal(answer.status, 0, answer.stderr)
    const hosts = JSON.parse(answer.stdout) as (string | null)[]
    const app = { ...serviceApp, callbackDomains: ['www.qq.com'] }
    const disputed = (matches: Matcher): string[] =>
      uris.filter((uri, index) => matches(uri, app) && hosts[index] !== 'www.qq.com')
    assert.deepEqual(disputed(ours), [])
    assert.ok(uris.filter((uri) => ours(uri, app)).length > 50)
    assert.notDeepEqual(
      disputed((uri) => parsedHost(uri) === 'www.qq.com'),
      [],
      'the URL parser alone would be disputed',
    )
  },
)
