import { endpoints, parseAuthorizeQuery, valueOf } from '@weauth/protocol'
import { showNotice, showPage } from './answers.ts'
import { avatarPath } from './avatars.ts'
import type { Context, Endpoint } from '../context.ts'
import { followsApp } from '../identity.ts'
import { userPickerPage } from '../pages/index.ts'
import type { App } from '../store/index.ts'
import { entries, isCrossSite, newSession, readSession, sessionCookie } from '../visitor.ts'
import type { Reply, WireRequest } from '../http/index.ts'
import { guardHeaders, readForm, textReply } from '../http/index.ts'

/** The page on which a developer says who opens the link. Development only. */
export const userPickerPath = '/_weauth/user'

/** Shows the picker for a link; `query` is the link's own, to return to. */
export function showPicker(app: App, query: string, request: WireRequest, context: Context): Reply {
  const users = context.directory.users().map((user) => ({
    id: user.id,
    nickname: user.nickname,
    avatar: avatarPath(user),
    follows: followsApp(user, app),
  }))
  const entry = readSession(request, context)?.entry ?? 'link'
  return showPage(request, context, (model) =>
    userPickerPage({ ...model, action: userPickerPath, query, appName: app.name, entry, users }),
  )
}

/** Picks a user: a new session, and back to the link. Goes nowhere but to this platform's own authorize path. */
export const userPicker: Endpoint = async (request, context) => {
  if (context.mode === 'production') return textReply(404, 'Not Found')
  if (request.method === 'GET') {
    const app = context.directory.app(valueOf(parseAuthorizeQuery(request.query), 'appid') ?? '')
    return app
      ? showPicker(app, request.query, request, context)
      : showNotice('notFound', request, context, { status: 404, detail: 'appid' })
  }
  if (request.method !== 'POST') return textReply(405, 'Method Not Allowed', { allow: 'GET, POST' })
  if (isCrossSite(request, context)) return showNotice('forbidden', request, context, { status: 403, detail: 'Origin' })
  const body = await readForm(request)
  if (body === undefined) return textReply(413, 'Content Too Large')
  const form = new URLSearchParams(body)
  const user = context.directory.user(form.get('user') ?? '')
  const entry = entries.find((one) => one === form.get('entry')) ?? 'link'
  const query = form.get('query') ?? ''
  if (!user || !/^[\x21-\x7e]*$/.test(query)) return showNotice('notFound', request, context, { status: 400 })
  const session = newSession(context.random, { userId: user.id, entry })
  return {
    status: 303,
    headers: {
      ...guardHeaders,
      location: `${endpoints.authorize.path}?${query}`,
      'set-cookie': sessionCookie(session, context),
    },
    body: '',
  }
}
