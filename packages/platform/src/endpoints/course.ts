import type { AuthorizeRequest } from '@weauth/protocol'
import { recentConsentDays } from '@weauth/protocol'
import type { Context } from '../context.ts'
import { followsApp } from '../identity.ts'
import type { App, Consent, ConsentForm } from '../store/index.ts'
import type { Visitor } from '../visitor.ts'

/** What becomes of a link that is in order: a code at once, the consent page, or a refusal. */
type Course =
  | { readonly to: 'code'; readonly consent?: ConsentForm; readonly persona?: string | undefined }
  | { readonly to: 'ask' | 'refuse' }

const recentMs = recentConsentDays * 86_400_000

const isRecent = (kept: Consent | undefined, { behaviours }: Context): boolean =>
  behaviours['recent-consent-silent'] && kept?.askedMsAgo !== undefined && kept.askedMsAgo < recentMs

/** Decides whether a user is asked. */
export async function courseOf(
  asked: AuthorizeRequest,
  app: App,
  { user, entry, consent }: Visitor,
  context: Context,
): Promise<Course> {
  if (asked.scope === 'snsapi_base') return { to: 'code' }
  const kept = await context.store.findConsent({ userId: user.id, appid: app.appid })
  // 「对于已关注公众号的用户,如果用户从公众号的会话或者自定义菜单进入本公众号的网页授权页,即使是scope为snsapi_userinfo,也是静默授权」
  // and forcePopup: 「若用户命中了特殊场景下的静默授权逻辑,则此参数不生效」
  const special = followsApp(user, app) && (entry === 'chat' || entry === 'menu')
  if (special || (!asked.forcePopup && isRecent(kept, context))) {
    return { to: 'code', consent: 'implied', persona: kept?.persona }
  }
  if (consent === 'allow') return { to: 'code', consent: 'asked', persona: kept?.persona }
  return { to: consent === 'deny' ? 'refuse' : 'ask' }
}
