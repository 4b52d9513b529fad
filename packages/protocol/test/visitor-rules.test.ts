import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allFindings, firstError, visitorRules } from '@weauth/protocol'
import { documented, observed } from './authorize-links.ts'
import { assertBilingual } from './bilingual.ts'

const visits = (
  userAgent: string,
  follows: boolean,
  requireFollow: boolean,
  behaviours = documented,
): string | undefined => firstError(visitorRules, { userAgent, follows }, { app: { requireFollow }, behaviours })?.rule

test('wechat-only: on turns other browsers away, off serves them', () => {
  const wechat = 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50'
  assert.equal(visits('Mozilla/5.0', false, false, { ...documented, 'wechat-only': true }), 'inside-wechat')
  assert.equal(visits('', true, true, { ...documented, 'wechat-only': true }), 'inside-wechat')
  assert.equal(visits(wechat, false, false, { ...documented, 'wechat-only': true }), undefined)
  assert.equal(visits('Mozilla/5.0', false, false, { ...observed, 'wechat-only': false }), undefined)
})

test('must-follow: a test account that asks for followers turns strangers away', () => {
  assert.equal(visits('Mozilla/5.0', false, true), 'must-follow')
  assert.equal(visits('Mozilla/5.0', true, true), undefined)
  assert.equal(visits('Mozilla/5.0', false, false), undefined)
})

test('A visitor of whom both rules complain hears of the browser first, and what was seen and is expected', () => {
  const facts = { app: { requireFollow: true }, behaviours: { ...documented, 'wechat-only': true } }
  const about = (userAgent: string): unknown[] =>
    allFindings(visitorRules, { userAgent, follows: false }, facts).map(({ rule, verdict, given, expected, hint }) => {
      assertBilingual({ hint }, rule)
      return [rule, verdict, given, expected]
    })
  const follow = ['must-follow', 'must-follow', 'a stranger', 'a follower']
  const browser = (given: string): unknown[] => ['inside-wechat', 'open-in-wechat', given, '… MicroMessenger/…']
  assert.deepEqual(about('Mozilla/5.0'), [browser('Mozilla/5.0'), follow])
  assert.deepEqual(about(''), [browser('—'), follow])
  assert.deepEqual(about('x'.repeat(121)), [browser('x'.repeat(120)), follow])
})
