import { createHmac } from 'node:crypto'
import { isOpenPlatformApp } from '@weauth/protocol'
import type { App, User } from '../store/index.ts'

// Who a user is to an app. Derived and not stored: the same user is the same after every restart, also in memory, and a test can tell
// beforehand who will come.

/** Derives openids and unionids under a key: with another key, the same users are strangers. */
export type Identities = {
  /** 28 characters beginning with `o`; differs from app to app. */
  readonly openid: (appid: string, userId: string) => string
  /**
   * The same across the apps of one open-platform account; absent for an account 公众号 that is bound to none. A website or mobile app is
   * always of one: where none is named, of one of its own.
   */
  readonly unionid: (app: App, userId: string) => string | undefined
}

/** @param key any text; two platforms with the same key agree about everyone. */
export function createIdentities(key: string): Identities {
  const derive = remembered((text) => `o${createHmac('sha256', key).update(text).digest('base64url').slice(0, 27)}`)
  return {
    openid: (appid, userId) => derive(`openid:${appid}:${userId}`),
    unionid(app, userId) {
      const openPlatform = app.openPlatform ?? (isOpenPlatformApp(app) ? app.appid : undefined)
      return openPlatform === undefined ? undefined : derive(`unionid:${openPlatform}:${userId}`)
    },
  }
}

/** Whether the user follows the account. */
export const followsApp = (user: User, app: App): boolean => user.follows.includes(app.appid)

const mostRemembered = 10_000

/** Remembers the latest answers: one login derives the same openid five times. */
function remembered(derive: (text: string) => string): (text: string) => string {
  const answers = new Map<string, string>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    if (answers.size >= mostRemembered) answers.clear()
    const derived = derive(text)
    answers.set(text, derived)
    return derived
  }
}
