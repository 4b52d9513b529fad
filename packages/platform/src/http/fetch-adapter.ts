import { pathWithoutHost } from './hosts.ts'
import type { Reply, WireRequest } from './wire.ts'
import { longestBody } from './wire.ts'

// The Web-standard side: for tests with no port, for embedding, for other runtimes.

async function readBody(request: Request): Promise<string | undefined> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > longestBody) return undefined
  const body = await request.arrayBuffer()
  return body.byteLength > longestBody ? undefined : new TextDecoder().decode(body)
}

/** A Request as the endpoints see it. */
export function fromRequest(request: Request): WireRequest {
  const url = new URL(request.url)
  return {
    method: request.method,
    path: pathWithoutHost(url.pathname),
    query: url.search.slice(1),
    host: url.host,
    header: (name) => request.headers.get(name) ?? undefined,
    body: () => readBody(request),
  }
}

/** A reply as a Response. */
export function toResponse({ status, headers, body }: Reply): Response {
  return new Response(body === '' ? null : new Uint8Array(Buffer.from(body)), { status, headers })
}
