import type { TokenReply } from '@weauth/protocol'

/**
 * One of the names by which WeChat knows a user. A unionid is the same in all apps of an open-platform account; an openid belongs to
 * one appid and means nothing without it.
 */
export type IdentityKey =
  | { readonly kind: 'unionid'; readonly value: string }
  | { readonly kind: 'openid'; readonly appid: string; readonly value: string }

/** Which kind of key an account is known by. Fixed for a site: falling back from one to the other lets users take accounts over. */
export type SubjectKind = IdentityKey['kind']

/** Who logged in: the key the site has chosen, and every key there is, for finding and completing an account. */
export type Identity = { readonly subject: IdentityKey; readonly keys: readonly IdentityKey[] }

/** A key as one text, for a column with a unique index. */
export function identityText(key: IdentityKey): string {
  return key.kind === 'unionid' ? `unionid:${key.value}` : `openid:${key.appid}:${key.value}`
}

/** The identity of a token's user; nothing when WeChat did not tell the kind of key that the site goes by. */
export function identityOf(
  token: Pick<TokenReply, 'openid' | 'unionid'>,
  appid: string,
  subjectKind: SubjectKind,
): Identity | undefined {
  const keys: IdentityKey[] = [
    ...(token.unionid === undefined ? [] : [{ kind: 'unionid' as const, value: token.unionid }]),
    { kind: 'openid', appid, value: token.openid },
  ]
  const subject = keys.find(({ kind }) => kind === subjectKind)
  return subject && { subject, keys }
}
