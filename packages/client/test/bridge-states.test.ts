import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { Auth, customFetch } from '@auth/core'
import { wechat } from '@weauth/client/authjs'
import { RefusedUserError, wechatOAuth } from '@weauth/client/better-auth'
import { createAccount, WechatReplyError } from '@weauth/client'
import { builtinSeed } from '@weauth/platform'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { genericOAuth } from 'better-auth/plugins'
import type { Browser, DoorWorld } from './door-world.ts'
import { listenerOf, locationOf, openDoor } from './door-world.ts'

// Auth.js and better-auth behind the bridge that gives WeChat a short state and gets the library its own back.

const secret = 'a secret for tests alone, of more than 32 characters'
const appSecret = '0123456789abcdef0123456789abcdef'

type Account = { readonly providerAccountId: string; readonly accountId: string }

/** A site in one of the two libraries. */
type Library = {
  readonly world: DoorWorld
  /** Begins a login; returns where the library sends the browser. */
  readonly begin: (browser: Browser) => Promise<string>
  /** The accounts the library has stored or told of. */
  readonly accounts: () => Partial<Account>[]
  readonly errors: unknown[]
}

/** What a library is set up with besides the platform's account, a unionid and the scope of an account. */
type Setting = {
  readonly subject?: 'openid'
  readonly account?: (host: string) => ReturnType<typeof createAccount>
  readonly scope?: 'snsapi_login'
}

async function openAuthjs(t: TestContext, { subject, account: other, scope }: Setting = {}): Promise<Library> {
  const [accounts, errors]: [Partial<Account>[], unknown[]] = [[], []]
  const build: Parameters<typeof openDoor>[1] = ({ account, origin }) => {
    const wx = wechat({
      account: other?.(account.openHost) ?? account,
      customFetch,
      subject: subject ?? 'unionid',
      ...(scope && { scope }),
      callbackUrl: `${origin}/auth/callback/wechat`,
    })
    const handler = wx.wrap((request) =>
      Auth(request, {
        basePath: '/auth',
        providers: [wx.provider],
        secret,
        trustHost: true,
        logger: { error: (error) => errors.push(error), warn() {} },
        callbacks: {
          jwt({ token, account }) {
            if (account) accounts.push({ providerAccountId: account.providerAccountId })
            return token
          },
        },
      }),
    )
    return listenerOf(origin, handler)
  }
  const world = await openDoor(t, build, '/auth/callback/wechat')
  const begin = async (browser: Browser): Promise<string> => {
    const { csrfToken } = (await (await browser.get('/auth/csrf')).json()) as { csrfToken: string }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = new URLSearchParams({ csrfToken, callbackUrl: `${world.origin}/cart` }).toString()
    return locationOf(await browser.get('/auth/signin/wechat', { method: 'POST', headers, body }))
  }
  return { world, begin, accounts: () => accounts, errors }
}

async function openBetterAuth(t: TestContext, { subject, account: other, scope }: Setting = {}): Promise<Library> {
  const database = { user: [], session: [], account: [] as Partial<Account>[], verification: [] }
  const errors: unknown[] = []
  const build: Parameters<typeof openDoor>[1] = ({ account, origin }) => {
    const wx = wechatOAuth({
      account: other?.(account.openHost) ?? account,
      subject: subject ?? 'unionid',
      ...(scope && { scope }),
      callbackUrl: `${origin}/api/auth/callback/wechat`,
    })
    const auth = betterAuth({
      baseURL: origin,
      secret,
      database: memoryAdapter(database),
      plugins: [genericOAuth({ config: [wx.config] })],
      logger: { log: (_level, message, ...more: unknown[]) => void errors.push(message, ...more) },
      telemetry: { enabled: false },
    })
    return listenerOf(
      origin,
      wx.wrap((request) => auth.handler(request)),
    )
  }
  const world = await openDoor(t, build, '/api/auth/callback/wechat')
  const begin = async (browser: Browser): Promise<string> => {
    const headers = { 'content-type': 'application/json', origin: world.origin }
    const body = JSON.stringify({ provider: 'wechat', callbackURL: `${world.origin}/cart` })
    const response = await browser.get('/api/auth/sign-in/social', { method: 'POST', headers, body })
    return ((await response.json()) as { url: string }).url
  }
  return { world, begin, accounts: () => database.account, errors }
}

