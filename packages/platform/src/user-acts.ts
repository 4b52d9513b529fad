import type { Context } from './context.ts'

/** What a user does in WeChat's own settings, away from any link. */
export type UserActs = {
  /** 撤回授权: withdraws the consent given to an app; its tokens end. `false` when there is none to withdraw. */
  readonly revoke: (appid: string, userId: string) => Promise<boolean>
  /** 修改密码: every code and token of the user ends, for every app (42007). */
  readonly changePassword: (userId: string) => Promise<void>
}

/** The acts of the users of a platform. */
export function createUserActs({ store }: Context): UserActs {
  return {
    revoke: async (appid, userId) => (await store.withdrawConsent({ appid, userId })) === 'withdrawn',
    changePassword: (userId) => store.endAuthorizations(userId),
  }
}
