import { createAccount, createLogin, identityText, memoryStore } from '@weauth/client'
import type { ExpressLogin } from '@weauth/client/express'
import { expressLogin } from '@weauth/client/express'
import type { Request, Response } from 'express'

const { PORT = '3000', ORIGIN = `http://127.0.0.1:${PORT}`, WECHAT_HOST } = process.env
const { WECHAT_APPID = '', WECHAT_SECRET = '', LOGIN_KEY = '' } = process.env

const login = createLogin({
  account: createAccount({
    appid: WECHAT_APPID,
    secret: WECHAT_SECRET,
    ...(WECHAT_HOST && { openHost: WECHAT_HOST, apiHost: WECHAT_HOST }),
  }),
  callbackUrl: `${ORIGIN}/wechat/callback`,
  loginPath: '/wechat/login',
  store: memoryStore(),
  keys: LOGIN_KEY,
  subject: 'unionid',
})

/** Who is logged in, by session; a real site keeps this in its database. */
const sessions = new Map<string, { readonly account: string; readonly name: string }>()

/** The login's two handlers. */
export const wechat: ExpressLogin<Request, Response> = expressLogin<Request, Response>(login, {
  onLogin(user, _request, response) {
    // A new id for each login: one that somebody planted before is worth nothing.
    const session = crypto.randomUUID()
    sessions.set(session, { account: identityText(user.identity.subject), name: user.profile?.nickname ?? '' })
    response.cookie('session', session, { httpOnly: true, sameSite: 'lax', secure: ORIGIN.startsWith('https:') })
  },
})

/** The user of a request. */
export function userOf({ headers }: Request): { readonly account: string; readonly name: string } | undefined {
  return sessions.get(/(?:^|; )session=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '')
}
