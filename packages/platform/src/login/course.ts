import type { AuthorizeRequest } from '@weauth/protocol'
import { recentConsentDays } from '@weauth/protocol'
import type { Context } from '../context.ts'
import { followsApp, snapshotPersona } from '../users/index.ts'
import type { App, Consent, ConsentForm } from '../store/index.ts'
import type { Visitor } from '../users/index.ts'

/** What becomes of a link that is in order: a code at once, the snapshot or the consent page, or a refusal. */
type Course =
  | { readonly to: 'code'; readonly consent?: ConsentForm; readonly persona?: string | undefined }
  | { readonly to: 'snapshot' | 'ask' | 'refuse' }

const recentMs = recentConsentDays * 86_400_000

const isRecent = (kept: Consent | undefined, { behaviours }: Context): boolean =>
  behaviours['recent-consent-silent'] && kept?.askedMsAgo !== undefined && kept.askedMsAgo < recentMs

// Which pages get one is WeChat's to decide: here the app says so, or the link.
const showsSnapshot = ({ forceSnapShot }: AuthorizeRequest, { snapshotPages }: App, { behaviours }: Context): boolean =>
  behaviours['snapshot-pages'] && (forceSnapShot || snapshotPages === true)

/**
 * Decides whether a user is asked. On a snapshot page an app meets a virtual user, until the button 「使用完整服务」 is pressed: then the
 * link comes again with `fullService`, and the user is asked.
 */
export async function courseOf(
  asked: AuthorizeRequest,
  app: App,
  { user, entry, consent }: Visitor,
  context: Context,
  fullService: boolean,
): Promise<Course> {
  if (asked.scope === 'snsapi_base') return { to: 'code' }
  if (consent === 'snapshot') return { to: 'code', persona: snapshotPersona }
  const kept = await context.store.findConsent({ userId: user.id, appid: app.appid })
  // forcePopup does not apply to followers who come from the chat or the menu, forceSnapShot to nobody who is authorized silently.
  // 「对于已关注公众号的用户,如果用户从公众号的会话或者自定义菜单进入本公众号的网页授权页,即使是scope为snsapi_userinfo,也是静默授权」
  const special = followsApp(user, app) && (entry === 'chat' || entry === 'menu')
  const silent = special || (!asked.forcePopup && isRecent(kept, context))
  if (silent && !fullService) return { to: 'code', consent: 'implied', persona: kept?.persona }
  if (consent === 'allow') return { to: 'code', consent: 'asked', persona: kept?.persona }
  if (consent === 'ask' && !fullService && showsSnapshot(asked, app, context)) return { to: 'snapshot' }
  return { to: consent === 'deny' ? 'refuse' : 'ask' }
}
