import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behaviourIds, behaviourTable, behavioursOf, profiles } from '@weauth/protocol'
import type { Behaviours, BehaviourId, Profile } from '@weauth/protocol'
import { assertBilingual } from './bilingual.ts'

// What each profile does: the rows of the reference, section F, in its order. `-` off, `+` on.
const reference: readonly [id: BehaviourId, documented: string, observed: string][] = [
  ['parameter-order', '+', '-'],
  ['refusal-redirect', '+', '-'],
  ['refresh-token-tiers', '+', '-'],
  ['refresh-new-access-token', '+', '-'],
  ['sex-and-region', '+', '-'],
  ['userinfo-language', '-', '+'],
  ['unionid-for-base', '+', '-'],
  ['errmsg-rid', '-', '+'],
  ['expired-code-42003', '-', '+'],
  ['state-alphabet', '+', '-'],
  ['snapshot-pages', '-', '+'],
  ['recent-consent-silent', '-', '+'],
  ['profile-chooser', '-', '+'],
  ['redirect-append', '-', '+'],
  ['wechat-only', '-', '+'],
]
const sides = (profile: Profile): string[] => Object.values(behavioursOf(profile)).map((on) => (on ? '+' : '-'))

test('Each profile does what the reference says, row by row', () => {
  assert.deepEqual(
    reference.map(([id]) => id),
    [...behaviourIds],
  )
  assert.deepEqual(Object.keys(behaviourTable), [...behaviourIds])
  assert.deepEqual(
    sides('documented'),
    reference.map(([, documented]) => documented),
  )
  assert.deepEqual(
    sides('observed'),
    reference.map(([, , observed]) => observed),
  )
})

test('The profiles differ in every row: a row in which they agree would be no behaviour but a fact', () => {
  for (const id of behaviourIds) assert.notEqual(behaviourTable[id].documented, behaviourTable[id].observed, id)
})

test('A behaviour can be switched by name against its profile, and touches no other', () => {
  for (const profile of profiles) {
    const before = behavioursOf(profile)
    for (const id of behaviourIds)
      assert.deepEqual(behavioursOf(profile, { [id]: !before[id] }), { ...before, [id]: !before[id] })
  }
})

test('An override that is undefined, and a name that is no behaviour, change nothing', () => {
  const odd: Record<string, boolean | undefined> = { 'parameter-order': undefined, nonsense: true }
  for (const profile of profiles)
    assert.deepEqual(behavioursOf(profile, odd as Partial<Behaviours>), behavioursOf(profile))
})

test('Every behaviour says in Chinese and English what it does on and off, and has a source', () => {
  for (const id of behaviourIds) {
    const { on, off, source } = behaviourTable[id]
    assertBilingual({ on, off }, id)
    assert.ok(source.where !== '' && (source.confidence !== 'seed' || source.sentence), id)
    assert.match(id, /^[a-z]+(?:-[a-z0-9]+)+$/)
  }
})

test('Every behaviour names the test that shows both sides', () => {
  for (const id of behaviourIds) assert.match(behaviourTable[id].test, new RegExp(`^${id}: on .+, off .+`))
})
