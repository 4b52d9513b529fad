import { endpoints, parseAuthorizeQuery, qrConfirmPath, valueOf } from '@weauth/protocol'
import { postedForm, showNotice, showPage } from '../answers.ts'
import { avatarPath, followsApp, entries, newSession, readSession, sessionCookie } from '../users/index.ts'
import type { Context, Endpoint } from '../context.ts'
import type { UserChoice } from '../pages/index.ts'
import { userPickerPage } from '../pages/index.ts'
import type { App } from '../store/index.ts'
import type { Reply, WireRequest } from '../http/index.ts'
import { guardHeaders, textReply } from '../http/index.ts'

/** The page on which a developer says who opens the link. Development only. */
export const userPickerPath = '/_weauth/user'

/** What a mobile app gets from WeChat through its SDK, development only. */
export const sendAuthPath = '/_weauth/send-auth'

/** The picker for what happens on a phone: whose phone scans a QR login, or has the mobile app. */
export const phonePickerPath = '/_weauth/phone'

/** Shows the picker for a link; `query` is the link's own, to return to. */
export function showPicker(app: App, query: string, request: WireRequest, context: Context): Reply {
  const entry = readSession(request, context)?.entry ?? 'link'
  return showPage(request, context, (model) =>
    userPickerPage({
      ...model,
      action: userPickerPath,
      query,
      link: { appName: app.name, entry },
      users: choices(context, app),
    }),
  )
}

/** Shows the picker for a phone; `query` is what the page after it is asked, the uuid of a QR login or a mobile app's request. */
export const showPhonePicker = (query: string, request: WireRequest, context: Context): Reply =>
  showPage(request, context, (model) =>
    userPickerPage({ ...model, action: phonePickerPath, query, users: choices(context) }),
  )

const choices = (context: Context, app?: App): UserChoice[] =>
  context.directory.users().map((user) => ({
    id: user.id,
    nickname: user.nickname,
    avatar: avatarPath(user),
    follows: app !== undefined && followsApp(user, app),
  }))

/** Picks a user: a new session, and back to the link. Goes nowhere but to this platform's own authorize path. */
export const userPicker: Endpoint = async (request, context) => {
  if (context.mode === 'production') return textReply(404, 'Not Found')
  if (request.method === 'GET') {
    const app = context.directory.app(valueOf(parseAuthorizeQuery(request.query), 'appid') ?? '')
    return app
      ? showPicker(app, request.query, request, context)
      : showNotice('notFound', request, context, { status: 404, detail: 'appid' })
  }
  return pick(() => endpoints.authorize.path, request, context)
}

/** Picks whose phone it is, and goes on to the page of that phone. */
export const phonePicker: Endpoint = async (request, context) => {
  if (context.mode === 'production') return textReply(404, 'Not Found')
  return request.method === 'GET' ? showPhonePicker(request.query, request, context) : pick(phonePath, request, context)
}

const phonePath = (query: string): string => (query.startsWith('uuid=') ? qrConfirmPath : sendAuthPath)

/** Takes a choice: a new session, and on to a page of this platform. */
async function pick(pathOf: (query: string) => string, request: WireRequest, context: Context): Promise<Reply> {
  if (request.method !== 'POST') return textReply(405, 'Method Not Allowed', { allow: 'GET, POST' })
  const posted = await postedForm(request, context)
  if ('refusal' in posted) return posted.refusal
  const { form } = posted
  const user = context.directory.user(form.get('user') ?? '')
  const entry = entries.find((one) => one === form.get('entry')) ?? 'link'
  const query = form.get('query') ?? ''
  if (!user || !/^[\x21-\x7e]*$/.test(query)) return showNotice('notFound', request, context, { status: 400 })
  const session = newSession(context.random, { userId: user.id, entry })
  return {
    status: 303,
    headers: {
      ...guardHeaders,
      location: `${pathOf(query)}?${query}`,
      'set-cookie': sessionCookie(session, context),
    },
    body: '',
  }
}
