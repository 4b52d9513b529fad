import { redirectBack, refuse, showNotice } from './answers.ts'
import { newCode } from './authorize.ts'
import type { Endpoint } from '../context.ts'
import { presented, readRequestId, writeCode } from '../credentials.ts'
import { isCrossSite, readSession, sessionDigest } from '../visitor.ts'
import { readForm, textReply } from '../http/index.ts'

/**
 * `POST /connect/oauth2/confirm`: the consent page's answer, once, from the browser that was shown the page.
 * Every redirect from here is a 303, so that the post is not repeated at the business.
 */
export const confirm: Endpoint = async (request, context, trace) => {
  if (request.method !== 'POST') return textReply(405, 'Method Not Allowed', { allow: 'POST' })
  if (isCrossSite(request, context)) return showNotice('forbidden', request, context, { status: 403, detail: 'Origin' })
  const body = await readForm(request)
  if (body === undefined) return textReply(413, 'Content Too Large')
  const form = new URLSearchParams(body)
  const id = readRequestId(form.get('request') ?? '')
  const session = readSession(request, context)
  const decision = form.get('decision')
  if (!id || !session || (decision !== 'allow' && decision !== 'deny')) {
    return showNotice('requestGone', request, context, { status: 400 })
  }
  const user = await context.identify?.(request)
  const code = newCode(context)
  const taken = await context.store.takeRequest({
    ...presented('request', id),
    session: sessionDigest(session, user?.id ?? '', context),
    ...(decision === 'allow' && { code: code.kept }),
  })
  if (taken.outcome !== 'taken')
    return showNotice('requestGone', request, context, { status: 400, detail: taken.outcome })
  const { authorization, target, codeLocator } = taken
  trace.flow = authorization.flow
  trace.appid = authorization.appid
  trace.userId = authorization.userId
  if (codeLocator === undefined) return refuse(303, target, request, context, trace)
  trace.issued.push('code')
  return redirectBack(303, target, writeCode({ locator: codeLocator, secret: code.secret }), context)
}
