import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { Account } from '@weauth/client'
import type { Html } from './html.ts'
import type { Page } from './layout.ts'
import { layout, wordsOf } from './layout.ts'
import type { Action, Login } from './login.ts'
import { checkAccessToken, createLogins, loadUser, refreshTokens } from './login.ts'
import { endingPage, homePage, noticePage } from './pages.ts'
import { randomText, Recent } from './recent.ts'
import { stepsPage } from './steps.ts'
import type { Reply, Routes, Visit } from './web.ts'
import { seeOther, serve } from './web.ts'

/** What the shop needs. */
export type ShopOptions = {
  /** The app, and where WeChat is: the real one, or a platform of weauth. */
  readonly account: Account
  /** Where browsers reach the shop: an origin. Never taken from the request, whose Host anybody can write. */
  readonly baseUrl: string
}

const stateCookie = 'shop_state'
const sessionCookie = 'shop_session'

/**
 * A small business site with WeChat login. Each step of a login is shown on `/me`.
 *
 * @example
 * createServer(createShop({ account, baseUrl: 'https://shop.example.com' })).listen(8080)
 */
export function createShop({ account, baseUrl }: ShopOptions): RequestListener {
  const { origin } = new URL(baseUrl)
  const logins = createLogins(account, `${origin}/callback`)
  const sessions = new Recent<Login>()
  const loginOf = ({ cookies }: Visit): Login | undefined => sessions.get(cookies.get(sessionCookie))
  const show = createShow(account, origin, loginOf)
  const cookie = (name: string, value: string, more = ''): string =>
    // Lax: sent when WeChat sends the browser back, not when another site posts a form.
    `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}${more}`

  async function callback(visit: Visit): Promise<Reply> {
    const ending = await logins.end(visit.query, visit.cookies.get(stateCookie), visit.lang)
    if (ending.kind !== 'loggedIn') {
      const status = { refused: 200, unknown: 400, malformed: 400, snapshot: 403, failed: 502 }[ending.kind]
      return show(visit, (page) => endingPage(page, ending), status)
    }
    // A new id for each login: one that somebody planted before is worth nothing.
    sessions.take(visit.cookies.get(sessionCookie))
    const session = randomText()
    sessions.set(session, ending.login)
    // On to a URL without the code, so that it stays in no history and no Referer. Its empty fragment keeps the browser from carrying
    // the link's `#wechat_redirect` along.
    return seeOther('/me#', cookie(stateCookie, '', '; Max-Age=0'), cookie(sessionCookie, session))
  }

  const act =
    (action: Action, step: number): Routes[string] =>
    async (visit) => {
      const login = loginOf(visit)
      if (!login) return seeOther('/')
      await action(account, login, visit.lang)
      return seeOther(`/me#step-${step}`)
    }

  const routes: Routes = {
    'GET /': (visit) => show(visit, homePage),
    'GET /login': (visit) => {
      const scope = visit.query.get('scope') === 'snsapi_base' ? 'snsapi_base' : 'snsapi_userinfo'
      const { link, state } = logins.begin(scope)
      return { status: 302, headers: { location: link, 'set-cookie': cookie(stateCookie, state, '; Max-Age=600') } }
    },
    'GET /callback': callback,
    'GET /me': (visit) => {
      const login = loginOf(visit)
      return login ? show(visit, (page) => stepsPage(page, login)) : seeOther('/')
    },
    'POST /userinfo': act(loadUser, 4),
    'POST /refresh': act(refreshTokens, 5),
    'POST /check': act(checkAccessToken, 6),
    'POST /logout': ({ cookies }) => {
      sessions.take(cookies.get(sessionCookie))
      return seeOther('/', cookie(sessionCookie, '', '; Max-Age=0'))
    },
  }
  return serve(origin, routes, (visit, status) => show(visit, (page) => noticePage(page, 'noPage'), status))
}

type Show = (visit: Visit, render: (page: Page) => Html, status?: number) => Reply

/** Renders pages under a policy that runs nothing and loads nothing but the users' pictures. */
function createShow(account: Account, origin: string, loginOf: (visit: Visit) => Login | undefined): Show {
  // WeChat's pictures, or those of the platform that stands in for it.
  const pictures = `*.qlogo.cn ${new URL(account.openHost).origin}`
  return (visit, render, status = 200) => {
    const nonce = randomBytes(16).toString('base64url')
    const page: Page = { ...wordsOf(visit.lang), login: loginOf(visit), origin }
    const policy = `default-src 'none'; style-src 'nonce-${nonce}'; img-src data: ${pictures}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
    return {
      status,
      headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
      body: layout(page, render(page), nonce),
    }
  }
}
