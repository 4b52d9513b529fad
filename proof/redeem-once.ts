/** Opens a store and redeems the code of `io-kills.ts` in it; writes `redeemed` when the store has said so. Path, locator. */
import { redeem } from './io-kills-code.ts'
import { openStore } from './store.ts'

const [, , path = '', locator = ''] = process.argv
const store = openStore(path)
const taken = await redeem(store, Number(locator))
process.stdout.write(taken.outcome === 'taken' ? `redeemed ${taken.accessLocator}\n` : `${taken.outcome}\n`)
await store.close()
