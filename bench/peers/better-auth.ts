import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { oauthProvider } from '@better-auth/oauth-provider'
import { getRequestListener } from '@hono/node-server'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { jwt } from 'better-auth/plugins'
import type { Start } from '../servers/listen.ts'
import { listen } from '../servers/listen.ts'
import { peerClient } from '../peer-flows.ts'

const account = { email: 'bench@example.com', password: 'bench-password', name: 'bench' }

/** better-auth with its provider plugin over SQLite, as its documentation sets it up. `/setup` tells the driver client and session. */
export const start: Start = async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'weauth-bench-')), 'better-auth.sqlite')
  const options = {
    database: new DatabaseSync(path),
    baseURL: 'http://127.0.0.1',
    secret: 'a secret of the benchmark, and of nothing else',
    emailAndPassword: { enabled: true },
    disabledPaths: ['/token'],
    logger: { disabled: true },
    plugins: [
      jwt(),
      oauthProvider({
        loginPage: '/sign-in',
        consentPage: '/consent',
        silenceWarnings: { oauthAuthServerConfig: true },
      }),
    ],
  }
  await (await getMigrations(options)).runMigrations()
  const auth = betterAuth(options)
  await auth.api.signUpEmail({ body: account })
  const session = async (): Promise<string> => {
    const { headers } = await auth.api.signInEmail({ body: account, returnHeaders: true })
    return headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
  }
  const client = await auth.api.adminCreateOAuthClient({
    headers: { cookie: await session() },
    body: {
      redirect_uris: [peerClient.callback],
      token_endpoint_auth_method: 'client_secret_post',
      skip_consent: true,
      require_pkce: false,
    },
  })
  return listen(
    getRequestListener(async (request) => {
      if (new URL(request.url).pathname !== '/setup') return auth.handler(request)
      return Response.json({ id: client.client_id, secret: client.client_secret, cookie: await session() })
    }),
  )
}
