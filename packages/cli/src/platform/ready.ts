import type { App, Mode, Platform, Seed } from '@weauth/platform'
import type { Profile } from '@weauth/protocol'
import { buildAuthorizeLink } from '@weauth/protocol'
import { withoutPassword } from './open-store.ts'
import type { PlatformSettings } from './options.ts'

/** What is known when the platform is ready. */
export type Ready = {
  /** The origin that browsers use. */
  readonly url: string
  /** The origin where it listens: the same unless a public one was given. */
  readonly listening: string
  readonly profile: Profile
  readonly mode: Mode
  readonly apps: readonly {
    readonly appid: string
    /** Absent in production, and for an app that an earlier start left in the data folder. */
    readonly secret?: string
    readonly name: string
    readonly callbackDomains: readonly string[]
  }[]
  /** `follows` is about the first app. */
  readonly users: readonly { readonly id: string; readonly nickname: string; readonly follows: boolean }[]
  /** The file or database where the data is kept, if anywhere. */
  readonly kept: string | undefined
  /** An authorize link to try, when an app has a callback domain. */
  readonly link: string | undefined
  /** The built-in app knows no site of the user's yet. */
  readonly isLackingSite: boolean
}

const isLackingSite = ({ seedFile, callbacks }: PlatformSettings): boolean =>
  seedFile === undefined && callbacks.length === 0

/**
 * An authorize link to click. While the built-in apps know no site of the user's, they come back to this server: a click
 * should end on a page. Added when the port is known, so not a part of the seed.
 */
async function linkToTry(
  platform: Platform,
  apps: readonly App[],
  url: string,
  settings: PlatformSettings,
): Promise<string | undefined> {
  const app = apps.find(
    ({ kind, scopes, callbackDomains: [domain] }) =>
      kind !== 'website' && scopes.includes('snsapi_userinfo') && domain !== undefined,
  )
  if (!app) return undefined
  const link = (redirectUri: string): string =>
    buildAuthorizeLink({ openHost: url, appid: app.appid, redirectUri, scope: 'snsapi_userinfo', state: 'weauth' })

  if (isLackingSite(settings)) {
    const { host } = new URL(url)
    const local = apps.filter(({ callbackDomains }) => callbackDomains.includes('localhost'))
    const opened = (one: App): App => ({ ...one, callbackDomains: [...new Set([...one.callbackDomains, host])] })
    await Promise.all(local.map((one) => platform.saveApp(opened(one))))
    return link(`${url}/`)
  }
  const domain = settings.callbacks[0] ?? app.callbackDomains[0] ?? ''
  return link(`${app.kind === 'test' ? 'http' : 'https'}://${domain}${domain.includes('/') ? '' : '/'}`)
}

/** Gathers what is told of a platform that has begun to listen. */
export async function whatToTell(
  platform: Platform,
  { seed, profile, listening }: { readonly seed: Seed; readonly profile: Profile; readonly listening: string },
  settings: PlatformSettings,
): Promise<Ready> {
  const { mode, publicUrl: url = listening, dataFile, databaseUrl } = settings
  const secrets = new Map(seed.apps.map(({ appid, secret }) => [appid, secret]))
  // Those of the seed first: the data folder may hold others of an earlier start, whose secrets are known by digest only.
  const sorted = (): App[] =>
    platform.apps().toSorted((a, b) => Number(secrets.has(b.appid)) - Number(secrets.has(a.appid)))
  const link = mode === 'development' ? await linkToTry(platform, sorted(), url, settings) : undefined
  const apps = sorted().map(({ appid, name, callbackDomains }) => {
    const secret = mode === 'development' ? secrets.get(appid) : undefined
    return { appid, ...(secret !== undefined && { secret }), name, callbackDomains }
  })
  const users = platform
    .users()
    .map(({ id, nickname, follows }) => ({ id, nickname, follows: follows.includes(apps[0]?.appid ?? '') }))
  const kept = databaseUrl === undefined ? dataFile : withoutPassword(databaseUrl)
  return { url, listening, mode, profile, apps, users, link, kept, isLackingSite: isLackingSite(settings) }
}
