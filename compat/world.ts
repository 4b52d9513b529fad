import type { Platform, SeedApp } from '@weauth/platform'
import { builtinSeed, createPlatform } from '@weauth/platform'
import type { ManualClock } from '@weauth/platform/testing'
import { manualClock } from '@weauth/platform/testing'
import type { Profile } from '@weauth/protocol'
import type { Relay } from './relay.ts'
import { openRelay } from './relay.ts'
import type { Host } from './start-host.ts'
import { startHost } from './start-host.ts'

/** How a client comes to the platform: it is told its address, or `weauth run` makes it WeChat. */
export const ways = ['base URL', 'weauth run'] as const
/** One of {@link ways}. */
export type Way = (typeof ways)[number]

/** A platform of one profile, and processes whose WeChat it is. */
export type World = {
  readonly profile: Profile
  readonly platform: Platform
  readonly relay: Relay
  readonly clock: ManualClock
  readonly apps: { readonly bound: SeedApp; readonly unbound: SeedApp }
  readonly host: (way: Way) => Host
  readonly close: () => Promise<void>
}

const site = 'localhost:8081'
/** Where the users are sent back to. */
export const callbackUrl: string = `http://${site}/callback`

/** Opens a world; `plain` is the host of those who are told where it is. */
async function openWorld(profile: Profile, plain: Host): Promise<World> {
  const seed = builtinSeed([site])
  const [bound] = seed.apps
  if (!bound) throw new Error('the built-in seed has no app')
  const { openPlatform: _, ...alone } = bound
  const unbound: SeedApp = { ...alone, appid: 'wx4e5f607182930415', secret: '456789abcdef0123456789abcdef0123' }
  const clock = manualClock(Date.now())
  const platform = await createPlatform({ seed: { ...seed, apps: [...seed.apps, unbound] }, profile, clock })
  const { url } = await platform.listen()
  const relay = await openRelay(url)
  let under: Host | undefined
  return {
    profile,
    platform,
    relay,
    clock,
    apps: { bound, unbound },
    host: (way) => (way === 'base URL' ? plain : (under ??= startHost(relay.url))),
    async close() {
      await under?.close()
      await relay.close()
      await platform.close()
    },
  }
}

/** A world of each profile. */
export type Worlds = Readonly<Record<Profile, World>> & AsyncDisposable

/** Opens both. */
export async function openWorlds(): Promise<Worlds> {
  const plain = startHost()
  const [documented, observed] = await Promise.all([openWorld('documented', plain), openWorld('observed', plain)])
  return {
    documented,
    observed,
    async [Symbol.asyncDispose]() {
      await Promise.all([plain.close(), documented.close(), observed.close()])
    },
  }
}
