import type { KeyValueStore } from './key-value.ts'
import { systemNow } from '../time.ts'

/** How {@link memoryStore} is made. */
export type MemoryStoreOptions = {
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** The most keys that are kept; the oldest go first. Default 100,000, some 50 MB of logins. */
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
  const set = (key: string, value: string, lifetimeMs: number): void => {
    // Deleting first moves the key to the end, so that the first one is always the longest untouched.
    kept.delete(key)
    kept.set(key, { value, endsAtMs: now() + lifetimeMs })
    if (kept.size > most) kept.delete(kept.keys().next().value ?? '')
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
