import type { QrconnectLook, ReturnTarget } from '@weauth/protocol'
import {
  acceptQrconnectLink,
  endpoints,
  parseAuthorizeQuery,
  qrConfirmPath,
  qrLoginLifetimeSeconds,
  qrPicturePath,
  qrPollPath,
  qrconnectRules,
  readQrconnectLook,
  valueOf,
  websiteCodeLifetimeSeconds,
} from '@weauth/protocol'
import { redirectBack, refuse, showError, showNotice, showPage } from '../answers.ts'
import { appNamed, isNavigation, looksAhead } from './authorize.ts'
import { newCode } from './codes.ts'
import type { Context, Endpoint } from '../context.ts'
import { digest, qrSecret, randomText, readUuid, writeCode, writeUuid } from '../credentials.ts'
import { qrPicture } from '../html/index.ts'
import { qrPage } from '../pages/index.ts'
import type { App, QrAsked } from '../store/index.ts'
import type { Trace } from '../trace.ts'
import { judgePhone } from './qr-phone.ts'
import { phonePickerPath } from '../developer/index.ts'
import { identifyVisitor } from '../users/index.ts'
import type { Reply, WireRequest } from '../http/index.ts'
import { guardHeaders, textReply } from '../http/index.ts'

/** `/connect/qrconnect`: judges the link of a website app, and shows a picture that a phone scans. */
export const qrconnect: Endpoint = async (request, context, trace) => {
  if (request.method !== 'GET') return textReply(405, 'Method Not Allowed', { allow: 'GET' })
  if (looksAhead(request)) return textReply(503, 'Not while prefetching')
  if (!isNavigation(request))
    return showNotice('forbidden', request, context, { status: 403, detail: 'Sec-Fetch-Mode' })
  const link = parseAuthorizeQuery(request.query)
  const look = readQrconnectLook(link)
  const app = (await appNamed(valueOf(link, 'appid') ?? '', context)) ?? null
  const judged = acceptQrconnectLink(link, { app, behaviours: context.behaviours })
  trace.appid = app?.appid
  trace.judged.push({ rules: qrconnectRules, broken: 'finding' in judged ? judged.finding : undefined })
  if ('finding' in judged)
    return showError(judged.finding, request, context, trace, { framed: true, ...language(look) })
  if (!app) throw new Error('a link was accepted without its app')
  trace.flow = randomText(context.random, 12)
  const asked: QrAsked = { appid: app.appid, scope: 'snsapi_login', flow: trace.flow }
  return (
    (await scripted(asked, judged.target, request, context, trace)) ??
    showQr({ asked, target: judged.target, app, look }, request, context)
  )
}

const language = ({ lang }: QrconnectLook): { lang: 'zh' | 'en' } => ({ lang: lang === 'en' ? 'en' : 'zh' })

/**
 * What a scripted browser is answered at once: its headers say whose phone would scan, and what that user would say. A person is nobody
 * yet: the browser that shows the picture does not know who will come.
 */
async function scripted(
  asked: QrAsked,
  target: ReturnTarget,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Promise<Reply | undefined> {
  if (context.mode === 'production') return undefined
  const visitor = await identifyVisitor(request, context, undefined)
  if (!visitor.user) {
    const { fault: detail } = visitor
    return detail === undefined ? undefined : showNotice('badHeader', request, context, { status: 400, detail })
  }
  if (visitor.consent !== 'allow' && visitor.consent !== 'deny') return undefined
  const broken = judgePhone(visitor.user, context, trace)
  if (broken) return showError(broken, request, context, trace)
  if (visitor.consent === 'deny') return refuse(302, target, request, context, trace)
  const code = newCode(context, websiteCodeLifetimeSeconds)
  const authorization = { ...asked, userId: visitor.user.id }
  const locator = await context.store.saveCode({ ...code.kept, authorization, consent: 'asked' })
  trace.issued.push('code')
  return redirectBack(302, target, writeCode({ locator, secret: code.secret }), context)
}

type Showing = {
  readonly asked: QrAsked
  readonly target: ReturnTarget
  readonly app: App
  readonly look: QrconnectLook
}

async function showQr({ asked, target, app, look }: Showing, request: WireRequest, context: Context): Promise<Reply> {
  const secret = randomText(context.random, 22)
  const scanSecret = qrSecret(secret, 'scan')
  const locator = await context.store.saveQrLogin({
    digest: digest('qr', secret),
    scan: digest('scan', scanSecret),
    lifetimeMs: qrLoginLifetimeSeconds * 1000,
    asked,
    target,
  })
  const uuid = writeUuid({ locator, secret })
  const phone = `${phonePickerPath}?uuid=${writeUuid({ locator, secret: scanSecret })}`
  return showPage(
    request,
    context,
    (model) =>
      qrPage({
        ...model,
        ...look,
        lang: model.lang,
        appName: app.name,
        pictureUrl: `${qrPicturePath}${uuid}`,
        pollUrl: `${qrPollPath}?f=url&uuid=${uuid}`,
        againUrl: `${endpoints.qrconnect.path}?${request.query}`,
        development: context.mode === 'development' ? { phoneUrl: phone } : undefined,
      }),
    { framed: true, ...language(look) },
  )
}

/** `/connect/qrcode/UUID`: the picture of a QR login, which leads a phone to {@link qrConfirmPath}. It is drawn from the uuid alone. */
export const qrPictureEndpoint: Endpoint = (request, context) => {
  const id = readUuid(request.path.slice(qrPicturePath.length))
  if (!id || request.method !== 'GET') return textReply(404, 'Not Found')
  const uuid = writeUuid({ locator: id.locator, secret: qrSecret(id.secret, 'scan') })
  return {
    status: 200,
    headers: { ...guardHeaders, 'content-type': 'image/svg+xml', 'content-security-policy': "default-src 'none'" },
    body: qrPicture(`${context.publicUrl()}${qrConfirmPath}?uuid=${uuid}`),
  }
}
