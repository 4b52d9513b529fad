/** Fills a store with live tokens, as many logins would leave behind: a redeemed code, a grant and an access token each. Run as a process: path, count. */
import { randomBytes } from 'node:crypto'
import type { Store } from '@weauth/platform'
import { openSqliteStore, systemClock } from '@weauth/platform'
import { benchApp } from './flow.ts'

const authorization = { appid: benchApp.appid, userId: 'bench', scope: 'snsapi_userinfo', flow: 'fill' } as const
const atOnce = 2000

async function oneLogin(store: Store): Promise<void> {
  const code = randomBytes(32)
  const locator = await store.saveCode({ digest: code, lifetimeMs: 300_000, authorization })
  await store.takeCode({
    locator,
    digest: code,
    appid: benchApp.appid,
    refreshLifetimeMs: 30 * 86_400_000,
    accessLifetimeMs: 7_200_000,
    mint: () => ({ refresh: randomBytes(32), access: randomBytes(32) }),
  })
}

const [, , path = '', count = '0'] = process.argv
const store = openSqliteStore({ path, clock: systemClock })
for (let done = 0; done < Number(count); done += atOnce) {
  await Promise.all(Array.from({ length: Math.min(atOnce, Number(count) - done) }, () => oneLogin(store)))
}
await store.close()
process.send?.({ filled: Number(count) })
