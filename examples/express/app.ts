// WeChat login in an Express site. Run it against WeChat, or against `npx weauth` with WECHAT_HOST=http://localhost:18080:
//   PORT=3000 WECHAT_APPID=wx… WECHAT_SECRET=… LOGIN_KEY=$(openssl rand -base64 32) node app.ts

import { createAccount, createLogin, identityText, memoryStore } from '@weauth/client'
import { expressLogin } from '@weauth/client/express'
import type { Request, Response } from 'express'
import express from 'express'

const { PORT = '3000', ORIGIN = `http://127.0.0.1:${PORT}`, WECHAT_HOST } = process.env
const { WECHAT_APPID = '', WECHAT_SECRET = '', LOGIN_KEY = '' } = process.env

const login = createLogin({
  account: createAccount({
    appid: WECHAT_APPID,
    secret: WECHAT_SECRET,
    ...(WECHAT_HOST && { openHost: WECHAT_HOST, apiHost: WECHAT_HOST }),
  }),
  callbackUrl: `${ORIGIN}/callback`,
  store: memoryStore(),
  keys: LOGIN_KEY,
  subject: 'unionid',
})

/** Who is logged in, by session; a real site keeps this in its database. */
const sessions = new Map<string, { readonly account: string; readonly name: string }>()

const wechat = expressLogin<Request, Response>(login, {
  onLogin(user, _request, response) {
    // A new id for each login: one that somebody planted before is worth nothing.
    const session = crypto.randomUUID()
    sessions.set(session, { account: identityText(user.identity.subject), name: user.profile?.nickname ?? '' })
    const secure = ORIGIN.startsWith('https:')
    response.cookie('session', session, { httpOnly: true, sameSite: 'lax', secure })
  },
})

const app = express()
app.all('/login', wechat.start)
app.all('/callback', wechat.callback)
app.get('/', (request, response) => {
  const session = /(?:^|; )session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const user = sessions.get(session)
  if (!user) return response.redirect('/login')
  // Text, not HTML: a nickname is whatever its user likes.
  response.setHeader('cache-control', 'no-store')
  response.type('text/plain').send(`你好，${user.name}\n${user.account}\n`)
})
app.listen(Number(PORT), '127.0.0.1', () => console.log(ORIGIN))
