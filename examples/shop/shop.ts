import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { Account, AuthorizeScope } from '@weauth/client'
import { createLogin, createTokens, memoryStore } from '@weauth/client'
import type { Html } from './html.ts'
import type { Page } from './layout.ts'
import { layout, wordsOf } from './layout.ts'
import type { Action, Login } from './login.ts'
import { createActions, tell } from './login.ts'
import { homePage, noPage } from './pages.ts'
import { stepsPage } from './steps.ts'
import type { Routes } from './web.ts'
import { readCookie, readLanguage, seeOther, serve } from './web.ts'

/** What the shop needs. */
export type ShopOptions = {
  /** The app, and where WeChat is: the real one, or a platform of weauth. */
  readonly account: Account
  /** Where browsers reach the shop: an origin. Never taken from the request, whose Host anybody can write. */
  readonly baseUrl: string
}

const randomText = (): string => randomBytes(24).toString('base64url')
const dayMs = 86_400_000

/** The front page offers both scopes; whoever comes by another link is asked for all. */
const scope = ({ url }: Request): AuthorizeScope =>
  new URL(url).searchParams.get('scope') === 'snsapi_base' ? 'snsapi_base' : 'snsapi_userinfo'

/**
 * A small business site with WeChat login. Each step of a login is shown on `/me`.
 *
 * @example
 * createServer(createShop({ account, baseUrl: 'https://shop.example.com' })).listen(8080)
 */
export function createShop({ account, baseUrl }: ShopOptions): RequestListener {
  const { origin } = new URL(baseUrl)
  // A site that runs for longer takes keys from its configuration, and a store that its processes share.
  const [keys, store] = [randomText(), memoryStore({ most: 10_000 })]
  const callbackUrl = `${origin}/callback`
  const login = createLogin({ account, callbackUrl, store, keys, scope, subject: 'openid', lang: readLanguage })
  const tokens = createTokens(account, store, { keys })
  const actions = createActions(account, tokens, createTokens(account, store, { keys, aheadSeconds: 7200 }))
  const sessions = createSessions(origin)
  const show = createShow(account, origin, sessions.read)

  const act =
    (action: Action, step: number): Routes[string] =>
    async (request) => {
      const known = await sessions.read(request)
      if (!known) return seeOther('/')
      await sessions.save(sessions.idOf(request), await action(known, readLanguage(request)))
      return seeOther(`/me#step-${step}`)
    }

  const routes: Routes = {
    'GET /': (request) => show(request, homePage),
    'GET /login': (request) => login.start(request, { returnTo: '/me' }),
    'GET /callback': async (request) => {
      const result = await login.callback(request)
      if (result.kind !== 'ok') return result.recover()
      await tokens.save(result.token)
      const response = result.redirect()
      response.headers.append('set-cookie', await sessions.begin(request, tell(request, result, account)))
      return response
    },
    'GET /me': async (request) => {
      const known = await sessions.read(request)
      return known ? show(request, (page) => stepsPage(page, known)) : seeOther('/')
    },
    'POST /userinfo': act(actions.user, 4),
    'POST /refresh': act(actions.refresh, 5),
    'POST /check': act(actions.check, 6),
    'POST /logout': async (request) => seeOther('/', await sessions.end(request)),
  }
  return serve(origin, routes, (request, status) => show(request, noPage, status))
}

type Sessions = {
  readonly idOf: (request: Request) => string
  readonly read: (request: Request) => Promise<Login | undefined>
  readonly save: (id: string, login: Login) => Promise<void>
  /** Returns the cookie. */
  readonly begin: (request: Request, login: Login) => Promise<string>
  /** As above. */
  readonly end: (request: Request) => Promise<string>
}

/** Who is logged in, in the newest thousand browsers. */
function createSessions(origin: string): Sessions {
  const store = memoryStore({ most: 1000 })
  // Lax: sent when WeChat sends the browser back, not when another site posts a form.
  const cookie = (value: string): string =>
    `shop_session=${value}; Path=/; HttpOnly; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`
  const self: Sessions = {
    idOf: (request) => readCookie(request, 'shop_session') ?? '',
    async read(request) {
      const text = await store.get(self.idOf(request))
      return text === undefined ? undefined : (JSON.parse(text) as Login)
    },
    save: (id, login) => store.set(id, JSON.stringify(login), dayMs),
    async begin(request, login) {
      // A new id for each login: one that somebody planted before is worth nothing.
      await store.delete(self.idOf(request))
      const id = randomText()
      await self.save(id, login)
      return cookie(id)
    },
    async end(request) {
      await store.delete(self.idOf(request))
      return `${cookie('')}; Max-Age=0`
    },
  }
  return self
}

type Show = (request: Request, render: (page: Page) => Html, status?: number) => Promise<Response>

/** Renders pages under a policy that runs nothing and loads nothing but the users' pictures. */
function createShow(account: Account, origin: string, loginOf: Sessions['read']): Show {
  // WeChat's pictures, or those of the platform that stands in for it.
  const pictures = `*.qlogo.cn ${new URL(account.openHost).origin}`
  return async (request, render, status = 200) => {
    const nonce = randomBytes(16).toString('base64url')
    const page: Page = { ...wordsOf(readLanguage(request)), login: await loginOf(request), origin }
    const policy = `default-src 'none'; style-src 'nonce-${nonce}'; img-src data: ${pictures}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
    return new Response(layout(page, render(page), nonce), { status, headers })
  }
}
