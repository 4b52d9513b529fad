/** The code of `io-kills.ts` and `copy-kills.ts`, known to the process that redeems it and to the one that looks. */
import { hash } from 'node:crypto'
import type { Store } from '@weauth/platform'

export const theAppid = 'wx0000000000000001'

/** The digest of the code or of one of its tokens. */
export const theDigest = (kind: 'code' | 'refresh' | 'access'): Buffer => hash('sha256', kind, 'buffer')

/** Keeps the code; its locator. */
export function savedCode(store: Store): Promise<number> {
  const authorization = { appid: theAppid, userId: 'bench', scope: 'snsapi_base', flow: 'one' } as const
  return store.saveCode({ digest: theDigest('code'), lifetimeMs: 1e9, authorization })
}

/** Redeems it. */
export function redeem(store: Store, locator: number): ReturnType<Store['takeCode']> {
  return store.takeCode({
    locator,
    digest: theDigest('code'),
    appid: theAppid,
    refreshLifetimeMs: 1e9,
    accessLifetimeMs: 1e7,
    mint: () => ({ refresh: theDigest('refresh'), access: theDigest('access') }),
  })
}
