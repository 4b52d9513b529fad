import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errcode, errcodeClass, errcodes } from '@weauth/protocol'
import { assertBilingual } from './bilingual.ts'

const numbers = (text: string): number[] => (text.match(/-?\d+/g) ?? []).map(Number)

const known = numbers(`
  -1 0
  40001 40002 40003 40013 40014 40029 40030 40048 40066 40097 40125 40163 40164 40188 40226 40243
  41001 41002 41003 41004 41008 41009
  42001 42002 42003 42007
  43001 43002 43003
  45009 45011
  46004 48001 48004 48006 49003
  50001 50002 50005
  89503
  40091 40094 41018 41021 42006 61000 61003 61004 61005 61006 61007 61014 61023`)

test('Every errcode of the reference is in the table exactly once, and no other', () => {
  assert.deepEqual(
    errcodes.map(({ code }) => code),
    known,
  )
})

test('Every errcode says in Chinese and English what it means, why, and what to do', () => {
  for (const { code, meaning, cause, remedy } of errcodes) assertBilingual({ meaning, cause, remedy }, String(code))
})

test('An errmsg is plain text without the rid or hint that WeChat appends', () => {
  for (const { code, errmsg } of errcodes)
    assert.match(errmsg, /^[a-z](?!.*(?:\brid:|hints?:))[^\n]*[a-z]$/, String(code))
})

test('The errmsg that SDKs compare are to the letter', () => {
  const literals: Record<number, string> = {
    40001: 'invalid credential, access_token is invalid or not latest',
    40003: 'invalid openid',
    40029: 'invalid code',
    40030: 'invalid refresh_token',
    40125: 'invalid appsecret',
    40163: 'code been used',
    41004: 'appsecret missing',
    41008: 'missing code',
    42001: 'access_token expired',
    45011: 'api minute-quota reach limit, must slower, retry next minute',
    48001: 'api unauthorized',
  }
  for (const [code, errmsg] of Object.entries(literals)) assert.equal(errcode(Number(code))?.errmsg, errmsg)
})

test('Only the texts that no log and no list gives are marked as assumed', () => {
  assert.deepEqual(
    errcodes.filter(({ literal }) => literal === 'assumed').map(({ code }) => code),
    [40097, 40243, 89503],
  )
})

test('Each class holds the errcodes a client treats alike', () => {
  const classes = {
    restart: '40029 40163 42003 41008',
    reauthorize: '40030 42002 42007 50001',
    refresh: '42001 40014 40001',
    config: '40013 40125 40243 41002 41004 40002 40164',
    permission: '48001 48004 50002',
    rate: '45009 45011',
    transient: '-1',
    ok: '0',
  }
  for (const [name, codes] of Object.entries(classes)) {
    for (const code of numbers(codes)) assert.equal(errcodeClass(code), name, String(code))
  }
})

test('Only the four errcodes about codes begin an authorization again', () => {
  const restart = errcodes.filter(({ class: class_ }) => class_ === 'restart').map(({ code }) => code)
  assert.deepEqual(restart, [40029, 40163, 41008, 42003])
})

test('No errcode of a third-party platform touches the tokens of a user', () => {
  const ofPlatform = known.slice(known.indexOf(40091))
  assert.equal(ofPlatform.length, 13)
  for (const code of ofPlatform) assert.match(errcodeClass(code), /^(?:config|permission)$/, String(code))
})

test('A lookup finds the row of a code, and nothing for a code that is not known', () => {
  for (const each of errcodes) assert.equal(errcode(each.code), each)
  assert.equal(errcode(47001), undefined)
  assert.equal(errcodeClass(47001), 'unknown')
})
