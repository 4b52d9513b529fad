import type { Lang, TokenReply, UserinfoReply } from '@weauth/protocol'
import type { Account } from '../account.ts'
import { userinfo } from '../calls.ts'
import { isWeauthError, RefusedUserError } from '../errors.ts'
import type { Identity, SubjectKind } from './identity.ts'
import { identityOf } from './identity.ts'

/** What must be known to tell who a user is. */
export type WhoOptions = {
  readonly subject: SubjectKind
  readonly acceptsSnapshots: boolean
  /** Language of the profile's region names. */
  readonly lang?: Lang
}

/** Who a token is about; `profile` is absent after `snsapi_base`. */
export type Who = { readonly identity: Identity; readonly unionid?: string; readonly profile?: UserinfoReply }

/** User info, asked for once more where that may help: it is only read, and without it an exchanged code is lost. */
async function profileOf(...args: Parameters<typeof userinfo>): Promise<UserinfoReply> {
  try {
    return await userinfo(...args)
  } catch (error) {
    if (isWeauthError(error) && error.action === 'retry') return userinfo(...args)
    throw error
  }
}

/**
 * Finds out who a token is about.
 *
 * @throws {RefusedUserError} for a snapshot user, or when the kind of key the site goes by did not come.
 * @throws {AnyWeauthError} when the profile could not be loaded.
 */
export async function whoIs(
  account: Account,
  token: Omit<TokenReply, 'expiresInSeconds' | 'refreshToken'>,
  { subject, acceptsSnapshots, lang }: WhoOptions,
): Promise<Who> {
  if (token.isSnapshotUser === true && !acceptsSnapshots) throw new RefusedUserError('snapshot')
  const hasProfile = token.scope.split(/[ ,]/).some((scope) => scope === 'snsapi_userinfo' || scope === 'snsapi_login')
  const profile = hasProfile ? await profileOf(account, token, { lang }) : undefined
  // Today's WeChat tells the unionid of some logins in user info only.
  const unionid = token.unionid ?? profile?.unionid
  const identity = identityOf({ openid: token.openid, ...(unionid && { unionid }) }, account.appid, subject)
  if (!identity) throw new RefusedUserError('subject_missing')
  return { identity, ...(unionid && { unionid }), ...(profile && { profile }) }
}
