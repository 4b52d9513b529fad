import type { Context } from './context.ts'
import { busyReply } from './api/index.ts'
import { route, routeName } from './routes.ts'
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
  async function answer(request: WireRequest, trace: Trace): Promise<Reply> {
    if (!isKnownHost(request.host)) {
      const host = JSON.stringify(request.host.slice(0, 100))
      return textReply(421, `weauth 不认识主机 ${host}\nweauth does not answer for the host ${host}: --allow-host\n`)
    }
    try {
      return await route(request.path)(request, context, trace)
    } catch (error) {
      context.onError(error)
      return busyReply(request.path)
    }
  }
  return async (request) => {
    const probed = probe(request)
    if (probed !== undefined) return probed
    const begun = performance.now()
    const trace = traces.begin()
    const reply = await answer(request, trace)
    traces.end(request, trace, reply, context.now())
    const milliseconds = performance.now() - begun
    const { errcode, appid, userId, flow } = trace
    const [name, { status }] = [routeName(request.path), reply]
    metrics.answered({ route: name, status, errcode, seconds: milliseconds / 1000 })
    onRequest?.({
      method: request.method,
      route: name,
      status,
      milliseconds: Math.round(milliseconds * 1000) / 1000,
      ...(errcode !== undefined && { errcode }),
      ...(appid !== undefined && { appid }),
      ...(userId !== undefined && { userId }),
      ...(flow !== undefined && { flow }),
    })
    return reply
  }
}
