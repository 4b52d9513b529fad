import { betterAuth } from 'better-auth'
import type { BetterAuthOptions } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import type { Account, Browser, Login, User } from './client.ts'
import { Shown } from './client.ts'
import { locationOf, visit } from './web.ts'

type Row = { id: string; name?: string; userId: string; accountId: string; accessToken?: string; refreshToken?: string }

/** A site made of better-auth with one provider, `wechat`, that the plugins or the social providers define. */
export function betterAuthSite(
  account: Account,
  options: Pick<BetterAuthOptions, 'plugins' | 'socialProviders'>,
): Login {
  const origin = new URL(account.callbackUrl).origin
  const rows: Record<'user' | 'session' | 'account' | 'verification', Row[]> = {
    user: [],
    session: [],
    account: [],
    verification: [],
  }
  // Whose tokens a browser asks for.
  const accounts = new WeakMap<Browser, string>()
  let logged: unknown[] = []
  const auth = betterAuth({
    ...options,
    baseURL: origin,
    secret: 'a secret of the site, at least 32 characters',
    database: memoryAdapter(rows as never),
    logger: { log: (_level, message, ...more: unknown[]) => void logged.push(message, ...more) },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
  })
  const ask = (path: string, browser: Browser, json?: object): Promise<Response> =>
    visit((request) => auth.handler(request), `${origin}/api/auth${path}`, browser, json && { json })
  const token = async (path: string, browser: Browser): Promise<string> => {
    const answer = await ask(path, browser, { accountId: accounts.get(browser) })
    const { accessToken, message } = (await answer.json()) as { accessToken?: string; message?: string }
    if (accessToken === undefined) throw new Shown(`HTTP ${answer.status}: ${message}`, logged)
    return accessToken
  }
  return {
    async link(browser) {
      const answer = await ask('/sign-in/social', browser, { provider: 'wechat', callbackURL: `${origin}/in` })
      return ((await answer.json()) as { url: string }).url
    },
    async callback(query, browser): Promise<User> {
      logged = []
      const sessions = rows.session.length
      const answer = await ask(`/callback/wechat?${new URLSearchParams(query)}`, browser)
      const row = rows.account.find(({ userId }) => userId === rows.session.at(-1)?.userId)
      const to = locationOf(answer, origin)
      if (!row || rows.session.length === sessions)
        throw new Shown(to ? `redirect to ${to.pathname}${to.search}` : `HTTP ${answer.status}`, logged)
      accounts.set(browser, row.id)
      const user = rows.user.find(({ id }) => id === row.userId)
      const { accountId: id, accessToken, refreshToken } = row
      return { id, nickname: user?.name, accessToken, refreshToken }
    },
    refresh: (_, browser) => token('/refresh-token', browser),
    call: (_, browser) => token('/get-access-token', browser),
  }
}
