import type { Browser } from './client.ts'
import { Shown } from './client.ts'

/** The part of a Passport strategy that Passport itself calls. */
export type Strategy = { authenticate(request: object, options: object): void }

/** What a strategy is handed over a user; `id` and the rest are its own. */
export type Verified = {
  readonly accessToken: string
  readonly refreshToken: string
  readonly profile: Readonly<Record<string, unknown>>
}

const sessions = new WeakMap<Browser, object>()

/** The session of a browser, as a session middleware keeps one. */
function sessionOf(browser: Browser): object {
  const session = sessions.get(browser) ?? {}
  sessions.set(browser, session)
  return session
}

/**
 * Runs one request through a strategy, as Passport does: it gives the strategy five ways to end.
 *
 * @throws what the strategy calls an error, or {@link Shown} for what it refuses.
 */
function authenticate(
  strategy: Strategy,
  query: Readonly<Record<string, string>>,
  browser: Browser,
  options: object = {},
): Promise<{ readonly redirect: string } | { readonly verified: Verified }> {
  return new Promise((resolve, reject) => {
    const endings = {
      redirect: (redirect: string) => resolve({ redirect }),
      success: (verified: Verified) => resolve({ verified }),
      error: reject,
      fail: (challenge: unknown, status?: number) =>
        reject(
          new Shown(
            typeof challenge === 'number'
              ? `fail(${challenge})`
              : `fail(${JSON.stringify(challenge)}, ${status ?? 401})`,
          ),
        ),
      pass: () => reject(new Shown('pass()')),
    }
    const request = {
      query,
      session: sessionOf(browser),
      protocol: 'http',
      originalUrl: '/callback',
      headers: { host: 'localhost:8081' },
      get: () => 'localhost:8081',
      _passport: {},
    }
    const running: Strategy = Object.assign(Object.create(strategy) as Strategy, endings)
    running.authenticate(request, options)
  })
}

/** Where a strategy sends a browser without a callback. */
export async function redirectOf(strategy: Strategy, browser: Browser, options?: object): Promise<string> {
  const ended = await authenticate(strategy, {}, browser, options)
  if ('redirect' in ended) return ended.redirect
  throw new Shown('a user without a callback')
}

/** Whom a strategy takes a callback for. */
export async function verifiedOf(
  strategy: Strategy,
  query: Readonly<Record<string, string>>,
  browser: Browser,
  options?: object,
): Promise<Verified> {
  const ended = await authenticate(strategy, query, browser, options)
  if ('verified' in ended) return ended.verified
  throw new Shown(`redirect to ${new URL(ended.redirect).pathname}`)
}
