import type { Behaviours, Profile } from '@weauth/protocol'
import type { Random } from './credentials.ts'
import type { Directory } from './directory.ts'
import type { Pusher } from './events/index.ts'
import type { Identities } from './users/index.ts'
import type { MinuteCounts } from './limits/index.ts'
import type { Store, User } from './store/index.ts'
import type { Tickets } from './tickets.ts'
import type { Trace, TraceRecord } from './trace.ts'
import type { Waiters } from './waiters.ts'
import type { Reply, WireRequest } from './http/index.ts'

/** `development` has the user picker, the `X-Weauth-*` headers and explaining error pages; `production` has none of them. */
export type Mode = 'development' | 'production'

/** Tells who makes a request, in production: the user, or nothing when nobody is logged in. */
export type Identify = (request: WireRequest) => User | undefined | Promise<User | undefined>

/** How the platform calls others: as `fetch` does, by the text of a URL. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What every endpoint is given besides the request. */
export type Context = {
  readonly mode: Mode
  readonly profile: Profile
  readonly behaviours: Behaviours
  readonly store: Store
  readonly directory: Directory
  readonly identities: Identities
  readonly tickets: Tickets
  readonly minutes: MinuteCounts
  /** Browsers that wait for what becomes of their QR login. */
  readonly waiters: Waiters
  /** How long they wait for one answer, in milliseconds. */
  readonly qrPollHoldMs: number
  /** How the platform calls others, and a signal that aborts such a call after so many milliseconds. */
  readonly fetch: Fetch
  readonly timeout: (ms: number) => AbortSignal
  /** Tells accounts' servers what happened to their users. */
  readonly pusher: Pusher
  readonly random: Random
  readonly now: () => number
  /** Where browsers reach the platform, without a slash at the end. */
  readonly publicUrl: () => string
  /** Where the business server reaches it. */
  readonly internalUrl: () => string
  readonly defaultUser: string | undefined
  readonly identify: Identify | undefined
  /** Secrets in clear, to show on the development pages; empty in production. */
  readonly secrets: ReadonlyMap<string, string>
  /** Told of every failure that is answered as «system busy». */
  readonly onError: (error: unknown) => void
  readonly traces: { readonly list: () => readonly TraceRecord[] }
}

/** One path of the platform: the request and what surrounds it in, the answer out. */
export type Endpoint = (request: WireRequest, context: Context, trace: Trace) => Reply | Promise<Reply>
