import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as protocol from '@weauth/protocol'

test('Lifetimes are those of the document and of today', () => {
  assert.equal(protocol.codeLifetimeSeconds, 5 * 60)
  assert.equal(protocol.websiteCodeLifetimeSeconds, 10 * 60)
  assert.equal(protocol.qrLoginLifetimeSeconds, 5 * 60)
  assert.equal(protocol.qrPollHoldSeconds, 25)
  assert.equal(protocol.webAccessTokenLifetimeSeconds, 2 * 3600)
  assert.equal(protocol.accessTokenLifetimeSeconds, 2 * 3600)
  assert.equal(protocol.accessTokenOverlapSeconds, 5 * 60)
  assert.deepEqual(protocol.refreshTierDays, [7, 30, 60, 90])
  assert.deepEqual(protocol.observedRefreshDays, { service: 30, test: 30, website: 30, mobile: 180, component: 30 })
  assert.equal(protocol.componentTokenLifetimeSeconds, 2 * 3600)
  assert.equal(protocol.verifyTicketEverySeconds, 10 * 60)
  assert.equal(protocol.verifyTicketLifetimeSeconds, 12 * 3600)
  assert.equal(protocol.recentConsentDays, 30)
})

test('Every lifetime has a source, and every source a lifetime', () => {
  const names = Object.keys(protocol).filter((name) => /(?:Seconds|Days)$/.test(name) && name !== 'observedRefreshDays')
  const kinds = Object.keys(protocol.observedRefreshDays).map((kind) => `observedRefreshDays.${kind}`)
  assert.deepEqual(Object.keys(protocol.lifetimeSources).toSorted(), [...names, ...kinds].toSorted())
})
