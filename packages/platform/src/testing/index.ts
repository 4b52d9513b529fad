/**
 * For tests: a platform with no port, a clock that stands still until it is moved, reproducible randomness; and the suite that every
 * store must pass. It imports the platform; nothing of the platform imports it.
 */
import { hosts } from '@weauth/protocol'
import type { Random } from '../credentials.ts'
import type { PlatformOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import { createPlatform } from '../platform.ts'
import type { ScriptedBrowser, ScriptedUser, SiteHandler, Visited } from './scripted-browser.ts'
import { scriptedBrowser } from './scripted-browser.ts'
import { builtinSeed } from '../seed/index.ts'

export { routePaths } from '../routes.ts'
export type { ScriptedBrowser, ScriptedUser, SiteHandler, Visited } from './scripted-browser.ts'
export { type MadeStore, storeConformance } from '../conformance/index.ts'

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

/** What a client needs to call a test platform: plain data, to be handed to its account's options. */
export type TestAccount = {
  readonly appid: string
  readonly secret: string
  readonly openHost: string
  readonly apiHost: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

/** What a user can do in a test. */
export type TestUser = {
  /** Opens the site's login, goes wherever it leads, and tells where that was. `start` is `/login` on shop.example.com by default. */
  readonly login: (site: SiteHandler, start?: string) => Promise<Visited>
  /** A browser of this user on the site, for a journey of one's own. */
  readonly browser: (site: SiteHandler) => ScriptedBrowser
}

/** A platform for tests, the clock it runs by, and the ways a business site is tested against it. */
export type TestPlatform = Platform & {
  readonly clock: ManualClock
  /** The account of an app of the seed; of the first one by default. */
  readonly account: (appid?: string) => TestAccount
  /** A user of the seed, with WeChat in hand. */
  readonly as: (userId: string, user?: ScriptedUser) => TestUser
}

const openHost = `https://${hosts.open.name}`
const apiHost = `https://${hosts.api.name}`

/**
 * A platform in memory with the built-in apps and users, a manual clock and reproducible randomness; every option may be replaced.
 * Nothing listens and nothing leaves the process.
 *
 * @example
 * const platform = await createTestPlatform()
 * const account = createAccount(platform.account())
 * const { response } = await platform.as('alice').login(site)
 * await platform.close()
 */
export async function createTestPlatform(
  options: PlatformOptions & { readonly clock?: ManualClock } = {},
): Promise<TestPlatform> {
  const { clock = manualClock(), seed = builtinSeed([]) } = options
  const platform = await createPlatform({ random: reproducibleRandom(), qrPollHoldMs: 0, ...options, seed, clock })
  const platformHosts = new Set([hosts.open.name, hosts.api.name])
  const fetch: TestAccount['fetch'] = (url, init) => platform.fetch(new Request(url, init))
  return {
    ...platform,
    clock,
    account(appid = seed.apps[0]?.appid) {
      const app = seed.apps.find((one) => one.appid === appid)
      if (!app) throw new Error(`no app of the seed has the appid ${appid}`)
      return { appid: app.appid, secret: app.secret, openHost, apiHost, fetch }
    },
    as(userId, user) {
      const browser = (site: SiteHandler): ScriptedBrowser =>
        scriptedBrowser(platform, platformHosts, site, userId, user)
      return { browser, login: (site, start = 'https://shop.example.com/login') => browser(site).open(start) }
    },
  }
}
