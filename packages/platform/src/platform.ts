import { behavioursOf, qrPollHoldSeconds } from '@weauth/protocol'
import type { Context } from './context.ts'
import { pooledRandom } from './credentials.ts'
import { openDirectory } from './directory.ts'
import { createPusher } from './events/index.ts'
import { busyReply } from './api/index.ts'
import { isHeld } from './routes.ts'
import {
  closeServer,
  createHostCheck,
  createNodeServer,
  createOccupation,
  fromRequest,
  listen,
  toResponse,
} from './http/index.ts'
import { keepHouse } from './housekeeping.ts'
import { createIdentities, createUserActs } from './users/index.ts'
import type { CloseOptions, ListenOptions } from './http/index.ts'
import { addressCheck, createMinuteCounts } from './limits/index.ts'
import { openMemoryStore } from './memory/index.ts'
import { createMetrics, createProbes, isProbe, measuredStore } from './operations/index.ts'
import type { Metrics } from './operations/index.ts'
import type { Addresses, PlatformOptions } from './options.ts'
import { checkMode, createAddresses } from './options.ts'
import { appOf } from './seed/index.ts'
import { createServe } from './serve.ts'
import type { App, User } from './store/index.ts'
import { createTickets } from './tickets.ts'
import type { UserActs } from './users/index.ts'
import type { TraceRecord, Traces } from './trace.ts'
import { createTraces } from './trace.ts'
import { createWaiters } from './waiters.ts'

/** A server that behaves like WeChat's own. */
export type Platform = {
  /** Serves a Web-standard request, with no port. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Listens for HTTP; fulfilled with where it does. */
  readonly listen: (options?: ListenOptions) => Promise<{ readonly url: string; readonly port: number }>
  /** Finishes what is under way, within ten seconds, then closes server and store. */
  readonly close: (options?: CloseOptions) => Promise<void>
  /** Adds or replaces an app or a user while running. */
  readonly saveApp: (app: App) => Promise<void>
  readonly saveUser: (user: User) => Promise<void>
  readonly apps: () => readonly App[]
  readonly users: () => readonly User[]
  /** The openid by which an app knows a user. */
  readonly openid: (appid: string, userId: string) => string
  /** What a user does in WeChat's own settings. */
  readonly userActs: UserActs
  /** The component_verify_ticket that a third-party platform was pushed last. */
  readonly verifyTicket: (componentAppid: string) => string
  /** What was asked lately, oldest first. */
  readonly traces: () => readonly TraceRecord[]
}

/** `Date.now` stands here and nowhere else. */
export const systemClock: { readonly now: () => number } = { now: () => Date.now() }

/** What one core can answer in about thirty milliseconds. */
const mostUnderWay = 400
/** Opens what a platform works with: apps and users of the seed in the store, and all that the endpoints are given. */
async function openContext(
  options: PlatformOptions,
  addresses: Addresses,
  { traces, metrics }: { readonly traces: Traces; readonly metrics: Metrics },
): Promise<Context> {
  const { seed, clock = systemClock } = options
  const mode = checkMode(options)
  const profile = options.profile ?? seed?.profile ?? 'documented'
  const store = measuredStore(options.store ?? openMemoryStore({ clock }), metrics)
  const key = options.identityKey ?? 'weauth'
  const identities = createIdentities(key)
  const directory = await openDirectory(store, identities)
  await Promise.all((seed?.apps ?? []).map((app) => directory.saveApp(appOf(app))))
  await Promise.all((seed?.users ?? []).map((user) => directory.saveUser(user)))
  const random = options.random ?? pooledRandom()
  const { fetch = globalThis.fetch, timeout = (ms) => AbortSignal.timeout(ms), onError = console.error } = options
  return {
    ...addresses,
    mode,
    profile,
    behaviours: behavioursOf(profile, options.behaviours),
    store,
    directory,
    identities,
    tickets: createTickets(key),
    minutes: createMinuteCounts(clock.now),
    waiters: createWaiters(),
    qrPollHoldMs: options.qrPollHoldMs ?? qrPollHoldSeconds * 1000,
    fetch,
    timeout,
    pusher: createPusher({ fetch, timeout, random, now: clock.now, traces, onError }),
    random,
    now: clock.now,
    defaultUser: options.defaultUser,
    identify: options.identify,
    secrets: new Map(mode === 'production' ? [] : seed?.apps.map(({ appid, secret }) => [appid, secret])),
    onError,
    traces,
  }
}

/**
 * Makes a platform.
 *
 * @throws when production lacks `identify`, or a URL is no origin.
 * @example
 * const platform = await createPlatform({ seed: builtinSeed([]) })
 * const { url } = await platform.listen({ port: 0 })
 */
export async function createPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const addresses = createAddresses(options)
  const traces = createTraces(options.traceLimit ?? 500)
  const occupation = createOccupation()
  const metrics = createMetrics(occupation.underWay)
  const context = await openContext(options, addresses, { traces, metrics })
  const { store, directory, identities, onError, mode } = context
  let closing = false
  const isClosing = (): boolean => closing
  const { adminToken, onRequest, tls } = options
  const probe = createProbes({ store, metrics: metrics.text, isClosing, adminToken, mode })
  const isKnownHost = createHostCheck(addresses.hosts)
  const serve = createServe(context, { traces, metrics, isKnownHost, probe, onRequest })
  const server = createNodeServer({
    serve,
    busy: busyReply,
    onBusy: metrics.refused,
    onError,
    mostUnderWay: options.mostUnderWay ?? mostUnderWay,
    isTrustedProxy: addressCheck(options.trustedProxies ?? []),
    isClosing,
    occupation,
    isHeld,
    isProbe,
    tls,
  })
  const endings: (() => void)[] = []

  return {
    fetch: async (request) => toResponse(await serve(fromRequest(request))),
    async listen(listenOptions = {}) {
      const { url, port } = await listen(server, listenOptions)
      addresses.listeningAt(url)
      endings.push(metrics.watch(), keepHouse(store, directory, onError))
      return { url, port }
    },
    async close(closeOptions) {
      closing = true
      for (const end of endings) end()
      context.waiters.close()
      context.pusher.close()
      if (server.listening) await closeServer(server, occupation, closeOptions)
      await store.close()
    },
    saveApp: directory.saveApp,
    saveUser: directory.saveUser,
    apps: directory.apps,
    users: directory.users,
    openid: identities.openid,
    userActs: createUserActs(context),
    verifyTicket: (appid) => context.tickets.verifyTicket(appid, context.now()),
    traces: traces.list,
  }
}
