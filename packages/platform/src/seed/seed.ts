import { createHash } from 'node:crypto'
import type { Profile } from '@weauth/protocol'
import type { App, User } from '../store/index.ts'

/** An app as a seed describes it: its secret in clear, which the store never sees. */
export type SeedApp = Omit<App, 'secretDigest'> & { readonly secret: string }

/** What a platform starts with, whether read from a file or built in. */
export type Seed = {
  readonly profile?: Profile
  /** The open-platform accounts that apps are bound to. */
  readonly openPlatforms: readonly { readonly id: string }[]
  readonly apps: readonly SeedApp[]
  readonly users: readonly User[]
}

/**
 * The app as the store keeps it, with the digest of its secret.
 *
 * @example
 * await store.saveApp(appOf(seed.apps[0]))
 */
export function appOf({ secret, ...app }: SeedApp): App {
  return { ...app, secretDigest: createHash('sha256').update(secret).digest('hex') }
}
