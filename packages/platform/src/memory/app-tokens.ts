import type { Store } from '../store/index.ts'
import { sameDigest } from './memory.ts'
import type { AppTokenRow, Memory } from './memory.ts'

/** Ordinary tokens, which belong to an app and to no user. */
export function appTokens({
  now,
  appTokens: all,
}: Memory): Pick<Store, 'saveAppToken' | 'keepStableToken' | 'findAppToken'> {
  // Of each app the few that live, newest last: all there are would be too many to look through.
  const living = new Map<string, { readonly locator: number; readonly row: AppTokenRow }[]>()
  const of = (appid: string, isStable: boolean, after: number) =>
    (living.get(appid) ?? []).filter(({ row }) => (row.salt !== undefined) === isStable && row.expiresAt > after)
  const shorten = (appid: string, isStable: boolean, end: number): void => {
    for (const { row } of of(appid, isStable, end)) row.expiresAt = end
  }
  const add = (row: AppTokenRow, at: number): number => {
    const locator = all.add(row)
    const others = (living.get(row.appid) ?? []).filter((one) => one.row.expiresAt > at)
    living.set(row.appid, [...others, { locator, row }])
    return locator
  }
  return {
    async saveAppToken({ digest, lifetimeMs, appid, overlapMs }) {
      const at = now()
      shorten(appid, false, at + overlapMs)
      return add({ digest, expiresAt: at + lifetimeMs, appid, salt: undefined }, at)
    },
    async keepStableToken({ appid, salt, lifetimeMs, overlapMs, force, mint }) {
      const at = now()
      const found = of(appid, true, at + overlapMs).at(-1)
      if (found?.row.salt && !force && sameDigest(found.row.digest, mint(found.row.salt))) {
        return { locator: found.locator, salt: found.row.salt, endsInMs: found.row.expiresAt - at }
      }
      const digest = mint(salt)
      shorten(appid, true, force ? at : at + overlapMs)
      return { locator: add({ digest, expiresAt: at + lifetimeMs, appid, salt }, at), salt, endsInMs: lifetimeMs }
    },
    async findAppToken(presented) {
      const at = now()
      const row = all.find(presented)
      return row && { outcome: row.expiresAt > at ? 'live' : 'expired', appid: row.appid }
    },
  }
}
