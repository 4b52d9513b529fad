import { describe, it } from 'node:test'
import { onNewStore } from './bed.ts'
import type { MakeStore } from './bed.ts'
import { consentTests } from './consents.ts'
import { keepingTests } from './keeping.ts'
import { onceTests } from './once.ts'
import { qrLoginTests } from './qr-logins.ts'
import { quotaTests } from './quotas.ts'
import { tokenTests } from './tokens.ts'

export type { MadeStore, MakeStore } from './bed.ts'

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
