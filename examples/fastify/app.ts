// WeChat login in a Fastify site. Run it against WeChat, or against `npx weauth` with WECHAT_HOST=http://localhost:18080:
//   PORT=3000 WECHAT_APPID=wx… WECHAT_SECRET=… LOGIN_KEY=$(openssl rand -base64 32) node app.ts

import { createAccount, createLogin, identityText, memoryStore } from '@weauth/client'
import { fastifyLogin } from '@weauth/client/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fastify from 'fastify'

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

const wechat = fastifyLogin<FastifyRequest, FastifyReply>(login, {
  onLogin(user, _request, reply) {
    // A new id for each login: one that somebody planted before is worth nothing.
    const session = crypto.randomUUID()
    sessions.set(session, { account: identityText(user.identity.subject), name: user.profile?.nickname ?? '' })
    const secure = ORIGIN.startsWith('https:') ? '; Secure' : ''
    reply.header('set-cookie', `session=${session}; Path=/; HttpOnly; SameSite=Lax${secure}`)
  },
})

const app = fastify()
app.all('/login', wechat.start)
app.all('/callback', wechat.callback)
app.get('/', (request, reply) => {
  const session = /(?:^|; )session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const user = sessions.get(session)
  if (!user) return reply.redirect('/login')
  // Text, not HTML: a nickname is whatever its user likes.
  return reply
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(`你好，${user.name}\n${user.account}\n`)
})
await app.listen({ port: Number(PORT), host: '127.0.0.1' })
console.log(ORIGIN)
