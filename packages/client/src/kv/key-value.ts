/**
 * Where logins and tokens are kept between requests: text under keys, each with a lifetime. Two processes that share one agree about
 * every login. What may happen once is decided by `setIf`; a store that cannot compare and set in one step (Cloudflare KV, an eventually
 * consistent cache) cannot be one, for then two callbacks could both believe they were first.
 * Every implementation must pass `keyValueConformance` of `@weauth/client/testing`.
 */
export interface KeyValueStore {
  /** The value, or nothing when there is none or its lifetime is over. */
  get(key: string): Promise<string | undefined>
  /** Keeps a value for `lifetimeMs`, whatever was there. */
  set(key: string, value: string, lifetimeMs: number): Promise<void>
  /**
   * Keeps a value only while the present one is `expected` (nothing: only while there is none), in one atomic step.
   * Tells whether it did.
   */
  setIf(key: string, expected: string | undefined, value: string, lifetimeMs: number): Promise<boolean>
  /** Forgets a key; no matter whether it was there. */
  delete(key: string): Promise<void>
}
