import { callbackModes } from '@weauth/protocol'
import type { Context } from '../context.ts'
import type { Random } from '../credentials.ts'
import { digest, randomText } from '../credentials.ts'
import type { Digest, User } from '../store/index.ts'
import type { WireRequest } from '../http/index.ts'

// Inside WeChat the client attaches the identity of whoever opens the link. Here it is attached by headers, by the picker's cookie or by
// configuration in development; in production by the operator's `identify`.

/** Where the user comes from: a link, the account's chat, its menu, or a scanned code. */
export const entries = ['link', 'chat', 'menu', 'scan'] as const
/** One of {@link entries}. */
export type Entry = (typeof entries)[number]

/** How the consent page is answered: by the user (`ask`) or by the header of a scripted browser; `snapshot` stays on the snapshot page. */
const consents = ['ask', 'allow', 'deny', 'snapshot'] as const
/** One of {@link consents}. */
export type Consent = (typeof consents)[number]

/** Who opens the link, and how. */
export type Visitor = { readonly user: User; readonly entry: Entry; readonly consent: Consent }

/** Nobody yet (`user` absent), or a header that names what does not exist. */
export type Unidentified = { readonly user?: never; readonly fault?: string }

/** The browser's session: what a consent request is bound to. */
export type Session = { readonly cookie: string; readonly userId: string | undefined; readonly entry: Entry }

const isEntry = (text: string | undefined): text is Entry => (entries as readonly (string | undefined)[]).includes(text)

/** Whether a page of another site made the browser send this. A program that is no browser says nothing, and is trusted in development. */
export function isCrossSite(request: WireRequest, { publicUrl }: Context): boolean {
  if (request.header('sec-fetch-site') === 'cross-site') return true
  const origin = request.header('origin')
  if (origin === undefined || origin === publicUrl()) return false
  return !URL.canParse(origin) || new URL(origin).host !== request.host
}

/** Names the session cookie; `__Host-` needs https. */
const cookieName = ({ publicUrl }: Context): string =>
  publicUrl().startsWith('https:') ? '__Host-weauth_session' : 'weauth_session'

/** The session of the browser, if it has one. */
export function readSession(request: WireRequest, context: Context): Session | undefined {
  const name = cookieName(context)
  const cookie = (request.header('cookie') ?? '')
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
  const match = /^[0-9A-Za-z]{22}(?:\.([a-z]+)\.([\w-]+))?$/.exec(cookie ?? '')
  if (!match || cookie === undefined) return undefined
  const [, entry, user] = match
  return {
    cookie,
    userId: user === undefined ? undefined : Buffer.from(user, 'base64url').toString(),
    entry: isEntry(entry) ? entry : 'link',
  }
}

/** A new session; after the picker it also says who was picked. */
export function newSession(random: Random, picked?: { readonly userId: string; readonly entry: Entry }): Session {
  const id = randomText(random, 22)
  return picked
    ? { cookie: `${id}.${picked.entry}.${Buffer.from(picked.userId).toString('base64url')}`, ...picked }
    : { cookie: id, userId: undefined, entry: 'link' }
}

/** The Set-Cookie that gives the browser its session, until it is closed. */
export function sessionCookie(session: Session, context: Context): string {
  const secure = context.publicUrl().startsWith('https:') ? '; Secure' : ''
  return `${cookieName(context)}=${session.cookie}; Path=/; HttpOnly; SameSite=Lax${secure}`
}

/**
 * What the store keeps of a session. In production the user is part of it: whoever logs out and lets another in on the same browser
 * cannot leave a consent page behind for them to answer.
 */
export const sessionDigest = (session: Session, userId: string, { mode }: Context): Digest =>
  digest('session', mode === 'production' ? `${session.cookie} ${userId}` : session.cookie)

/** Finds out who opens the link: headers, then the picker's cookie, then the default user; in production only `identify`. */
export async function identifyVisitor(
  request: WireRequest,
  context: Context,
  session: Session | undefined,
): Promise<Visitor | Unidentified> {
  if (context.mode === 'production') {
    const user = await context.identify?.(request)
    if (!user) return {}
    await keepUser(user, context)
    return { user, entry: 'link', consent: 'ask' }
  }
  const headers = isCrossSite(request, context) ? () => undefined : request.header
  const entry = headers('x-weauth-entry') ?? session?.entry ?? 'link'
  const consent = headers('x-weauth-consent') ?? 'ask'
  if (!isEntry(entry)) return { fault: `X-Weauth-Entry: ${entries.join(' | ')}` }
  const known = consents.filter((one) => one !== 'snapshot' || context.behaviours['snapshot-pages'])
  const answer = known.find((one) => one === consent)
  if (!answer) return { fault: `X-Weauth-Consent: ${known.join(' | ')}` }
  const callback = headers('x-weauth-callback') ?? 'once'
  if (!(callbackModes as readonly string[]).includes(callback)) {
    return { fault: `X-Weauth-Callback: ${callbackModes.join(' | ')}` }
  }

  const id = headers('x-weauth-user') ?? session?.userId ?? context.defaultUser
  if (id === undefined) return {}
  const user = context.directory.user(id)
  if (user) return { user, entry, consent: answer }
  const others = context.directory.users().map((one) => one.id)
  // A cookie may outlive its user: the picker asks again. A header that names nobody is a mistake to be told.
  return headers('x-weauth-user') === undefined ? {} : { fault: `X-Weauth-User: ${others.join(' | ')}` }
}

async function keepUser(user: User, { directory }: Context): Promise<void> {
  const known = directory.user(user.id)
  if (!known || JSON.stringify(known) !== JSON.stringify(user)) await directory.saveUser(user)
}
