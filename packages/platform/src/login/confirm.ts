import { postedForm, refuse, showNotice } from '../answers.ts'
import { sendBack } from './callbacks.ts'
import { newCode } from './codes.ts'
import type { Context, Endpoint } from '../context.ts'
import { presented, readRequestId, writeCode } from '../credentials.ts'
import { alternativePersona, readSession, sessionDigest } from '../users/index.ts'
import { textReply } from '../http/index.ts'

/** The nickname chosen on the page, or made up there as WeChat allows; none where the user stays themself. */
function personaOf(form: URLSearchParams, { behaviours }: Context): string | undefined {
  const nickname = (form.get('nickname') ?? '').trim() || (form.get('persona') ?? '')
  const usable = nickname !== '' && !/\p{Cc}/u.test(nickname) && Array.from(nickname).length <= longestNickname
  return behaviours['profile-chooser'] && usable ? alternativePersona(nickname) : undefined
}

/** Assumed: how long a nickname may be is not told. */
const longestNickname = 32

/**
 * `POST /connect/oauth2/confirm`: the consent page's answer, once, from the browser that was shown the page.
 * Every redirect from here is a 303, so that the post is not repeated at the business.
 */
export const confirm: Endpoint = async (request, context, trace) => {
  if (request.method !== 'POST') return textReply(405, 'Method Not Allowed', { allow: 'POST' })
  const posted = await postedForm(request, context)
  if ('refusal' in posted) return posted.refusal
  const { form } = posted
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
    ...(decision === 'allow' && { code: code.kept, persona: personaOf(form, context) }),
  })
  if (taken.outcome !== 'taken')
    return showNotice('requestGone', request, context, { status: 400, detail: taken.outcome })
  const { authorization, target, codeLocator } = taken
  trace.flow = authorization.flow
  trace.appid = authorization.appid
  trace.userId = authorization.userId
  if (codeLocator === undefined) return refuse(303, target, request, context, trace)
  trace.issued.push('code')
  const text = writeCode({ locator: codeLocator, secret: code.secret })
  return sendBack(303, { target, code: text, authorization }, request, context, trace)
}
