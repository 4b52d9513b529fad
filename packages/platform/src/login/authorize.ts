import type { AuthorizeRequest } from '@weauth/protocol'
import {
  acceptAuthorizeLink,
  authorizeRules,
  browserRules,
  buildRedirect,
  firstError,
  parseAuthorizeQuery,
  valueOf,
  visitorRules,
} from '@weauth/protocol'
import { refuse, showError, showNotice, showPage } from '../answers.ts'
import {
  avatarPath,
  pictureOf,
  followsApp,
  snapshotPersona,
  identifyVisitor,
  newSession,
  readSession,
  sessionCookie,
  sessionDigest,
} from '../users/index.ts'
import { sendBack } from './callbacks.ts'
import { newCode } from './codes.ts'
import type { Context, Endpoint } from '../context.ts'
import { courseOf } from './course.ts'
import { digest, randomText, writeCode, writeRequestId } from '../credentials.ts'
import { consentPage } from '../pages/index.ts'
import type { App, Authorization, ConsentForm, User } from '../store/index.ts'
import type { Trace } from '../trace.ts'
import { showSnapshot } from './snapshot.ts'
import { showPicker, userPickerPath } from '../developer/index.ts'
import type { Session, Visitor } from '../users/index.ts'
import type { Reply, WireRequest } from '../http/index.ts'
import { textReply } from '../http/index.ts'

/** Where the consent page posts its answer. */
export const confirmPath = '/connect/oauth2/confirm'

/** How long a consent page can be answered. Assumed: nothing says how long WeChat waits. */
const requestLifetimeMs = 600_000

/** Whether a browser only prepares a visit that may never come. Older ones say so under other names. */
export const looksAhead = (request: WireRequest): boolean =>
  ['sec-purpose', 'purpose', 'x-moz'].some((name) => /prefetch|prerender|preview/.test(request.header(name) ?? ''))

/**
 * Whether a person or program really goes to this page. A browser that only looks ahead, or a page that fetches it in the background,
 * must not get a code. Programs say nothing, or like Node's fetch `cors` without a site.
 */
export function isNavigation(request: WireRequest): boolean {
  const mode = request.header('sec-fetch-mode')
  return (
    mode === undefined || mode === 'navigate' || (mode === 'cors' && request.header('sec-fetch-site') === undefined)
  )
}

/** `/connect/oauth2/authorize`: judges the link, finds out who opens it, then asks for consent or sends back a code at once. */
export const authorize: Endpoint = async (request, context, trace) => {
  if (request.method !== 'GET') return textReply(405, 'Method Not Allowed', { allow: 'GET' })
  if (looksAhead(request)) return textReply(503, 'Not while prefetching')
  if (!isNavigation(request))
    return showNotice('forbidden', request, context, { status: 403, detail: 'Sec-Fetch-Mode' })

  return openLink({ query: request.query, fullService: false }, request, context, trace)
}

/** A link somebody opens; `fullService` when the button of its snapshot page was pressed. */
export type OpenedLink = { readonly query: string; readonly fullService: boolean }

