import type { Finding, PageErrorId } from '@weauth/protocol'
import { firstError, phoneRules, qrConfirmPath, qrLoginLifetimeSeconds } from '@weauth/protocol'
import { postedForm, showError, showNotice, showPage } from '../answers.ts'
import { isNavigation, looksAhead } from './authorize.ts'
import { avatarPath, identifyVisitor, newSession, readSession, sessionCookie, sessionDigest } from '../users/index.ts'
import type { Context, Endpoint } from '../context.ts'
import type { Credential } from '../credentials.ts'
import { presented, readUuid } from '../credentials.ts'
import { phonePage } from '../pages/index.ts'
import type { Authorization, Digest, NotTaken, ScannedQrLogin, User } from '../store/index.ts'
import type { Trace } from '../trace.ts'
import { showPhonePicker } from '../developer/index.ts'
import type { Reply, WireRequest } from '../http/index.ts'
import { textReply } from '../http/index.ts'

// `/connect/confirm?uuid=…`: what the picture of a QR login says. WeChat opens it in its own app; here it is a page that stands for the phone.

/** The phone: to open the page is to scan, to post it is to answer. */
export const qrPhone: Endpoint = (request, context, trace) => {
  if (request.method === 'GET') return scan(request, context, trace)
  if (request.method === 'POST') return answer(request, context, trace)
  return textReply(405, 'Method Not Allowed', { allow: 'GET, POST' })
}

/** Judges whose phone it is. */
export function judgePhone(user: User, { behaviours }: Context, trace: Trace): Finding<PageErrorId> | undefined {
  trace.userId = user.id
  const visitor = { userAgent: '', follows: false, limited: user.limited === true }
  const broken = firstError(phoneRules, visitor, { app: { requireFollow: false }, behaviours })
  trace.judged.push({ rules: phoneRules, broken })
  return broken
}

const scan: Endpoint = async (request, context, trace) => {
  // Whoever only prepares a visit must not take the scan from the one who comes.
  if (looksAhead(request) || !isNavigation(request)) return textReply(503, 'Not while prefetching')
  const text = new URLSearchParams(request.query).get('uuid') ?? ''
  const id = readUuid(text)
  if (!id) return gone(request, context)
  const known = readSession(request, context)
  const visitor = await identifyVisitor(request, context, known)
  if (!visitor.user) return unidentified(visitor.fault, text, request, context)
  const { user, consent } = visitor
  const broken = judgePhone(user, context, trace)
  if (broken) return showError(broken, request, context, trace)
  const session = known ?? newSession(context.random)
  const digest = sessionDigest(session, user.id, context)
  const scanned = await context.store.scanQrLogin({ ...presented('scan', id), session: digest, userId: user.id })
  if (scanned.outcome !== 'scanned') return gone(request, context, scanned)
  tell(scanned.authorization, trace)
  context.waiters.wake(id.locator)
  if (consent === 'allow' || consent === 'deny') return take(id, digest, consent === 'allow', request, context, trace)
  return showPhone(text, user, scanned.authorization, request, context, sessionCookie(session, context))
}

function unidentified(detail: string | undefined, uuid: string, request: WireRequest, context: Context): Reply {
  if (detail !== undefined) return showNotice('badHeader', request, context, { status: 400, detail })
  return context.mode === 'production'
    ? showNotice('notLoggedIn', request, context, { status: 401 })
    : showPhonePicker(`uuid=${uuid}`, request, context)
}

const answer: Endpoint = async (request, context, trace) => {
  const posted = await postedForm(request, context)
  if ('refusal' in posted) return posted.refusal
  const { form } = posted
  const id = readUuid(form.get('uuid') ?? '')
  const session = readSession(request, context)
  const decision = form.get('decision')
  if (!id || !session || (decision !== 'allow' && decision !== 'deny')) return gone(request, context)
  const user = await context.identify?.(request)
  const digest = sessionDigest(session, user?.id ?? '', context)
  return take(id, digest, decision === 'allow', request, context, trace)
}

/** Answers the login, and lets the browser that waits know. */
async function take(
  id: Credential,
  session: Digest,
  allow: boolean,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Promise<Reply> {
  const lifetimeMs = qrLoginLifetimeSeconds * 1000
  const answered = await context.store.answerQrLogin({ ...presented('scan', id), session, allow, lifetimeMs })
  if (answered.outcome !== 'scanned') return gone(request, context, answered)
  tell(answered.authorization, trace)
  trace.outcome = allow ? 'confirmed' : 'refused'
  context.waiters.wake(id.locator)
  return showNotice(allow ? 'qrConfirmed' : 'refused', request, context)
}

function tell({ appid, userId, flow }: ScannedQrLogin['authorization'], trace: Trace): void {
  trace.appid = appid
  trace.userId = userId
  trace.flow = flow
}

/** A login that is over, that another phone has scanned, or that never was. */
const gone = (request: WireRequest, context: Context, why?: NotTaken): Reply =>
  showNotice('requestGone', request, context, { status: 400, ...(why && { detail: why.outcome }) })

function showPhone(
  uuid: string,
  user: User,
  { appid }: Authorization,
  request: WireRequest,
  context: Context,
  cookie: string,
): Reply {
  return showPage(
    request,
    context,
    (model) =>
      phonePage({
        ...model,
        confirmPath: qrConfirmPath,
        fields: { uuid },
        where: 'computer',
        appName: context.directory.app(appid)?.name ?? appid,
        user: { nickname: user.nickname, avatar: avatarPath(user) },
        development: context.mode === 'development',
      }),
    { headers: { 'set-cookie': cookie } },
  )
}
