/** The one code of `io-kills.ts`, known to the process that redeems it and to the one that looks. */
import { hash } from 'node:crypto'
import type { Store } from '@weauth/platform'

export const theAppid = 'wx0000000000000001'

/** The digest of the code or of one of its tokens. */
export const theDigest = (kind: 'code' | 'refresh' | 'access'): Buffer => hash('sha256', kind, 'buffer')

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
