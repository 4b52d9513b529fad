/**
 * For tests: a platform with no port, a clock that stands still until it is moved, reproducible randomness; and the suite that every
 * store must pass. It imports the platform; nothing of the platform imports it.
 */
import type { Random } from './credentials.ts'
import type { PlatformOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { createPlatform } from './platform.ts'
import { builtinSeed } from './seed/index.ts'

// oxlint-disable-next-line no-restricted-imports -- the store's own door would load node:test into every server
export { type MadeStore, storeConformance } from './store/store-conformance.ts'

/** A clock that only its owner moves. */
export type ManualClock = { readonly now: () => number; readonly advance: (seconds: number) => void }

/** @param startMs where it begins, milliseconds since 1970; 2026-01-01 by default. */
export function manualClock(startMs = 1_767_225_600_000): ManualClock {
  let now = startMs
  return {
    now: () => now,
    advance: (seconds) => {
      now += seconds * 1000
    },
  }
}

/** Random bytes that are the same in every run (a 32-bit xorshift: for tests alone). */
export function reproducibleRandom(start = 1): Random {
  let state = start | 0 || 1
  return (bytes) =>
    Uint8Array.from({ length: bytes }, () => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return state & 0xff
    })
}

/** A platform for tests, and the clock it runs by. */
export type TestPlatform = Platform & { readonly clock: ManualClock }

/**
 * A platform in memory with the built-in apps and users, a manual clock and reproducible randomness; every option may be replaced.
 *
 * @example
 * const platform = await createTestPlatform()
 * const reply = await platform.fetch(new Request('https://api.weixin.qq.com/sns/auth?access_token=x&openid=y'))
 * await platform.close()
 */
export async function createTestPlatform(
  options: PlatformOptions & { readonly clock?: ManualClock } = {},
): Promise<TestPlatform> {
  const clock = options.clock ?? manualClock()
  const platform = await createPlatform({ seed: builtinSeed([]), random: reproducibleRandom(), ...options, clock })
  return { ...platform, clock }
}
