import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptAuthorizeLink, acceptQrconnectLink, behavioursOf, parseAuthorizeQuery, valueOf } from '@weauth/protocol'
import type { Behaviours } from '@weauth/protocol'
import { diagnose } from '@weauth/protocol/doctor'
import { apps, known } from './doctor/apps.ts'
import { corpus } from './doctor/corpus.ts'
import { generateLink, randomFrom } from './doctor/generated-links.ts'

const both = [behavioursOf('documented'), behavioursOf('observed')] as const

/** What a platform with the apps of the corpus says to the link: the rule it stops at, or that it opens. */
function platformSays(link: string, behaviours: Behaviours): string {
  const sent = parseAuthorizeQuery(new URL(link).search.slice(1))
  const component = valueOf(sent, 'component_appid')
  const accept = link.includes('/connect/qrconnect') ? acceptQrconnectLink : acceptAuthorizeLink
  const judged = accept(sent, {
    app: apps[valueOf(sent, 'appid') ?? ''] ?? null,
    component: component === undefined ? undefined : (apps[component] ?? null),
    behaviours,
  })
  return 'finding' in judged ? judged.finding.rule : 'opens'
}

/** The doctor's first error, or that it has none. */
function doctorSays(link: string, behaviours: Behaviours): string {
  const { diagnoses } = diagnose(link, { ...known, behaviours })
  assert.match(diagnoses[0]?.kind ?? '', /^(?:authorize|qrconnect)$/, link)
  return diagnoses[0]?.findings.find(({ severity }) => severity === 'error')?.id ?? 'opens'
}

// All 200 000 take minutes: `npm run test:doctor`.
const generated = process.env['npm_lifecycle_event'] === 'test:doctor' ? 200_000 : 1500
const seed = Number(process.env['DOCTOR_SEED'] ?? 20260101)

test(`platform and doctor agree on ${generated} generated links: the first error is the same, or both find none`, () => {
  const random = randomFrom(seed)
  const counts = new Map<string, number>()
  for (let count = 0; count < generated; count++) {
    const link = generateLink(random, count % 5 === 0 ? 'qrconnect' : 'oauth2/authorize')
    const behaviours = both[count % 2 === 0 ? 0 : 1]
    const platform = platformSays(link, behaviours)
    assert.equal(doctorSays(link, behaviours), platform, `seed ${seed}, link ${count}: ${link}`)
    counts.set(platform, (counts.get(platform) ?? 0) + 1)
  }
  // The generator must reach both sides, and most rules.
  assert.ok((counts.get('opens') ?? 0) > generated / 50, `${counts.get('opens')} open`)
  assert.ok(counts.size > 15, [...counts].join(' '))
})

test('platform and doctor agree on every link of the corpus', () => {
  const links = corpus.filter(
    ({ text, apps: isKnown }) => isKnown && /^https:\/\/[^/]+\/connect\/(?:oauth2\/authorize|qrconnect)[?#]/.test(text),
  )
  assert.ok(links.length > 100)
  for (const { text } of links) {
    if (diagnose(text, known).diagnoses[0]?.kind === 'foreign') continue
    for (const behaviours of both) assert.equal(doctorSays(text, behaviours), platformSays(text, behaviours), text)
  }
})
