import { Auth } from '@auth/core'
import type { AuthConfig } from '@auth/core'
import WeChat from '@auth/core/providers/wechat'
import type { Account, Login, User } from './client.ts'
import { Shown } from './client.ts'
import { locationOf, visit } from './web.ts'

type Check = 'pkce' | 'state'

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The provider; told where WeChat is, it keeps how it asks. */
function provider({ appid, secret, origin }: Account, checks: readonly Check[]): ReturnType<typeof WeChat> {
  const options = { clientId: appid, clientSecret: secret, checks: [...checks] }
  if (origin === undefined) return WeChat(options)
  const { authorization, token, userinfo } = WeChat(options)
  const moved = (endpoint: unknown, path: string): object => ({ ...(endpoint as object), url: `${origin}${path}` })
  return WeChat({
    ...options,
    authorization: moved(authorization, '/connect/oauth2/authorize'),
    token: moved(token, '/sns/oauth2/access_token'),
    userinfo: moved(userinfo, '/sns/userinfo'),
  })
}

/** A site made of Auth.js, which ties the login to the browser by `checks`. */
export function authSite(account: Account, checks: readonly Check[]): Login {
  const site = new URL(account.callbackUrl).origin
  let logged: unknown[] = []
  let user: User | undefined
  const config: AuthConfig = {
    providers: [provider(account, checks)],
    secret: 'a secret of the site, at least 32 characters',
    trustHost: true,
    basePath: '/auth',
    logger: { error: (error) => logged.push(error), warn: () => {}, debug: () => {} },
    callbacks: {
      jwt({ token, account, profile }) {
        if (!account) return token
        const { openid, nickname, unionid } = (profile ?? {}) as Record<string, unknown>
        user = {
          id: account.providerAccountId,
          openid: text(openid),
          nickname: text(nickname),
          unionid: text(unionid),
          accessToken: account.access_token,
          refreshToken: account.refresh_token,
        }
        return token
      },
    },
  }
  const handler = (request: Request): Promise<Response> => Auth(request, config)
  return {
    async link(browser) {
      const csrf = await visit(handler, `${site}/auth/csrf`, browser)
      const { csrfToken } = (await csrf.json()) as { csrfToken: string }
      const answer = await visit(handler, `${site}/auth/signin/wechat`, browser, { form: { csrfToken } })
      return locationOf(answer, site)?.href ?? ''
    },
    async callback(query, browser) {
      logged = []
      user = undefined
      const answer = await visit(handler, `${site}/auth/callback/wechat?${new URLSearchParams(query)}`, browser)
      if (user) return user
      const to = locationOf(answer, site)
      throw new Shown(to ? `redirect to ${to.pathname}${to.search}` : `HTTP ${answer.status}`, logged)
    },
  }
}