/** An account at which every token is that of a snapshot page. */
function asSnapshot(host: string): ReturnType<typeof createAccount> {
  return createAccount({
    appid: 'wx0a1b2c3d4e5f6071',
    secret: appSecret,
    openHost: host,
    apiHost: host,
    async fetch(url, init) {
      const response = await fetch(url, init)
      if (!url.includes('/sns/oauth2/access_token')) return response
      return Response.json({ ...((await response.json()) as object), is_snapshotuser: 1 })
    },
  })
}

/** From the library's first redirect to the answer of its callback. */
async function finish(browser: Browser, callback: string): Promise<Response> {
  const restored = await browser.get(callback)
  assert.equal(restored.headers.get('cache-control'), 'no-store')
  // An empty fragment: else the browser would carry #wechat_redirect on to the site.
  assert.match(locationOf(restored), /#$/)
  return browser.get(locationOf(restored))
}

async function toCallback({ begin }: Library, browser: Browser, consent?: 'deny'): Promise<string> {
  const link = locationOf(await browser.get(await begin(browser)))
  return browser.authorize(link, consent)
}

/** Follows redirects for as long as they lead to the callback. */
async function ended(browser: Browser, url: string): Promise<void> {
  const location = (await browser.get(url)).headers.get('location') ?? ''
  if (/\/callback\//.test(location)) await ended(browser, location)
}

for (const [name, open] of [
  ['Auth.js', openAuthjs],
  ['better-auth', openBetterAuth],
] as const) {
  test(`${name} sends the documented link: WeChat’s order, a state of 32 letters and digits, the fragment`, async (t) => {
    const library = await open(t)
    const browser = library.world.browser()
    const link = new URL(locationOf(await browser.get(await library.begin(browser))))
    assert.deepEqual([...link.searchParams.keys()], ['appid', 'redirect_uri', 'response_type', 'scope', 'state'])
    assert.match(link.searchParams.get('state') ?? '', /^[0-9A-Za-z]{32}$/)
    assert.equal(link.hash, '#wechat_redirect')
  })

  test(`${name} logs the user in, by one exchange, under an account id that is the unionid`, async (t) => {
    const library = await open(t)
    const browser = library.world.browser()
    const end = await finish(browser, await toCallback(library, browser))
    assert.equal(locationOf(end), `${library.world.origin}/cart`)
    assert.deepEqual(library.errors, [])
    const [account] = library.accounts()
    const id = account?.providerAccountId ?? account?.accountId
    assert.notEqual(id, library.world.openid('alice'))
    assert.match(id ?? '', /^o[\w-]{27}$/)
    // A second login of the same user finds the same account.
    const other = library.world.browser()
    await finish(other, await toCallback(library, other))
    assert.deepEqual([...new Set(library.accounts().map((one) => one.providerAccountId ?? one.accountId))], [id])
    assert.equal(library.world.exchanges(), 2)
  })

  test(`${name} takes the openid as account id where the site says so`, async (t) => {
    const library = await open(t, { subject: 'openid' })
    const browser = library.world.browser()
    await finish(browser, await toCallback(library, browser))
    const [account] = library.accounts()
    assert.equal(account?.providerAccountId ?? account?.accountId, library.world.openid('alice'))
  })

  test(`${name} logs nobody in by a callback that another browser began, and exchanges nothing`, async (t) => {
    const library = await open(t)
    const [attacker, victim] = [library.world.browser(), library.world.browser()]
    const planted = await toCallback(library, attacker)
    // The victim has a login of its own under way, so that every cookie there could be is there.
    await toCallback(library, victim)
    await ended(victim, planted)
    // Nor with the state that the attacker's library made: the victim's library knows another.
    await ended(victim, locationOf(await attacker.get(planted)))
    assert.equal(library.world.exchanges(), 0)
    assert.deepEqual(library.accounts(), [])
  })

  // Catches a bridge that hands every copy to the library, which knows a state once: WeChat's browser sends callbacks twice.
  test(`${name}: a callback that comes again leads where the first one did, and is exchanged once`, async (t) => {
    const library = await open(t)
    const { world } = library
    const browser = world.browser()
    const callback = await toCallback(library, browser)
    const restored = locationOf(await browser.get(callback))
    // Both on the way before either is answered, and a third whose answer the browser never saw.
    const before = new Map(browser.cookies)
    const copies = await Promise.all([browser.get(restored), browser.get(restored)])
    const after = new Map(browser.cookies)
    browser.cookies.clear()
    for (const [key, value] of before) browser.cookies.set(key, value)
    copies.push(await finish(browser, callback))
    for (const copy of copies) {
      assert.equal(locationOf(copy), `${world.origin}/cart`)
      assert.match(copy.headers.getSetCookie().join(), /session[-_]token=[^;]/)
    }
    // The back button, later: the cookie alone knows.
    for (const [key, value] of after) browser.cookies.set(key, value)
    const other = callback.replace(/code=[^&]+/, 'code=061AAAAAAABBBBBBBBBBBBBBBBBBBBBB')
    for (const url of [callback, other]) assert.equal(locationOf(await browser.get(url)), '/cart')
    assert.deepEqual(library.errors, [])
    assert.equal(world.exchanges(), 1)
  })

  // Catches a remembered answer, and the session in it, that is given to whoever has the address.
  test(`${name} gives the answer to a callback to no other browser`, async (t) => {
    const library = await open(t)
    const { world } = library
    const [own, stranger] = [world.browser(), world.browser()]
    const callback = await toCallback(library, own)
    const restored = locationOf(await own.get(callback))
    await own.get(restored)
    await toCallback(library, stranger)
    for (const url of [callback, restored]) {
      const answer = await stranger.get(url)
      assert.doesNotMatch(answer.headers.getSetCookie().join(), /session[-_]token=[^;]/, url)
      assert.doesNotMatch(answer.headers.get('location') ?? '', /cart/)
    }
  })

  test(`${name} is told that a user refused`, async (t) => {
    const library = await open(t)
    const browser = library.world.browser()
    const end = await finish(browser, await toCallback(library, browser, 'deny'))
    assert.match(locationOf(end), /error=(?:OAuthCallbackError|access_denied)/)
    assert.equal(library.world.exchanges(), 0)
  })

  test(`${name} logs a user in by the QR code of a website app, under the unionid by which the account knows them`, async (t) => {
    const asWebsite = (host: string): ReturnType<typeof createAccount> => {
      const { appid = '', secret = '' } = builtinSeed([]).apps.find(({ kind }) => kind === 'website') ?? {}
      return createAccount({ appid, secret, openHost: host, apiHost: host })
    }
    const ids: (string | undefined)[] = []
    for (const setting of [{}, { account: asWebsite, scope: 'snsapi_login' }] as const) {
      const library = await open(t, setting)
      const browser = library.world.browser()
      const callback = await toCallback(library, browser)
      assert.equal(locationOf(await finish(browser, callback)), `${library.world.origin}/cart`)
      assert.deepEqual(library.errors, [])
      const [account] = library.accounts()
      ids.push(account?.providerAccountId ?? account?.accountId)
    }
    assert.ok(ids[0])
    assert.equal(ids[0], ids[1])
  })

  test(`${name} refuses the virtual user of a snapshot page`, async (t) => {
    const library = await open(t, { account: asSnapshot })
    const browser = library.world.browser()
    const end = await finish(browser, await toCallback(library, browser))
    assert.match(locationOf(end), /error=/)
    assert.deepEqual(library.accounts(), [])
  })

  test(`${name} reports a used code with its errcode, and no error or log holds code or secret`, async (t) => {
    const library = await open(t)
    const [first, second] = [library.world.browser(), library.world.browser()]
    const used = await toCallback(library, first)
    await finish(first, used)
    const code = new URL(used).searchParams.get('code') ?? ''
    const again = new URL(await toCallback(library, second))
    again.searchParams.set('code', code)
    assert.match(locationOf(await finish(second, again.href)), /error=/)
    const told = inspect(library.errors, { depth: 9, showHidden: true })
    assert.match(told, /40163/)
    for (const hidden of [appSecret, code]) assert.ok(!told.includes(hidden), told)
  })
}

test('Auth.js hands its logger the very error of this package', async (t) => {
  const library = await openAuthjs(t, { account: asSnapshot })
  const browser = library.world.browser()
  await finish(browser, await toCallback(library, browser))
  const [error] = library.errors as { cause?: { err?: unknown } }[]
  assert.ok(error?.cause?.err instanceof RefusedUserError)
  assert.equal(error.cause.err.code, 'snapshot')
  assert.ok(!(error.cause.err instanceof WechatReplyError))
})

test('a bridge refuses a callback URL that is not absolute or belongs to another provider', () => {
  const account = createAccount({ appid: 'wx0a1b2c3d4e5f6071', secret: appSecret })
  const subject = 'unionid'
  assert.throws(() => wechatOAuth({ account, subject, callbackUrl: '/api/auth/callback/wechat' }), /absolute/)
  assert.throws(
    () => wechat({ account, customFetch, subject, callbackUrl: 'https://shop.example.com/auth/callback/github' }),
    /end with \/callback\/wechat/,
  )
})
