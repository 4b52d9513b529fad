import { parseQuery } from '@weauth/protocol'
import { postedForm, showNotice, showPage } from '../answers.ts'
import { avatarPath, createUserActs } from '../users/index.ts'
import type { Context, Endpoint } from '../context.ts'
import { settingsPage } from '../pages/index.ts'
import type { SettingsPageModel } from '../pages/index.ts'
import type { User } from '../store/index.ts'
import type { UserActs } from '../users/index.ts'
import type { Reply, WireRequest } from '../http/index.ts'
import { guardHeaders, textReply } from '../http/index.ts'

/** The page that stands for the settings of a user's WeChat. Development only. */
export const settingsPath = '/_weauth/settings'

/** The settings of one user. */
export const settingsOf = (userId: string): string => `${settingsPath}?user=${encodeURIComponent(userId)}`

/** GET {@link settingsPath}`?user=…`: what a user lets apps know. POST with `user`, `act` and, to revoke, `appid`: what they do. */
export const settings: Endpoint = async (request, context) => {
  if (context.mode === 'production') return textReply(404, 'Not Found')
  if (request.method === 'GET') {
    const id = parseQuery(request.query).find(({ name }) => name === 'user')?.value ?? context.defaultUser
    const user = id === undefined ? context.directory.users()[0] : context.directory.user(id)
    return user
      ? showSettings(user, request, context)
      : showNotice('notFound', request, context, { status: 404, detail: 'user' })
  }
  if (request.method !== 'POST') return textReply(405, 'Method Not Allowed', { allow: 'GET, POST' })
  const posted = await postedForm(request, context)
  if ('refusal' in posted) return posted.refusal
  const { form } = posted
  const user = context.directory.user(form.get('user') ?? '')
  const act = acts.get(form.get('act') ?? '')
  if (!user || !act) return showNotice('notFound', request, context, { status: 400 })
  await act(createUserActs(context), user.id, form.get('appid') ?? '')
  return { status: 303, headers: { ...guardHeaders, location: settingsOf(user.id) }, body: '' }
}

const acts = new Map<string, (acts: UserActs, userId: string, appid: string) => Promise<unknown>>([
  ['revoke', ({ revoke }, userId, appid) => revoke(appid, userId)],
  ['password', ({ changePassword }, userId) => changePassword(userId)],
  ['clean', ({ cleanProfile }, userId) => cleanProfile(userId)],
  ['delete', ({ deleteAccount }, userId) => deleteAccount(userId)],
])

async function showSettings(user: User, request: WireRequest, context: Context): Promise<Reply> {
  const { directory, store } = context
  const [consents, now] = [await store.listConsents(user.id), await store.now()]
  const granted: SettingsPageModel['granted'] = consents.map(({ appid, givenMsAgo }) => ({
    appid,
    name: directory.app(appid)?.name ?? appid,
    since: new Date(now - givenMsAgo).toISOString().slice(0, 10),
    told: directory.app(appid)?.messagePush !== undefined,
  }))
  return showPage(request, context, (model) =>
    settingsPage({
      ...model,
      action: settingsPath,
      user: { ...user, avatar: avatarPath(user), limited: user.limited === true },
      others: directory
        .users()
        .filter(({ id }) => id !== user.id)
        .map((other) => ({ nickname: other.nickname, avatar: avatarPath(other), url: settingsOf(other.id) })),
      granted,
    }),
  )
}
