import type { UserinfoReply } from '@weauth/protocol'
import type { Account } from '../account.ts'
import type { SubjectKind } from '../login/identity.ts'
import { acceptSnapshotUsers } from '../login/options.ts'
import { whoIs } from '../login/who.ts'

/** What a bridge must know to tell who a user is. */
export type UserOptions = {
  /** By which kind of key the site knows its users. A login that does not yield it is refused; nothing else takes its place. */
  readonly subject: SubjectKind
  readonly [acceptSnapshotUsers]?: true
}

/** A token as the libraries hand it back. */
export type Grant = Parameters<typeof whoIs>[1]

/** Reads a grant back from what {@link tokenResponse} had put into the library's tokens: the names are WeChat's, the values unknown. */
export function grantOf(tokens: Readonly<Record<string, unknown>>): Grant {
  const text = (name: string): string => {
    const value = tokens[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    accessToken: text('access_token'),
    openid: text('openid'),
    scope: text('scope'),
    ...(text('unionid') !== '' && { unionid: text('unionid') }),
    ...(tokens['is_snapshotuser'] === 1 && { isSnapshotUser: true }),
  }
}

/** A user by the key that the site goes by; `profile` is absent after `snsapi_base`. */
export type BridgeUser = { readonly id: string; readonly profile: UserinfoReply | undefined }

/**
 * Who a grant is about.
 *
 * @throws {RefusedUserError} for a snapshot user, or when the kind of key the site goes by did not come.
 * @throws {AnyWeauthError} when the profile could not be loaded.
 */
export async function userOf(account: Account, grant: Grant, options: UserOptions): Promise<BridgeUser> {
  const acceptsSnapshots = options[acceptSnapshotUsers] === true
  const { identity, profile } = await whoIs(account, grant, { subject: options.subject, acceptsSnapshots })
  return { id: identity.subject.value, profile }
}
