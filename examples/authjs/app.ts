// WeChat login by Auth.js, here in a Hono site; Auth.js keeps the session, in an encrypted cookie.

import type { AuthConfig } from '@auth/core'
import { Auth, customFetch, skipCSRFCheck } from '@auth/core'
import type { Session } from '@auth/core/types'
import type { AccountOptions } from '@weauth/client'
import { createAccount } from '@weauth/client'
import { wechat } from '@weauth/client/authjs'
import { Hono } from 'hono'

/** What the site is told from outside. */
export type Settings = {
  /** Where browsers reach the site, such as `https://shop.example.com`. */
  readonly origin: string
  readonly wechat: AccountOptions
  /** Encrypts Auth.js' cookies: at least 32 random characters. */
  readonly secret: string
}

/**
 * Makes the site.
 *
 * @example
 * export default createApp({ origin: 'https://shop.example.com', wechat: { appid, secret: appSecret }, secret })
 */
export function createApp({ origin, wechat: account, secret }: Settings): Hono {
  const wx = wechat({
    account: createAccount(account),
    customFetch,
    subject: 'unionid',
    callbackUrl: `${origin}/auth/callback/wechat`,
  })
  const config: AuthConfig = { basePath: '/auth', providers: [wx.provider], secret, trustHost: true }
  const handle = wx.wrap((request) => Auth(request, config))

  const app = new Hono()
  // Under the site's own origin: behind a proxy the request has another, and a stranger writes any Host.
  app.all('/auth/*', ({ req }) => handle(new Request(origin + req.url.replace(/^[^/]*\/\/[^/]*/, ''), req.raw)))
  app.get('/login', ({ req }) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: req.header('cookie') ?? '' }
    const body = new URLSearchParams({ callbackUrl: `${origin}/` }).toString()
    const post = new Request(`${origin}/auth/signin/wechat`, { method: 'POST', headers, body })
    // The form's token is for forms; beginning a login is nothing to forge, and the state guards its end.
    return Auth(post, { ...config, skipCSRFCheck })
  })
  app.get('/', async (c) => {
    const asked = new Request(`${origin}/auth/session`, { headers: { cookie: c.req.header('cookie') ?? '' } })
    const session = (await (await Auth(asked, config)).json()) as Session | null
    if (!session) return c.redirect('/login')
    // Text, not HTML: a nickname is whatever its user likes.
    return c.text(`你好，${session.user?.name}\n`, 200, { 'cache-control': 'no-store' })
  })
  return app
}
