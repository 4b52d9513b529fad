import type { Context } from './context.ts'
import { busyReply } from './api/index.ts'
import { routeOf } from './routes.ts'
import type { Metrics } from './operations/index.ts'
import type { Trace, Traces } from './trace.ts'
import type { Reply, WireRequest } from './http/index.ts'
import { textReply } from './http/index.ts'

/** One request and its answer, for a log. Holds no secret, code or token. */
export type ServedRequest = {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly errcode?: number
  readonly milliseconds: number
  readonly appid?: string
  readonly userId?: string
  readonly flow?: string
}

/** What serving a request takes besides the context. */
export type Serving = {
  readonly traces: Traces
  readonly metrics: Metrics
  readonly isKnownHost: (host: string) => boolean
  readonly probe: (request: WireRequest) => Reply | Promise<Reply> | undefined
  readonly onRequest: ((served: ServedRequest) => void) | undefined
}

/** Serves one request: known host, then its endpoint, then what is told of it. */
export function createServe(context: Context, serving: Serving): (request: WireRequest) => Promise<Reply> {
  const { traces, metrics, isKnownHost, probe, onRequest } = serving
  return async (request) => {
    const probed = probe(request)
    if (probed !== undefined) return probed
    const begun = performance.now()
    const trace = traces.begin()
    const { endpoint, name } = routeOf(request.path)
    let reply: Reply
    try {
      reply = isKnownHost(request.host) ? await endpoint(request, context, trace) : unknownHost(request)
    } catch (error) {
      context.onError(error)
      reply = busyReply(request.path)
    }
    traces.end(request, trace, reply, context.now())
    const milliseconds = performance.now() - begun
    metrics.answered({ route: name, status: reply.status, errcode: trace.errcode, seconds: milliseconds / 1000 })
    onRequest?.(served(request, name, reply, trace, milliseconds))
    return reply
  }
}

function unknownHost(request: WireRequest): Reply {
  const host = JSON.stringify(request.host.slice(0, 100))
  return textReply(421, `weauth 不认识主机 ${host}\nweauth does not answer for the host ${host}: --allow-host\n`)
}

function served(
  { method }: WireRequest,
  route: string,
  { status }: Reply,
  { errcode, appid, userId, flow }: Trace,
  milliseconds: number,
): ServedRequest {
  return {
    method,
    route,
    status,
    milliseconds: Math.round(milliseconds * 1000) / 1000,
    ...(errcode !== undefined && { errcode }),
    ...(appid !== undefined && { appid }),
    ...(userId !== undefined && { userId }),
    ...(flow !== undefined && { flow }),
  }
}
