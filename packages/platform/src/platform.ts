import { randomBytes } from 'node:crypto'
import { behavioursOf, qrPollHoldSeconds } from '@weauth/protocol'
import type { Context } from './context.ts'
import { openDirectory } from './directory.ts'
import { closeServer, createHostCheck, createNodeServer, fromRequest, listen, toResponse } from './http/index.ts'
import { createIdentities } from './identity.ts'
import type { ListenOptions } from './http/index.ts'
import { createMinuteCounts } from './limits/index.ts'
import type { Addresses, PlatformOptions } from './options.ts'
import { checkMode, createAddresses } from './options.ts'
import { appOf } from './seed/index.ts'
import { createServe } from './serve.ts'
import type { App, Store, User } from './store/index.ts'
import { openSqliteStore } from './store/index.ts'
import { createTickets } from './tickets.ts'
import type { UserActs } from './user-acts.ts'
import { createUserActs } from './user-acts.ts'
import type { TraceRecord, Traces } from './trace.ts'
import { createTraces } from './trace.ts'
import { createWaiters } from './waiters.ts'

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
  /** What a user does in WeChat's own settings. */
  readonly userActs: UserActs
  /** The component_verify_ticket that a third-party platform was pushed last. */
  readonly verifyTicket: (componentAppid: string) => string
  /** What was asked lately, oldest first. */
  readonly traces: () => readonly TraceRecord[]
}

/** `Date.now` stands here and nowhere else. */
export const systemClock: { readonly now: () => number } = { now: () => Date.now() }

/** How long an instance may go on with an app or user as it was before another instance saved it. */
const catchUpEveryMs = 1000
const purgeEveryMs = 60_000
const purgeBatch = 500
/** Ended codes and tokens are kept so long that a late visitor is told «expired» or «used», not «unknown». */
const purgeGraceMs = 86_400_000

/** Deletes what is over, batch after batch, each a transaction of its own between which requests are served. */
async function sweep(store: Store): Promise<void> {
  while ((await store.purge(purgeBatch, purgeGraceMs)) >= purgeBatch);
}

/** Opens what a platform works with: apps and users of the seed in the store, and all that the endpoints are given. */
async function openContext(options: PlatformOptions, addresses: Addresses, traces: Traces): Promise<Context> {
  const { seed, clock = systemClock } = options
  const mode = checkMode(options)
  const profile = options.profile ?? seed?.profile ?? 'documented'
  const store = options.store ?? openSqliteStore({ path: ':memory:', clock })
  const key = options.identityKey ?? 'weauth'
  const identities = createIdentities(key)
  const directory = await openDirectory(store, identities)
  await Promise.all((seed?.apps ?? []).map((app) => directory.saveApp(appOf(app))))
  await Promise.all((seed?.users ?? []).map((user) => directory.saveUser(user)))
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
    random: options.random ?? randomBytes,
    now: clock.now,
    defaultUser: options.defaultUser,
    identify: options.identify,
    secrets: new Map(mode === 'production' ? [] : seed?.apps.map(({ appid, secret }) => [appid, secret])),
    onError: options.onError ?? console.error,
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
  const context = await openContext(options, addresses, traces)
  const { store, directory, identities, onError } = context
  const serve = createServe(context, traces, createHostCheck(addresses.hosts))
  const server = createNodeServer(serve)
  const timers: NodeJS.Timeout[] = []
  const repeat = (ms: number, work: () => Promise<void>): void => {
    timers.push(setInterval(() => void work().catch(onError), ms).unref())
  }

  return {
    fetch: async (request) => toResponse(await serve(fromRequest(request))),
    async listen(listenOptions = {}) {
      const { url, port } = await listen(server, listenOptions)
      addresses.listeningAt(url)
      repeat(purgeEveryMs, () => sweep(store))
      repeat(catchUpEveryMs, directory.catchUp)
      return { url, port }
    },
    async close() {
      for (const timer of timers) clearInterval(timer)
      context.waiters.close()
      if (server.listening) await closeServer(server)
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
