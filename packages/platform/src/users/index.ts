/**
 * Who a user is: which one a browser is taken for, by which ids and under which nickname and picture an app knows them, and what they do
 * in WeChat's own settings. It must not know the paths of a login, nor any page.
 */
export { avatar, avatarPath, avatarPrefix, pictureOf } from './avatars.ts'
export { createIdentities, followsApp } from './identity.ts'
export type { Identities } from './identity.ts'
export { alternativePersona, appearanceOf, profileOf, snapshotPersona } from './personas.ts'
export { createUserActs } from './user-acts.ts'
export type { UserActs } from './user-acts.ts'
export {
  entries,
  identifyVisitor,
  isCrossSite,
  newSession,
  readSession,
  sessionCookie,
  sessionDigest,
} from './visitor.ts'
export type { Consent, Entry, Session, Visitor } from './visitor.ts'
