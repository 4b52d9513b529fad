/**
 * Fills a store with live tokens, as many logins would leave behind: a redeemed code, a grant and an access token each. Run as a process:
 * path or `:memory:`, count. It answers with a {@link Filled}.
 */
import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Store } from '@weauth/platform'
import { openMemoryStore, openSqliteStore, systemClock } from '@weauth/platform'
import { benchApp } from './flow.ts'

/** How many bytes the process's memory has grown by: JavaScript's heap, and the buffers beside it. */
export type Filled = { readonly memoryBytes: number }

const atOnce = 2000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function memoryBytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** As the platform makes it: 32 bytes in a buffer that many share. */
const digest = (): Buffer => Buffer.from(randomBytes(32).toString('latin1'), 'latin1')

async function oneLogin(store: Store): Promise<void> {
  const code = digest()
  const flow = randomBytes(9).toString('base64url')
  const authorization = { appid: benchApp.appid, userId: 'bench', scope: 'snsapi_userinfo', flow } as const
  const locator = await store.saveCode({ digest: code, lifetimeMs: 300_000, authorization })
  await store.takeCode({
    locator,
    digest: code,
    appid: benchApp.appid,
    refreshLifetimeMs: 30 * 86_400_000,
    accessLifetimeMs: 7_200_000,
    mint: () => ({ refresh: digest(), access: digest() }),
  })
}

const [, , path = '', count = '0'] = process.argv
const clock = systemClock
const store = path === ':memory:' ? openMemoryStore({ clock }) : openSqliteStore({ path, clock })
const before = memoryBytes()
for (let done = 0; done < Number(count); done += atOnce) {
  await Promise.all(Array.from({ length: Math.min(atOnce, Number(count) - done) }, () => oneLogin(store)))
}
const filled: Filled = { memoryBytes: memoryBytes() - before }
await store.close()
process.send?.(filled)
