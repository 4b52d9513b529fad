/** A process of its own that redeems the codes it is sent and answers with the locators of those it won. */
import { redeem } from '../src/conformance/bed.ts'
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts'
import type { Presented } from '../src/store/store.ts'

const store = openSqliteStore({ path: process.argv[2] ?? '', clock: { now: () => 1_700_000_000_000 } })

process.on('message', async (codes: Presented[]) => {
  const results = await Promise.all(codes.map((code) => redeem(store, code)))
  process.send?.(results.flatMap((result) => (result.outcome === 'taken' ? [result.grantLocator] : [])))
})
process.once('disconnect', () => store.close())
process.send?.([])
