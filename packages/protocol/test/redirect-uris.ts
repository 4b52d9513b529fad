import fc from 'fast-check'
import type { AppFacts } from '@weauth/protocol'
import { serviceApp, testApp } from './authorize-links.ts'

/** How the property tests run: reproducible, since a failure prints seed and path, and quick. */
export const runs = { seed: 20_251_122, numRuns: 3000 } as const

/** Two apps whose callback domains know names, addresses, ports and a path. */
export const apps: readonly AppFacts[] = [
  { ...serviceApp, callbackDomains: ['www.qq.com', 'shop.example.com/mp'] },
  { ...testApp, callbackDomains: ['localhost:8080', '127.0.0.1', '[::1]:3000', 'dev.example.com'] },
]

/** A callback domain taken apart by plain string work, other than the matcher does. */
export function readEntry(entry: string): { host: string; port: string; path: string } {
  const slash = entry.indexOf('/')
  const authority = slash === -1 ? entry : entry.slice(0, slash)
  const colon = authority.lastIndexOf(':')
  const hasPort = colon > authority.lastIndexOf(']') && colon !== -1
  return {
    host: hasPort ? authority.slice(0, colon) : authority,
    port: hasPort ? authority.slice(colon + 1) : '',
    path: slash === -1 ? '' : entry.slice(slash),
  }
}

/** A character of a code, or of a state as the document wants it. */
export const alphanumeric: fc.Arbitrary<string> = fc.constantFrom(
  ...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.split(''),
)

/** Any character at all; the unit `binary` of fast-check holds the same ones, but takes a second to set up. */
export const anyCharacter: fc.Arbitrary<string> = fc.oneof(
  fc.nat(0x7f).map((point) => String.fromCodePoint(point)),
  fc.nat(0x10_ffff).map((point) => String.fromCodePoint(point).toWellFormed()),
)

const segment = fc.constantFrom('a', 'cb', 'music.html', '%E5%BE%AE', ';x=1', '@', '..a', '', 'mp')
const parameter = fc.constantFrom(
  'a=1',
  'a',
  'q=%E5%BE%AE',
  'code=EVIL',
  'state=EVIL',
  'code',
  'state',
  'c%6Fde=EVIL',
  '%63%6f%64%65=EVIL',
  'st%61te=EVIL',
  'code=',
  'code=%FF',
  '=1',
  '',
  'a=b=c',
  'next=https://evil.com/?code=1',
  'b=%26code%3DEVIL',
  'd=+',
  'codes=1',
  'xcode=1',
)
const fragment = fc.constantFrom('', '#', '#/route', '#!/a?code=EVIL&state=EVIL', '#a#b')

/** A URL under one of the callback domains of an app, as a business would write it. */
export function goodUri(app: AppFacts): fc.Arbitrary<string> {
  return fc
    .record({
      scheme: fc.constantFrom('http', 'https'),
      entry: fc.constantFrom(...app.callbackDomains),
      segments: fc.array(segment, { maxLength: 4 }),
      parameters: fc.option(fc.array(parameter, { maxLength: 5 }), { nil: undefined }),
      fragment,
    })
    .map(({ scheme, entry, segments, parameters, fragment }) => {
      const path = segments.map((each) => `/${each}`).join('')
      return `${scheme}://${entry}${path}${parameters === undefined ? '' : `?${parameters.join('&')}`}${fragment}`
    })
}
