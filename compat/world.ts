import assert from 'node:assert/strict'
import type { Platform, Seed, SeedApp } from '@weauth/platform'
import { builtinSeed, createPlatform } from '@weauth/platform'
import type { ManualClock } from '@weauth/platform/testing'
import { manualClock } from '@weauth/platform/testing'
import type { Profile } from '@weauth/protocol'
import type { AppKind } from './client.ts'
import type { Relay } from './relay.ts'
import { openRelay } from './relay.ts'
import type { Host } from './start-host.ts'
import { startHost } from './start-host.ts'

/** How a client comes to the platform: it is told its address, or `weauth run` makes it WeChat. */
export const ways = ['base URL', 'weauth run'] as const
/** One of {@link ways}. */
export type Way = (typeof ways)[number]

/** Two apps of a kind, with and without a unionid, and where they are called back. */
type AppPair = {
  readonly bound: SeedApp
  readonly unbound: SeedApp
  readonly callbackUrl: string
  /** The third-party platform that acts for both. */
  readonly actedFor?: SeedApp
}

type Apps = Readonly<Record<AppKind, AppPair>>

/** A platform of one profile, and processes whose WeChat it is. */
export type World = {
  readonly profile: Profile
  readonly platform: Platform
  readonly relay: Relay
  readonly clock: ManualClock
  readonly apps: Apps
  readonly host: (way: Way) => Host
  readonly close: () => Promise<void>
}

const site = 'localhost:8081'

/** Every kind of app twice, in an open platform and in none. */
function openSeed(): { readonly seed: Seed; readonly apps: Apps } {
  const seed = builtinSeed([site])
  const find = (kind: SeedApp['kind']): SeedApp => seed.apps.find((app) => app.kind === kind) ?? assert.fail(kind)
  const pair = (kind: SeedApp['kind'], appid: string): AppPair => {
    const { openPlatform: _, ...alone } = find(kind)
    return {
      bound: find(kind),
      unbound: { ...alone, appid, secret: 'f0'.repeat(16) },
      callbackUrl: `http://${site}/callback`,
    }
  }
  const account = pair('test', 'wxf000000000000001')
  const website = pair('website', 'wxf000000000000002')
  const mobile = pair('mobile', 'wxf000000000000003')
  const actedFor = find('component')
  const component = { ...account, callbackUrl: 'http://platform.example.com/callback', actedFor }
  const acting = { ...actedFor, authorizedBy: [...(actedFor.authorizedBy ?? []), account.unbound.appid] }
  const others = seed.apps.filter(({ kind }) => kind !== 'component')
  return {
    seed: { ...seed, apps: [...others, account.unbound, website.unbound, mobile.unbound, acting] },
    apps: { account, component, website, mobile },
  }
}

/** Opens a world; `plain` is the host of those who are told where it is. */
async function openWorld(profile: Profile, plain: Host): Promise<World> {
  const { seed, apps } = openSeed()
  const clock = manualClock(Date.now())
  const platform = await createPlatform({ seed, profile, clock, behaviours: { 'snapshot-pages': true } })
  const { url } = await platform.listen()
  const relay = await openRelay(url)
  let under: Host | undefined
  return {
    profile,
    platform,
    relay,
    clock,
    apps,
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
