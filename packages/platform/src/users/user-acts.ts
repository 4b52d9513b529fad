import type { UserEventName } from '@weauth/protocol'
import { cleanedNickname, modifiedToldDays, revokeInfoOf } from '@weauth/protocol'
import type { Context } from '../context.ts'
import type { Consent } from '../store/index.ts'

/**
 * What happens to a user away from any link: what they do in WeChat's own settings, or WeChat to them. Accounts that take messages are
 * told. Nothing waits for their servers.
 */
export type UserActs = {
  /** 撤回授权: withdraws the consent given to an app; its tokens end. `false` when there is none to withdraw. */
  readonly revoke: (appid: string, userId: string) => Promise<boolean>
  /** 修改密码: every code and token of the user ends, for every app (42007). Nobody is told. */
  readonly changePassword: (userId: string) => Promise<void>
  /** 资料被清理: WeChat takes nickname and picture away, and tells those to whom the user consented in the last 30 days. */
  readonly cleanProfile: (userId: string) => Promise<void>
  /** 注销: the user is gone (50002), and so are all consents. */
  readonly deleteAccount: (userId: string) => Promise<void>
}

const toldMs = modifiedToldDays * 86_400_000

/** The acts of the users of a platform. */
export function createUserActs(context: Context): UserActs {
  const { store, directory, identities, pusher, now } = context

  function tell(event: UserEventName, { appid, userId }: Pick<Consent, 'appid' | 'userId'>): void {
    const app = directory.app(appid)
    if (!app) return
    const message = {
      event,
      // Both names are assumed: of each account one, always the same.
      toUserName: `gh_${appid.slice(-12)}`,
      fromUserName: identities.openid(appid, '\0push'),
      createTime: Math.floor(now() / 1000),
      openid: identities.openid(appid, userId),
      unionid: identities.unionid(app, userId),
      appid,
      ...(event === 'user_authorization_revoke' && { revokeInfo: revokeInfoOf(app) }),
    }
    pusher.push(app, message, userId)
  }

  /** Withdraws a consent and tells of it; of two at once, one does. */
  async function withdraw(of: Pick<Consent, 'appid' | 'userId'>, event: UserEventName): Promise<boolean> {
    const { appid, userId } = of
    const withdrawn = (await store.withdrawConsent({ appid, userId })) === 'withdrawn'
    if (withdrawn) tell(event, of)
    return withdrawn
  }

  return {
    revoke: (appid, userId) => withdraw({ appid, userId }, 'user_authorization_revoke'),
    changePassword: (userId) => store.endAuthorizations(userId),
    async cleanProfile(userId) {
      const user = directory.user(userId)
      if (!user) return
      await directory.saveUser({ ...user, nickname: cleanedNickname, avatar: 0, alternatives: [] })
      const consents = await store.listConsents(userId)
      for (const consent of consents) if (consent.givenMsAgo <= toldMs) tell('user_info_modified', consent)
    },
    async deleteAccount(userId) {
      const user = directory.user(userId)
      if (user) await directory.saveUser({ ...user, limited: true })
      for (const consent of await store.listConsents(userId)) await withdraw(consent, 'user_authorization_cancellation')
    },
  }
}
