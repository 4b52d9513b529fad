import type { Finding } from '@weauth/protocol'
import { isSecretName, parseQuery, qrPicturePath } from '@weauth/protocol'
import type { Reply, WireRequest } from './http/index.ts'
import { redact, redactAll } from './redaction.ts'

/** One request and what became of it. Holds no secret, code or token. */
export type TraceRecord = {
  /** Milliseconds since 1970. */
  readonly at: number
  /** One login from its authorize link to the last call with its tokens. */
  readonly flow: string | undefined
  readonly method: string
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly appid: string | undefined
  readonly userId: string | undefined
  /** The rules in their order, up to the first broken one. */
  readonly rules: readonly TracedRule[]
  /** What was issued, by kind. */
  readonly issued: readonly string[]
  readonly status: number
  /** The errcode or page error, where the redirect went, or `ok`. */
  readonly outcome: string
}

/** A rule as it was judged. */
export type TracedRule =
  | { readonly id: string; readonly verdict: 'passed' }
  | { readonly id: string; readonly verdict: 'broken'; readonly given: string; readonly expected: string }

/** What the endpoints tell about a request while they serve it. */
export type Trace = {
  flow?: string | undefined
  appid?: string | undefined
  userId?: string | undefined
  outcome?: string | undefined
  errcode?: number
  /** The form of a post, if it had one. */
  form?: string
  readonly issued: string[]
  /** The lists of rules that were judged, and the first error in them if any. */
  readonly judged: {
    readonly rules: readonly { readonly id: string }[]
    readonly broken: Finding<unknown> | undefined
  }[]
}

/** A bounded memory of the last requests. */
export type Traces = {
  readonly begin: () => Trace
  readonly end: (
    request: Pick<WireRequest, 'method' | 'path' | 'query'>,
    trace: Trace,
    reply: Pick<Reply, 'status' | 'headers'>,
    at: number,
  ) => void
  /** Oldest first. */
  readonly list: () => TraceRecord[]
}

/** The parameters of a query with every secret value replaced; the state is the business's own and stays. */
function redactQuery(query: string): { name: string; value: string }[] {
  return parseQuery(query).map(({ name, value }) => ({
    name: redactAll(name),
    value: isSecretName(name) ? '…' : name === 'state' ? value : redact(value),
  }))
}

function tracedRules({ judged }: Trace): TracedRule[] {
  return judged.flatMap(({ rules, broken }) => {
    const end = broken ? rules.findIndex(({ id }) => id === broken.rule) : rules.length
    const passed = rules.slice(0, end).map(({ id }): TracedRule => ({ id, verdict: 'passed' }))
    return broken
      ? [
          ...passed,
          { id: broken.rule, verdict: 'broken' as const, given: redact(broken.given), expected: broken.expected },
        ]
      : passed
  })
}

/** What is kept of a request until somebody reads it. */
type Kept = {
  readonly at: number
  readonly request: Pick<WireRequest, 'method' | 'path' | 'query'>
  readonly status: number
  readonly location: string | undefined
  readonly trace: Trace
}

function recordOf({ at, request: { method, path, query }, status, location, trace }: Kept): TraceRecord {
  const { flow, appid, userId, issued, form } = trace
  return {
    at,
    flow,
    method,
    path: path.startsWith(qrPicturePath) ? `${qrPicturePath}…` : redactAll(path),
    parameters: redactQuery(form ? `${query}&${form}` : query),
    appid,
    userId,
    rules: tracedRules(trace),
    issued,
    status,
    outcome: trace.outcome ?? (location === undefined ? 'ok' : `→ ${redact(location)}`),
  }
}

/** @param limit how many records are kept; 0 turns tracing off. */
export function createTraces(limit: number): Traces {
  // Parsed, redacted and written out when they are read, which is seldom: every login would pay for it otherwise.
  const ring: Kept[] = []
  let next = 0
  return {
    begin: () => ({ issued: [], judged: [] }),
    end({ method, path, query }, trace, { status, headers }, at) {
      if (limit === 0) return
      ring[next] = { at, request: { method, path, query }, status, location: headers['location'], trace }
      next = (next + 1) % limit
    },
    list: () => [...ring.slice(next), ...ring.slice(0, next)].map(recordOf),
  }
}
