import type { ApiEndpointId, ApiFacts, ApiParameters, AppFacts } from '@weauth/protocol'
import {
  apiRules,
  endpoints,
  firstError,
  readApiParameters,
  readJsonParameters,
  readMixedParameters,
  writeErrorReply,
} from '@weauth/protocol'
import type { Context, Endpoint } from '../context.ts'
import { newRid, secretMatches } from '../credentials.ts'
import { callerOf, dayQuotaUse } from '../limits/index.ts'
import type { App, Authorization, QuotaUse } from '../store/index.ts'
import type { Trace } from '../trace.ts'
import type { Reply } from '../http/index.ts'
import { guardHeaders, readForm, textReply } from '../http/index.ts'

/** What an endpoint's own step comes to: the body to send, or what the store said, for the rules to judge. */
type StepResult = { readonly body: string } | { readonly facts: Partial<ApiFacts> }

/** One endpoint of the api host: what can be known before anything is taken, and its own step. */
export type ApiStep<Known extends ApiKnown = ApiKnown> = {
  readonly id: ApiEndpointId
  /** Facts for the rules, and whatever the step needs. Runs only when the parameters are there. */
  readonly know: (parameters: ApiParameters, context: Context) => Known | Promise<Known>
  /** Runs when no rule is broken. */
  readonly step: (known: Known, parameters: ApiParameters, context: Context, trace: Trace) => Promise<StepResult>
}

/** What an endpoint knows before its step. */
export type ApiKnown = {
  readonly facts: Partial<ApiFacts>
  readonly app?: App | undefined
  /** The third-party platform that calls for the app. */
  readonly component?: App | undefined
  /** What the presented token was issued for: a refused call belongs to its flow as well. */
  readonly authorization?: Authorization
}

/** `/sns` says text/plain without a charset, `/cgi-bin` says JSON in a spelling of its own. */
const contentType = (path: string): string =>
  path.startsWith('/cgi-bin/') ? 'application/json; encoding=utf-8' : 'text/plain'

function bodyReply(path: string, body: string): Reply {
  return { status: 200, headers: { ...guardHeaders, 'content-type': contentType(path) }, body }
}

/** An errcode as the body of an answer: HTTP 200 all the same. */
function errcodeReply(errcode: number, path: string, context: Context, trace: Trace, ip?: string): Reply {
  const { behaviours, random, now } = context
  const rid = behaviours['errmsg-rid'] ? { id: newRid(random, now()), comma: path.startsWith('/sns/') } : undefined
  trace.outcome = errcode === 0 ? 'ok' : `errcode ${errcode}`
  trace.errcode = errcode
  return bodyReply(path, writeErrorReply(errcode, rid, ip))
}

/** The facts that an appid and its secret give. */
export function accountFacts(parameters: ApiParameters, { directory }: Context): ApiKnown {
  const appid = parameters.get('appid')
  if (!appid) return { facts: {} }
  const app = directory.app(appid)
  const secret = parameters.get('secret')
  const known: { app: AppFacts | null; secretMatches?: boolean } = { app: app ?? null }
  if (app && secret) known.secretMatches = secretMatches(secret, app.secretDigest)
  return { facts: known, app }
}

function readParameters(sends: 'json' | 'query and json' | undefined, query: string, body: string): ApiParameters {
  if (sends === 'json') return readJsonParameters(body)
  return sends === undefined ? readApiParameters(query, body) : readMixedParameters(query, body)
}

/** What a call that is in order exceeds this minute; nothing when it lies within. */
function beyondMinute(app: App, id: ApiEndpointId, { minutes }: Context): Partial<ApiFacts> | undefined {
  const limit = app.callsPerMinute ?? endpoints[id].callsPerMinute
  return limit !== undefined && minutes.count(id, app.appid) > limit ? { minuteLimit: limit } : undefined
}

/** The same for the day. */
async function beyondDay(use: QuotaUse, { store }: Context): Promise<Partial<ApiFacts> | undefined> {
  return (await store.takeQuota(use)) === 'taken' ? undefined : { dayLimit: use.limit }
}

/** Whether an app or user does not exist, or another instance has saved it a moment ago. */
function mayBeNew({ facts, app, authorization }: ApiKnown, { directory }: Context): boolean {
  if (facts.app === null || facts.component === null) return true
  return authorization !== undefined && (!app || !directory.user(authorization.userId))
}

/**
 * The one way through the api host: read the parameters, judge what can be known, count, take the endpoint's own step, judge what it said.
 * All that can fail comes before the step, so that a wrong secret never burns a code.
 */
export function apiEndpoint<Known extends ApiKnown>({ id, know, step }: ApiStep<Known>): Endpoint {
  const rules = apiRules[id]
  const { sends } = endpoints[id]
  return async (request, context, trace) => {
    // JSON is read whatever its content type says: not every SDK names one.
    const body = sends === undefined ? await readForm(request) : await request.body()
    if (body === undefined) return textReply(413, 'Content Too Large')
    const parameters = readParameters(sends, request.query, body)
    trace.form = sends === undefined ? body : new URLSearchParams([...readJsonParameters(body)]).toString()
    const refusal = (facts: Partial<ApiFacts>): Reply | undefined => {
      const broken = firstError(
        rules,
        { method: request.method, parameters },
        { ...facts, behaviours: context.behaviours },
      )
      trace.judged.push({ rules, broken })
      return broken && errcodeReply(broken.verdict, request.path, context, trace, facts.caller?.address)
    }
    try {
      let known = await know(parameters, context)
      if (mayBeNew(known, context)) {
        await context.directory.catchUp()
        known = await know(parameters, context)
      }
      // Never what was asked for: who takes a token for an appid would find it in the log.
      trace.appid = known.app?.appid
      trace.flow = known.authorization?.flow
      trace.userId = known.authorization?.userId
      const payer = known.component ?? known.app
      const caller = callerOf(payer, request.clientAddress)
      const facts = caller ? { ...known.facts, caller } : known.facts
      const refused = refusal(facts)
      if (refused) return refused
      const use = payer && dayQuotaUse(payer, id)
      const beyond = (payer && beyondMinute(payer, id, context)) ?? (use && (await beyondDay(use, context)))
      const limited = beyond && refusal({ ...facts, ...beyond })
      if (limited) return limited
      const result = await step(known, parameters, context, trace)
      if ('body' in result) return bodyReply(request.path, result.body)
      const late = refusal(result.facts)
      if (late) return late
      throw new Error(`no rule of ${id} refuses ${JSON.stringify(result.facts)}`)
    } catch (error) {
      // Nobody knows what the store did: say that the system is busy, mint nothing.
      context.onError(error)
      return errcodeReply(-1, request.path, context, trace)
    }
  }
}

/** What is said to whom there is no time for: HTTP says so, too, as WeChat's own front does. */
export function busyReply(path: string): Reply {
  if (!isApiPath(path)) return textReply(503, '系统繁忙，请稍后再试\nBusy, try again later\n', { 'retry-after': '1' })
  const { headers, ...reply } = bodyReply(path, writeErrorReply(-1))
  return { ...reply, status: 503, headers: { ...headers, 'retry-after': '1' } }
}

/** Whether a path is the api host's. */
export const isApiPath = (path: string): boolean => path.startsWith('/sns/') || path.startsWith('/cgi-bin/')

/** A path the api host does not have. */
export const unknownApiPath: Endpoint = (request, context, trace) => errcodeReply(40066, request.path, context, trace)
