import type { Behaviours, Profile } from '@weauth/protocol'
import type { Fetch, Identify, Mode } from './context.ts'
import type { Random } from './credentials.ts'
import type { Seed } from './seed/index.ts'
import type { ServedRequest } from './serve.ts'
import type { Store } from './store/index.ts'

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
  /** From which openids, unionids and tickets are derived; with another key every user is another. Required in production: the default is public. */
  readonly identityKey?: string
  /** Milliseconds since 1970. */
  readonly clock?: { readonly now: () => number }
  readonly random?: Random
  /** How the platform itself calls others: servers of accounts with messages, and callbacks as a crawler. */
  readonly fetch?: Fetch
  /** A signal that aborts such a call after so many milliseconds. */
  readonly timeout?: (ms: number) => AbortSignal
  /** How many requests are remembered; 500 by default, 0 for none. */
  readonly traceLimit?: number
  /** How long a page's question after its QR login is held while nothing happens, in milliseconds; 25 000 by default. */
  readonly qrPollHoldMs?: number
  /** Told of every failure that is answered as «system busy»; prints it by default. */
  readonly onError?: (error: unknown) => void
  /** Told of every request once it is answered: for a log. */
  readonly onRequest?: (served: ServedRequest) => void
  /** How many requests are served at a time over HTTP; those beyond are told «system busy» at once. 400 by default. */
  readonly mostUnderWay?: number
  /** Proxies in front, addresses and ranges, whose `X-Forwarded-For` is believed; nobody's by default. */
  readonly trustedProxies?: readonly string[]
  /** Certificate and key in PEM: https without a proxy. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Opens `/metrics` to whoever shows it as a bearer token. Without one it is there in development alone, for this machine. */
  readonly adminToken?: string
}

function origin(name: string, url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.pathname !== '/' || parsed.search !== '') {
    throw new Error(`${name} must be an origin such as https://wechat.example.com, without a path: ${url}`)
  }
  return parsed.origin
}

/** Where the platform is, for browsers and for business servers; known for sure once it listens. */
export type Addresses = {
  readonly publicUrl: () => string
  readonly internalUrl: () => string
  /** The hosts that the configuration names. */
  readonly hosts: () => string[]
  /** Tells where it listens, which counts where nothing was configured. */
  readonly listeningAt: (url: string) => void
}

/** The addresses by configuration; without any, WeChat's own, as a platform with no port is asked. */
export function createAddresses({ publicUrl, internalUrl, allowedHosts = [] }: PlatformOptions): Addresses {
  const configured = publicUrl === undefined ? undefined : origin('publicUrl', publicUrl)
  const internal = internalUrl === undefined ? undefined : origin('internalUrl', internalUrl)
  let listening: string | undefined
  const addresses: Addresses = {
    publicUrl: () => configured ?? listening ?? 'https://open.weixin.qq.com',
    internalUrl: () => internal ?? addresses.publicUrl(),
    hosts: () => [addresses.publicUrl(), addresses.internalUrl()].map((url) => new URL(url).host).concat(allowedHosts),
    listeningAt: (url) => {
      listening = url
    },
  }
  return addresses
}

/** The mode, which in production must know its users. */
export function checkMode({ mode = 'development', identify, identityKey = '', defaultUser }: PlatformOptions): Mode {
  if (mode === 'production' && !identify) {
    throw new Error('production needs `identify`: without it nobody knows who opens a link')
  }
  if (mode === 'production' && identityKey.length < 32) {
    throw new Error('production needs an `identityKey` of at least 32 characters: the default one is public')
  }
  if (mode === 'production' && defaultUser !== undefined) {
    throw new Error('production has no default user: everybody would be logged in as that one')
  }
  return mode
}
