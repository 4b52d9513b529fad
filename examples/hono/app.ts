// WeChat login in a Hono site; `app.fetch` runs as it is on Node, Bun, Deno and at the edge.

import type { AccountOptions } from '@weauth/client'
import { createAccount, createLogin, identityText, memoryStore } from '@weauth/client'
import { honoLogin } from '@weauth/client/hono'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

/** What the site is told from outside. */
export type Settings = {
  /** Where browsers reach the site, such as `https://shop.example.com`. */
  readonly origin: string
  readonly wechat: AccountOptions
  /** At least 32 random characters. */
  readonly loginKey: string
}

/**
 * Makes the site.
 *
 * @example
 * export default createApp({ origin: 'https://shop.example.com', wechat: { appid, secret }, loginKey })
 */
export function createApp({ origin, wechat, loginKey }: Settings): Hono {
  const login = createLogin({
    account: createAccount(wechat),
    callbackUrl: `${origin}/callback`,
    store: memoryStore(),
    keys: loginKey,
    subject: 'unionid',
  })
  // Who is logged in, by session; a real site keeps this in its database.
  const sessions = new Map<string, { readonly account: string; readonly name: string }>()

  const { start, callback } = honoLogin<Context>(login, {
    onLogin(user, c) {
      // A new id for each login: one that somebody planted before is worth nothing.
      const session = crypto.randomUUID()
      sessions.set(session, { account: identityText(user.identity.subject), name: user.profile?.nickname ?? '' })
      setCookie(c, 'session', session, { httpOnly: true, sameSite: 'Lax', secure: origin.startsWith('https:') })
    },
  })

  const app = new Hono()
  app.all('/login', start)
  app.all('/callback', callback)
  app.get('/', (c) => {
    const user = sessions.get(getCookie(c, 'session') ?? '')
    if (!user) return c.redirect('/login')
    // Text, not HTML: a nickname is whatever its user likes.
    return c.text(`你好，${user.name}\n${user.account}\n`, 200, { 'cache-control': 'no-store' })
  })
  return app
}
