import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeComponent, parseQuery } from '@weauth/protocol'
import { anyCharacter, runs } from './redirect-uris.ts'

const pairs = (text: string): string[][] => parseQuery(text).map(({ name, value }) => [name, value])

test('A query is read in its order, with repeated, empty and valueless parameters', () => {
  assert.deepEqual(pairs('a=1&b&=2&a=3&&c=d=e&'), [
    ['a', '1'],
    ['b', ''],
    ['', '2'],
    ['a', '3'],
    ['c', 'd=e'],
  ])
  assert.deepEqual(pairs(''), [])
  assert.deepEqual(pairs('a%3D=%26&b+c=d+e'), [
    ['a=', '&'],
    ['b c', 'd e'],
  ])
  assert.deepEqual(parseQuery('a=%41')[0], { name: 'a', value: 'A', raw: '%41' })
})

test('A + is a space, an escape is UTF-8, and what is no valid escape stays as it is', () => {
  const samples: readonly [raw: string, value: string][] = [
    ['a+b%20c%2B', 'a b c+'],
    ['%E5%BE%AE%e4%bf%a1', '微信'],
    ['%F0%9F%98%80', '😀'],
    ['%', '%'],
    ['%zz%2', '%zz%2'],
    ['%FF', '%FF'],
    ['%20%FF%20', ' %FF '],
    ['%E5%BE', '%E5%BE'],
    ['%E5%BE%AE%E5', '微%E5'],
    ['%C0%AF', '%C0%AF'],
    ['%ED%A0%80', '%ED%A0%80'],
    ['%F4%90%80%80', '%F4%90%80%80'],
    ['%2525', '%25'],
    ['%u5FAE', '%u5FAE'],
  ]
  for (const [raw, value] of samples) assert.equal(decodeComponent(raw), value, raw)
})

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

test('Decoding undoes encoding', () => {
  const property = fc.property(
    fc.string({ unit: anyCharacter }),
    (text) => decodeComponent(encodeURIComponent(text)) === text,
  )
  fc.assert(property, runs)
})

test('Escapes are decoded as a UTF-8 decoder does, and where that sees broken ones some stay; no bytes make it throw', () => {
  // The bytes at which the form of a character changes.
  const edges = [
    0x25, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
  ]
  const more = [0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff]
  const property = fc.property(fc.array(fc.constantFrom(...edges, ...more), { maxLength: 5 }), (bytes) => {
    const value = decodeComponent(bytes.map((byte) => `%${byte.toString(16)}`).join(''))
    const expected = utf8.decode(Uint8Array.from(bytes))
    assert.ok(value.isWellFormed())
    if (expected.includes('\uFFFD')) assert.match(value, /%[89a-f][\da-f]/)
    else assert.equal(value, expected)
  })
  fc.assert(property, { ...runs, numRuns: 10_000 })
})

test('What was decoded can be encoded again, even out of half a character', () => {
  assert.equal(encodeURIComponent(decodeComponent('\uD800%41')), '%EF%BF%BDA')
})

test('A query without broken escapes reads like URLSearchParams', () => {
  const part = fc.constantFrom('&', '=', '+', '%41', '%E5%BE%AE', '%26', '%3d', 'code', 'a', '?', '#', '微', '%2B', ';')
  const property = fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
    const text = parts.join('').replace(/^\?+/, '')
    assert.deepEqual(pairs(text), [...new URLSearchParams(text)])
  })
  fc.assert(property, runs)
})
