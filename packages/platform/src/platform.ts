import { randomBytes } from 'node:crypto'
import type { Behaviours, Profile } from '@weauth/protocol'
import { behavioursOf } from '@weauth/protocol'
import type { Context, Identify, Mode } from './context.ts'
import type { Random } from './credentials.ts'
import { openDirectory } from './directory.ts'
import { fromRequest, toResponse } from './fetch-adapter.ts'
import { createHostCheck } from './hosts.ts'
import { createIdentities } from './identity.ts'
import type { ListenOptions } from './node-server.ts'
import { closeServer, createNodeServer, listen } from './node-server.ts'
import { route } from './routes.ts'
import type { Seed } from './seed/index.ts'
import { appOf } from './seed/index.ts'
import type { App, Store, User } from './store/index.ts'
import { openSqliteStore } from './store/index.ts'
import type { TraceRecord } from './trace.ts'
import { createTraces } from './trace.ts'
import type { Reply, WireRequest } from './wire.ts'
import { textReply } from './wire.ts'

/** How a platform is made. Nothing is required: an empty one in memory answers that it knows no app. */
export type PlatformOptions = {
  /** Apps and users to add or replace at start, and the profile. */
  readonly seed?: Seed
  /** Where everything is kept; in memory by default. The platform closes it. */
  readonly store?: Store
  /** `documented` by default, or what the seed says. */
  readonly profile?: Profile
  /** Behaviours by name, over the profile's. */
  readonly behaviours?: Partial<Behaviours>
  /** `development` by default. */
  readonly mode?: Mode
  /** Origin at which browsers reach the platform; where it listens by default. */
  readonly publicUrl?: string
  /** Origin at which business servers reach it; the public one by default. */
  readonly internalUrl?: string
  /** Further hosts to answer for, besides the loopback, the two URLs and WeChat's. */
  readonly allowedHosts?: readonly string[]
  /** Id of the user who opens links when neither header nor picker says (development). */
  readonly defaultUser?: string
  /** Who makes a request (production, where it is required). */
  readonly identify?: Identify
  /** From which openids and unionids are derived; with another key every user is another. */
  readonly identityKey?: string
  /** Milliseconds since 1970. */
  readonly clock?: { readonly now: () => number }
  readonly random?: Random
  /** How many requests are remembered; 500 by default, 0 for none. */
  readonly traceLimit?: number
  /** Told of every failure that is answered as «system busy»; prints it by default. */
  readonly onError?: (error: unknown) => void
}

/** A server that behaves like WeChat's own. */
export type Platform = {
  /** Serves a Web-standard request, with no port. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Listens for HTTP; fulfilled with where it does. */
  readonly listen: (options?: ListenOptions) => Promise<{ readonly url: string; readonly port: number }>
  /** Finishes what is under way, then closes server and store. */
  readonly close: () => Promise<void>
  /** Adds or replaces an app or a user while running. */
  readonly saveApp: (app: App) => Promise<void>
  readonly saveUser: (user: User) => Promise<void>
  readonly apps: () => readonly App[]
  readonly users: () => readonly User[]
  /** The openid by which an app knows a user. */
  readonly openid: (appid: string, userId: string) => string
  /** What was asked lately, oldest first. */
  readonly traces: () => readonly TraceRecord[]
}

/** `Date.now` stands here and nowhere else. */
export const systemClock: { readonly now: () => number } = { now: () => Date.now() }

function origin(name: string, url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.pathname !== '/' || parsed.search !== '') {
    throw new Error(`${name} must be an origin such as https://wechat.example.com, without a path: ${url}`)
  }
  return parsed.origin
}

function checkMode({ mode = 'development', identify, defaultUser }: PlatformOptions): Mode {
  if (mode === 'production' && !identify) {
    throw new Error('production needs `identify`: without it nobody knows who opens a link')
  }
  if (mode === 'production' && defaultUser !== undefined) {
    throw new Error('production has no default user: everybody would be logged in as that one')
  }
  return mode
}

