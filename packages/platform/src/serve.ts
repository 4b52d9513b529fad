import type { Context } from './context.ts'
import { route } from './endpoints/index.ts'
import type { Trace, Traces } from './trace.ts'
import type { Reply, WireRequest } from './http/index.ts'
import { textReply } from './http/index.ts'

/** Serves one request: known host, then its endpoint, then a trace. */
export function createServe(
  context: Context,
  traces: Traces,
  isKnownHost: (host: string) => boolean,
): (request: WireRequest) => Promise<Reply> {
  async function answer(request: WireRequest, trace: Trace): Promise<Reply> {
    if (!isKnownHost(request.host)) {
      const host = JSON.stringify(request.host.slice(0, 100))
      return textReply(421, `weauth 不认识主机 ${host}\nweauth does not answer for the host ${host}: --allow-host\n`)
    }
    try {
      return await route(request.path)(request, context, trace)
    } catch (error) {
      context.onError(error)
      return textReply(503, '系统繁忙，请稍后再试\nBusy, try again later\n', { 'retry-after': '1' })
    }
  }
  return async (request) => {
    const trace = traces.begin()
    const reply = await answer(request, trace)
    traces.end(request, trace, reply, context.now())
    return reply
  }
}
