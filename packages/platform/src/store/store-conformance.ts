import { describe, it } from 'node:test'
import { onNewStore } from './conformance-bed.ts'
import type { MakeStore } from './conformance-bed.ts'
import { consentTests } from './conformance-consents.ts'
import { keepingTests } from './conformance-keeping.ts'
import { onceTests } from './conformance-once.ts'
import { qrLoginTests } from './conformance-qr-logins.ts'
import { quotaTests } from './conformance-quotas.ts'
import { tokenTests } from './conformance-tokens.ts'

export type { MadeStore, MakeStore } from './conformance-bed.ts'

/**
 * Registers the tests, for `node:test`, that every implementation of `Store` must pass.
 *
 * @example
 * storeConformance('SQLite in memory', ({ clock }) => ({ store: openSqliteStore({ path: ':memory:', clock }) }))
 */
export function storeConformance(name: string, makeStore: MakeStore): void {
  void describe(name, () => {
    const all = { ...onceTests, ...qrLoginTests, ...tokenTests, ...consentTests, ...quotaTests, ...keepingTests }
    for (const [group, tests] of Object.entries(all)) {
      void describe(group, () => {
        for (const [sentence, test] of Object.entries(tests)) void it(sentence, (t) => onNewStore(makeStore, t, test))
      })
    }
  })
}
