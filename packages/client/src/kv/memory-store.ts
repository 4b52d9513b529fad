import type { KeyValueStore } from './key-value.ts'
import { systemNow } from '../time.ts'

/** How many of the oldest keys are compared when room is made. */
const lookedAt = 64

/** How {@link memoryStore} is made. */
export type MemoryStoreOptions = {
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** The most keys that are kept; what ends soonest of the oldest goes first. Default 100,000, some 50 MB of logins. */
  readonly most?: number
}

/**
 * A store in the memory of one process: for development, tests and sites of one process that may forget logins under way when they restart.
 *
 * @example
 * const store = memoryStore()
 */
export function memoryStore({ now = systemNow, most = 100_000 }: MemoryStoreOptions = {}): KeyValueStore {
  const kept = new Map<string, { readonly value: string; readonly endsAtMs: number }>()

  const get = (key: string): string | undefined => {
    const one = kept.get(key)
    if (one === undefined || one.endsAtMs > now()) return one?.value
    kept.delete(key)
    return undefined
  }
  /** Logins come and go, tokens stay: of the oldest keys the one that ends first is given up, mostly one that has ended. */
  const makeRoom = (): void => {
    let [first, endsAtMs] = ['', Infinity]
    // Never the last: it has only just been set.
    let left = Math.min(lookedAt, kept.size - 1)
    for (const [key, one] of kept) {
      if (left-- <= 0) break
      if (one.endsAtMs < endsAtMs) [first, endsAtMs] = [key, one.endsAtMs]
    }
    kept.delete(first)
  }
  const set = (key: string, value: string, lifetimeMs: number): void => {
    // Deleting first moves the key to the end, so that the first ones are always those set longest ago.
    kept.delete(key)
    kept.set(key, { value, endsAtMs: now() + lifetimeMs })
    if (kept.size > most) makeRoom()
  }
  return {
    get: async (key) => get(key),
    set: async (key, value, lifetimeMs) => set(key, value, lifetimeMs),
    async setIf(key, expected, value, lifetimeMs) {
      if (get(key) !== expected) return false
      set(key, value, lifetimeMs)
      return true
    },
    delete: async (key) => {
      kept.delete(key)
    },
  }
}
