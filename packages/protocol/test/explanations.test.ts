import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  errcodes,
  explanationOf,
  explanations,
  isAnswered,
  orphanRuleTexts,
  pageErrors,
  ruleIds,
} from '@weauth/protocol'
import { assertBilingual } from './bilingual.ts'

test('Every rule, every page and every errcode is explained, once, with its source', () => {
  const expected = [
    ...Object.keys(pageErrors).map((id) => `page-${id}`),
    ...errcodes.map(({ code }) => `errcode-${code}`),
    ...ruleIds.map((id) => `rule-${id}`),
  ]
  const anchors = explanations().map(({ anchor }) => anchor)
  assert.deepEqual(anchors, expected)
  assert.equal(new Set(anchors).size, anchors.length)
  for (const { anchor, source } of explanations()) assert.ok(source.where !== '', anchor)
})

test('No explanation is left over from a rule that is gone', () => assert.deepEqual(orphanRuleTexts, []))

test('An explanation says why and what to do in Chinese and English', () => {
  for (const { anchor, why, todo } of explanations()) assertBilingual({ why, todo }, anchor)
})

test('What an explanation names as related is explained, too', () => {
  const all = explanations()
  const anchors = new Set(all.map(({ anchor }) => anchor))
  for (const { anchor, related } of all)
    for (const other of related) assert.ok(anchors.has(other.anchor), `${anchor} → ${other.anchor}`)
})

test('A rule and a page of one name are told apart', () => {
  assert.equal(explanationOf('rule', 'must-follow')?.anchor, 'rule-must-follow')
  assert.equal(explanationOf('page', 'must-follow')?.anchor, 'page-must-follow')
  assert.match(explanationOf('page', 'must-follow')?.title.zh ?? '', /^10006 必须关注此测试号$/)
})

test('An errcode is explained by its number, given as a number or as text; what is not known has no explanation', () => {
  assert.deepEqual(explanationOf('errcode', '40163'), explanationOf('errcode', 40163))
  for (const [kind, id] of [
    ['errcode', 12345],
    ['errcode', 'x'],
    ['page', 'toString'],
    ['rule', 'constructor'],
  ] as const) {
    assert.equal(explanationOf(kind, id), undefined, String(id))
  }
})

test('What the platform never gives says so; what it gives without a rule says when', () => {
  assert.ok(isAnswered(40066) && isAnswered(-1) && isAnswered('must-follow'))
  assert.ok(!isAnswered(40226) && !isAnswered('developer-unbound'))
  assert.match(explanationOf('errcode', 40226)?.when.en ?? '', /never/)
  assert.match(explanationOf('errcode', 40066)?.when.en ?? '', /path/)
})
