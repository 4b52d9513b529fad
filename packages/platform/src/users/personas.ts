import { avatarPath, pictureOf, snapshotPicture } from './avatars.ts'
import type { Context } from '../context.ts'
import type { App, Authorization, User } from '../store/index.ts'

// As whom a user appears to an app: as themself, under another nickname and picture of their choice, or as nobody in particular.

/** Whoever looks at a snapshot page: a user that does not exist. */
export const snapshotPersona = 'snapshot'

const lead = 'alternative:'

/** A user under another nickname; with a picture where the user has one for it. */
export const alternativePersona = (nickname: string): string => `${lead}${nickname}`

/** What an app is told of who a user is. */
export type Appearance = {
  readonly openid: string
  readonly unionid: string | undefined
  readonly isSnapshotUser: boolean
}

/**
 * By which ids an app knows whoever authorized it. Those of a snapshot page are of nobody: another openid at every visit, and one unionid that
 * is not the user's. Source: 「开发者在快照页内所获取的头像、昵称、openId、unionId 均为虚拟账号数据」 (official), and that several such openids had one unionid
 * (community 00048c10410368a8…).
 */
export function appearanceOf({ appid, userId, flow, persona }: Authorization, app: App, context: Context): Appearance {
  const { identities } = context
  const isSnapshotUser = persona === snapshotPersona
  // No user has an id with a NUL in it.
  const virtual = `\0snapshot ${userId}`
  return {
    openid: identities.openid(appid, isSnapshotUser ? `${virtual} ${flow}` : userId),
    unionid: identities.unionid(app, isSnapshotUser ? virtual : userId),
    isSnapshotUser,
  }
}

/** A user as the app may see them, with the path of the picture. */
export type Profile = Pick<User, 'nickname' | 'sex' | 'province' | 'city' | 'country' | 'language' | 'privilege'> & {
  readonly picture: string | undefined
}

/** The user under the persona of an authorization. */
export function profileOf({ persona }: Authorization, user: User): Profile {
  if (persona === snapshotPersona) {
    const unknown = { sex: 0, province: '', city: '', country: '', privilege: [] } as const
    return { ...unknown, nickname: '微信用户', language: user.language, picture: avatarPath(snapshotPicture) }
  }
  if (!persona?.startsWith(lead)) return { ...user, picture: avatarPath(user) }
  const nickname = persona.slice(lead.length)
  const chosen = user.alternatives?.find((one) => one.nickname === nickname)
  return { ...user, nickname, picture: chosen && avatarPath(pictureOf(user, chosen)) }
}
