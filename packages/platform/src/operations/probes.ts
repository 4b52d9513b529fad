import { hash, timingSafeEqual } from 'node:crypto'
import type { Reply, WireRequest } from '../http/index.ts'
import { isLoopbackAddress, textReply } from '../http/index.ts'
import type { Store } from '../store/index.ts'

/** What the probes look at. */
export type Probed = {
  readonly store: Store
  readonly metrics: () => string
  readonly isClosing: () => boolean
  /** Whoever shows it may read the measurements, from anywhere. */
  readonly adminToken: string | undefined
  readonly mode: 'development' | 'production'
}

/** How long the store may take until it counts as gone. */
const readyMs = 1000

async function isStoreReady(store: Store): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), readyMs)
  try {
    return await Promise.race([store.now().then(() => true), late.promise])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

const probePaths = ['/healthz', '/readyz', '/metrics'] as const
type ProbePath = (typeof probePaths)[number]
const paths: ReadonlySet<string> = new Set(probePaths)

/** Whether a path is a probe's: it is answered however much there is to do, or an orchestrator would end what is merely busy. */
export const isProbe = (path: string): path is ProbePath => paths.has(path)

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

/** Behind a proxy on the same machine everybody comes from the loopback; what it passed on says so. */
const isFromHere = ({ remoteAddress, header }: WireRequest): boolean =>
  (remoteAddress === undefined || isLoopbackAddress(remoteAddress)) &&
  ['x-forwarded-for', 'forwarded', 'via'].every((name) => header(name) === undefined)

type Probe = (request: WireRequest) => Reply | Promise<Reply>

/**
 * Answers `/healthz` (the process lives), `/readyz` (it can be given requests: the store answers, and it is not closing) and `/metrics`;
 * nothing for any other path. They are asked under whatever Host, as probes of a cluster are. The measurements are for whoever shows the
 * admin token; without one, in development, for this machine.
 */
export function createProbes(probed: Probed): (request: WireRequest) => ReturnType<Probe> | undefined {
  const { store, metrics, isClosing, adminToken, mode } = probed
  const mayRead = (request: WireRequest): boolean => {
    if (adminToken === undefined) return mode === 'development' && isFromHere(request)
    const shown = /^Bearer (.+)$/i.exec(request.header('authorization') ?? '')?.[1] ?? ''
    return timingSafeEqual(digest(shown), digest(adminToken))
  }
  const probes: Readonly<Record<ProbePath, Probe>> = {
    '/healthz': () => textReply(200, 'ok\n'),
    '/readyz': async () =>
      !isClosing() && (await isStoreReady(store))
        ? textReply(200, 'ready\n')
        : textReply(503, 'not ready\n', { 'retry-after': '1' }),
    '/metrics': (request) =>
      mayRead(request)
        ? textReply(200, metrics(), { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
        : textReply(404, 'Not Found\n'),
  }
  return (request) => (isProbe(request.path) ? probes[request.path](request) : undefined)
}
