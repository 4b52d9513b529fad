// WeChat login in a Next site. Run it against WeChat, or against `npx weauth` with WECHAT_HOST=http://localhost:18080:
//   ORIGIN=http://127.0.0.1:3000 WECHAT_APPID=wx… WECHAT_SECRET=… LOGIN_KEY=$(openssl rand -base64 32) npx next start

import type { KeyValueStore } from '@weauth/client'
import { createAccount, createLogin, identityText, memoryStore } from '@weauth/client'
import type { NextLogin } from '@weauth/client/next'
import { nextLogin } from '@weauth/client/next'
import { cookies } from 'next/headers'

/** Who is logged in. */
export type SiteUser = { readonly account: string; readonly name: string }

/** What the site remembers; a real site keeps it in its database and in Redis, PostgreSQL or SQLite. */
type Memory = { readonly store: KeyValueStore; readonly sessions: Map<string, SiteUser>; login?: NextLogin }

// On globalThis, for Next may load a module once for routes and once more for pages.
const shared = globalThis as typeof globalThis & { weauthMemory?: Memory }
const memory = (shared.weauthMemory ??= { store: memoryStore(), sessions: new Map() })

function createWechat(): NextLogin {
  const { ORIGIN = 'http://127.0.0.1:3000', WECHAT_HOST, WECHAT_APPID = '', WECHAT_SECRET = '' } = process.env
  const { LOGIN_KEY = '' } = process.env
  const login = createLogin({
    account: createAccount({
      appid: WECHAT_APPID,
      secret: WECHAT_SECRET,
      ...(WECHAT_HOST && { openHost: WECHAT_HOST, apiHost: WECHAT_HOST }),
    }),
    callbackUrl: `${ORIGIN}/callback`,
    store: memory.store,
    keys: LOGIN_KEY,
    subject: 'unionid',
  })
  return nextLogin(login, {
    async onLogin(user) {
      // A new id for each login: one that somebody planted before is worth nothing.
      const session = crypto.randomUUID()
      const name = user.profile?.nickname ?? ''
      memory.sessions.set(session, { account: identityText(user.identity.subject), name })
      const secure = ORIGIN.startsWith('https:')
      ;(await cookies()).set('session', session, { httpOnly: true, sameSite: 'lax', secure })
    },
  })
}

/** The login's two routes; made at the first request, for `next build` loads this module without the site's secrets. */
export const wechat = (): NextLogin => (memory.login ??= createWechat())

/** The user of this request. */
export async function currentUser(): Promise<SiteUser | undefined> {
  return memory.sessions.get((await cookies()).get('session')?.value ?? '')
}
