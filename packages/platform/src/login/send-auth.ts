import type { Finding, PageErrorId, SendAuthReply, SendAuthRequest } from '@weauth/protocol'
import {
  checkSendAuth,
  pageErrors,
  sendAuthErrCodes,
  sendAuthRules,
  websiteCodeLifetimeSeconds,
} from '@weauth/protocol'
import { showError, showNotice, showPage } from '../answers.ts'
import { newCode } from './codes.ts'
import { avatarPath, identifyVisitor, isCrossSite, readSession } from '../users/index.ts'
import type { Context, Endpoint } from '../context.ts'
import { randomText, writeCode } from '../credentials.ts'
import { phonePage } from '../pages/index.ts'
import type { App, User } from '../store/index.ts'
import type { Trace } from '../trace.ts'
import { judgePhone } from './qr-phone.ts'
import { sendAuthPath, showPhonePicker } from '../developer/index.ts'
import type { Reply, WireRequest } from '../http/index.ts'
import { guardHeaders, readForm, textReply } from '../http/index.ts'

// A mobile app asks WeChat through its SDK, within one phone. This stands for both: what the app asks goes in, what it is told comes out.

/** {@link sendAuthPath}: a code as an app's SDK gets it. Development only. A scripted caller says by header who has the phone. */
export const sendAuth: Endpoint = async (request, context, trace) => {
  if (context.mode === 'production') return textReply(404, 'Not Found')
  if (request.method !== 'GET' && request.method !== 'POST')
    return textReply(405, 'Method Not Allowed', { allow: 'GET, POST' })
  if (isCrossSite(request, context)) return showNotice('forbidden', request, context, { status: 403, detail: 'Origin' })
  const form = await readForm(request)
  if (form === undefined) return textReply(413, 'Content Too Large')
  const given = new URLSearchParams(request.method === 'POST' ? form : request.query)
  const [appid = '', scope = '', state = ''] = ['appid', 'scope', 'state'].map((name) => given.get(name) ?? '')
  const app = context.directory.app(appid) ?? null
  const broken = checkSendAuth({ appid, scope, state }, { app })
  trace.appid = app?.appid
  trace.judged.push({ rules: sendAuthRules, broken })
  if (broken) return refuse(broken, request, context, trace)
  if (!app) throw new Error('a request was accepted without its app')
  return ask({ appid, scope, state }, app, given.get('decision'), request, context, trace)
}

/** What WeChat would show on the phone; to a program, what the app is left with. */
const refuse = (broken: Finding<PageErrorId>, request: WireRequest, context: Context, trace: Trace): Reply =>
  isPerson(request)
    ? showError(broken, request, context, trace)
    : reply({ errCode: sendAuthErrCodes.failed, errStr: pageErrors[broken.verdict].text }, broken.rule)

const isPerson = (request: WireRequest): boolean => (request.header('accept') ?? '').includes('text/html')

async function ask(
  asked: SendAuthRequest,
  app: App,
  decision: string | null,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Promise<Reply> {
  const visitor = await identifyVisitor(request, context, readSession(request, context))
  const { user } = visitor
  if (!user) {
    const { fault = 'X-Weauth-User: …' } = visitor
    return isPerson(request) && visitor.fault === undefined
      ? showPhonePicker(new URLSearchParams(asked).toString(), request, context)
      : reply({ errCode: sendAuthErrCodes.failed, errStr: fault })
  }
  const broken = judgePhone(user, context, trace)
  if (broken) return refuse(broken, request, context, trace)
  const answer = decision ?? visitor.consent
  if (answer === 'allow') return grant(asked, app, user, request, context, trace)
  if (answer === 'deny') {
    trace.outcome = 'refused'
    return tell({ errCode: sendAuthErrCodes.refused }, request, context)
  }
  return showPage(request, context, (model) =>
    phonePage({
      ...model,
      confirmPath: sendAuthPath,
      fields: asked,
      where: 'app',
      appName: app.name,
      user: { nickname: user.nickname, avatar: avatarPath(user) },
      development: true,
    }),
  )
}

async function grant(
  { state }: SendAuthRequest,
  app: App,
  user: User,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Promise<Reply> {
  trace.flow = randomText(context.random, 12)
  const code = newCode(context, websiteCodeLifetimeSeconds)
  const authorization = { appid: app.appid, userId: user.id, scope: 'snsapi_userinfo', flow: trace.flow } as const
  const locator = await context.store.saveCode({ ...code.kept, authorization, consent: 'asked' })
  trace.issued.push('code')
  const { country, language: lang } = user
  return tell(
    {
      errCode: sendAuthErrCodes.granted,
      code: writeCode({ locator, secret: code.secret }),
      state,
      lang,
      country: typeof country === 'string' ? country : country[lang],
    },
    request,
    context,
  )
}

/** What the app is told: to a program as it is, to a person on a page. */
function tell(answer: SendAuthReply, request: WireRequest, context: Context): Reply {
  if (!isPerson(request)) return reply(answer)
  return showNotice('appAnswer', request, context, { detail: JSON.stringify(answer) })
}

const reply = (answer: SendAuthReply, finding?: string): Reply => ({
  status: 200,
  headers: {
    ...guardHeaders,
    'content-type': 'application/json; charset=utf-8',
    ...(finding !== undefined && { 'x-weauth-finding': finding }),
  },
  body: JSON.stringify(answer),
})