/** Serves one request: known host, then its endpoint, then a trace. */
function createServe(
  context: Context,
  traces: ReturnType<typeof createTraces>,
  isKnownHost: (host: string) => boolean,
): (request: WireRequest) => Promise<Reply> {
  return async (request) => {
    const trace = traces.begin()
    const reply = await answer(request)
    traces.end(request, trace, reply, context.now())
    return reply

    async function answer(asked: WireRequest): Promise<Reply> {
      if (!isKnownHost(asked.host)) {
        return textReply(
          421,
          `Misdirected Request: weauth does not answer for ${JSON.stringify(asked.host.slice(0, 100))}; allow it with --allow-host\n`,
        )
      }
      try {
        return await route(asked.path)(asked, context, trace)
      } catch (error) {
        context.onError(error)
        return textReply(503, '系统繁忙，请稍后再试\nBusy, try again later\n', { 'retry-after': '1' })
      }
    }
  }
}

const purgeEveryMs = 60_000
const purgeBatch = 500
/** Ended codes and tokens are kept so long that a late visitor is told «expired» or «used», not «unknown». */
const purgeGraceMs = 86_400_000

/**
 * Makes a platform.
 *
 * @throws when production lacks `identify`, or a URL is no origin.
 * @example
 * const platform = await createPlatform({ seed: builtinSeed([]) })
 * const { url } = await platform.listen({ port: 0 })
 */
export async function createPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { seed, clock = systemClock, random = randomBytes } = options
  const mode = checkMode(options)
  let publicUrl = origin('publicUrl', options.publicUrl) ?? 'https://open.weixin.qq.com'
  const internalUrl = origin('internalUrl', options.internalUrl)
  const store = options.store ?? openSqliteStore({ path: ':memory:', clock })
  const identities = createIdentities(options.identityKey ?? 'weauth')
  const directory = await openDirectory(store, identities)
  await Promise.all([
    ...(seed?.apps ?? []).map((app) => directory.saveApp(appOf(app))),
    ...(seed?.users ?? []).map((user) => directory.saveUser(user)),
  ])
  const profile = options.profile ?? seed?.profile ?? 'documented'
  const traces = createTraces(options.traceLimit ?? 500)
  const context: Context = {
    mode,
    profile,
    behaviours: behavioursOf(profile, options.behaviours),
    store,
    directory,
    identities,
    random,
    now: clock.now,
    publicUrl: () => publicUrl,
    internalUrl: () => internalUrl ?? publicUrl,
    defaultUser: options.defaultUser,
    identify: options.identify,
    secrets: new Map(mode === 'production' ? [] : seed?.apps.map(({ appid, secret }) => [appid, secret])),
    onError: options.onError ?? console.error,
    traces,
  }
  const configuredHosts = (): string[] => [
    new URL(publicUrl).host,
    new URL(context.internalUrl()).host,
    ...(options.allowedHosts ?? []),
  ]
  const serve = createServe(context, traces, createHostCheck(configuredHosts))
  const server = createNodeServer(serve)
  let sweeper: NodeJS.Timeout | undefined

  return {
    fetch: async (request) => toResponse(await serve(fromRequest(request))),
    async listen(listenOptions = {}) {
      const { address, family, port } = await listen(server, listenOptions)
      const name = family === 'IPv6' ? `[${address}]` : address
      const url = `http://${/^(?:0\.0\.0\.0|\[::\])$/.test(name) ? '127.0.0.1' : name}:${port}`
      if (options.publicUrl === undefined) publicUrl = url
      sweeper = setInterval(
        () => void store.purge(purgeBatch, purgeGraceMs).catch(context.onError),
        purgeEveryMs,
      ).unref()
      return { url, port }
    },
    async close() {
      clearInterval(sweeper)
      if (server.listening) await closeServer(server)
      await store.close()
    },
    saveApp: directory.saveApp,
    saveUser: directory.saveUser,
    apps: directory.apps,
    users: directory.users,
    openid: identities.openid,
    traces: traces.list,
  }
}