/** Judges a link, and goes on with one that is in order. */
export async function openLink(
  opened: OpenedLink,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Promise<Reply> {
  const link = parseAuthorizeQuery(opened.query)
  const app = (await appNamed(valueOf(link, 'appid') ?? '', context)) ?? null
  const named = valueOf(link, 'component_appid')
  const component = named === undefined ? undefined : ((await appNamed(named, context)) ?? null)
  const judged = acceptAuthorizeLink(link, { app, component, behaviours: context.behaviours })
  trace.appid = app?.appid
  trace.judged.push({ rules: authorizeRules, broken: 'finding' in judged ? judged.finding : undefined })
  if ('finding' in judged) return showError(judged.finding, request, context, trace)
  if (!app) throw new Error('a link was accepted without its app')
  return visit(opened, judged.request, app, request, context, trace)
}

/** An app that a link names; another instance may have saved it a moment ago. */
export async function appNamed(appid: string, { directory }: Context): Promise<App | undefined> {
  if (!directory.app(appid)) await directory.catchUp()
  return directory.app(appid)
}

/** An accepted link: what follows depends on who opens it. */
async function visit(
  opened: OpenedLink,
  asked: AuthorizeRequest,
  app: App,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Promise<Reply> {
  const session = readSession(request, context)
  const visitor = await identifyVisitor(request, context, session)
  if (!visitor.user) return unidentified(visitor.fault, app, opened, request, context, trace)
  const { user } = visitor
  const follows = followsApp(user, app)
  trace.userId = user.id
  const facts = { app, behaviours: context.behaviours }
  const openings = context.minutes.count('authorize', `${app.appid} ${user.id}`)
  const userAgent = request.header('user-agent') ?? ''
  const broken = firstError(visitorRules, { userAgent, follows, openings, limited: user.limited === true }, facts)
  trace.judged.push({ rules: visitorRules, broken })
  if (broken) return showError(broken, request, context, trace)

  trace.flow = randomText(context.random, 12)
  const authorization: Authorization = {
    appid: app.appid,
    userId: user.id,
    scope: asked.scope,
    flow: trace.flow,
    ...(asked.component !== undefined && { component: asked.component }),
  }
  const course = await courseOf(asked, app, visitor, context, opened.fullService)
  if (course.to === 'code') {
    const { consent, persona } = course
    const own = { ...authorization, ...(persona !== undefined && { persona }) }
    const code = await issueCode(own, consent, context, trace)
    return sendBack(302, { target: asked.target, code, authorization: own }, request, context, trace)
  }
  if (course.to === 'refuse') return refuse(302, asked.target, request, context, trace)
  if (course.to === 'snapshot') {
    const code = await issueCode({ ...authorization, persona: snapshotPersona }, undefined, context, trace)
    const url = buildRedirect(asked.target, code, context.behaviours)
    return showSnapshot(opened.query, url, app, request, context, trace)
  }
  return askConsent(
    { query: opened.query, authorization, asked, app, visitor, session: session ?? newSession(context.random) },
    request,
    context,
  )
}

/** Nobody is asked who they are in a browser that is turned away whoever uses it. */
function unidentified(
  fault: string | undefined,
  app: App,
  { query }: OpenedLink,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Reply {
  if (fault !== undefined) return showNotice('badHeader', request, context, { status: 400, detail: fault })
  const browser = { userAgent: request.header('user-agent') ?? '', follows: false }
  const broken = firstError(browserRules, browser, { app, behaviours: context.behaviours })
  trace.judged.push({ rules: browserRules, broken })
  if (broken) return showError(broken, request, context, trace)
  return context.mode === 'production'
    ? showNotice('notLoggedIn', request, context, { status: 401 })
    : showPicker(app, query, request, context)
}

async function issueCode(
  authorization: Authorization,
  consent: ConsentForm | undefined,
  context: Context,
  trace: Trace,
): Promise<string> {
  const code = newCode(context)
  const locator = await context.store.saveCode({ ...code.kept, authorization, consent })
  trace.issued.push('code')
  return writeCode({ locator, secret: code.secret })
}

type Asking = {
  readonly query: string
  readonly authorization: Authorization
  readonly asked: AuthorizeRequest
  readonly app: App
  readonly visitor: Visitor
  readonly session: Session
}

const alternativesOf = (user: User): { nickname: string; avatar: string | undefined }[] =>
  (user.alternatives ?? []).map((one) => ({ nickname: one.nickname, avatar: avatarPath(pictureOf(user, one)) }))

/** Shows the consent page: it holds an opaque id and nothing else, and the id is bound to this browser's session. */
async function askConsent(
  { query, authorization, asked, app, visitor, session }: Asking,
  request: WireRequest,
  context: Context,
): Promise<Reply> {
  const secret = randomText(context.random, 22)
  const locator = await context.store.saveRequest({
    digest: digest('request', secret),
    lifetimeMs: requestLifetimeMs,
    session: sessionDigest(session, visitor.user.id, context),
    authorization,
    target: asked.target,
  })
  return showPage(
    request,
    context,
    (model) =>
      consentPage({
        ...model,
        confirmPath,
        request: writeRequestId({ locator, secret }),
        appName: app.name,
        user: { nickname: visitor.user.nickname, avatar: avatarPath(visitor.user) },
        alternatives: context.behaviours['profile-chooser'] ? alternativesOf(visitor.user) : undefined,
        asksRegion: context.behaviours['sex-and-region'],
        development:
          context.mode === 'development'
            ? { switchUserUrl: `${userPickerPath}?${query}`, fragmentWarning: true }
            : undefined,
      }),
    { headers: { 'set-cookie': sessionCookie(session, context) } },
  )
}
