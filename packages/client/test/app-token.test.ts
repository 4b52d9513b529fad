import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppAccessToken, AppToken, AppTokenMode, Fetch, FreshToken, WebAccessToken } from '@weauth/client'
import { createAccount, createAppToken, memoryStore, userinfo, exchangeCode, refreshToken } from '@weauth/client'
import type { TestPlatform } from '@weauth/platform/testing'
import { createTestPlatform } from '@weauth/platform/testing'
import { account, answering, failure, sent } from './upstream.ts'

const keys = 'a key of at least thirty-two characters'

/** What was asked upstream, by path. */
type Asked = Map<string, number>

/** A fetch that counts what goes through it. */
function counting(fetch: Fetch, asked: Asked): Fetch {
  return (url, init) => {
    const { pathname } = new URL(url)
    asked.set(pathname, (asked.get(pathname) ?? 0) + 1)
    return fetch(url, init)
  }
}

type World = {
  readonly platform: TestPlatform
  readonly asked: Asked
  readonly kv: ReturnType<typeof memoryStore>
  /** The app token as one process has it. */
  readonly process: (mode?: AppTokenMode, changes?: { keys?: string | readonly string[] }) => AppToken
  readonly appid: string
}

async function world(): Promise<World & AsyncDisposable> {
  const platform = await createTestPlatform()
  const { now } = platform.clock
  const kv = memoryStore({ now })
  const asked: Asked = new Map()
  const options = platform.account()
  const one = createAccount({ ...options, fetch: counting(options.fetch, asked) })
  return {
    platform,
    asked,
    kv,
    appid: one.appid,
    process: (mode, changes) => createAppToken(one, kv, { keys, now, wait: turn, ...(mode && { mode }), ...changes }),
    [Symbol.asyncDispose]: () => platform.close(),
  }
}

/** Lets everything else have its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

for (const mode of ['stable', 'ordinary'] as const) {
  test(`two hundred who ask for the ${mode} token at once, in four processes, cause one call`, async () => {
    await using w = await world()
    const processes = Array.from({ length: 4 }, () => w.process(mode))
    const asks = processes.flatMap((process) => Array.from({ length: 50 }, () => process.token()))
    const all = await Promise.all(asks)
    assert.equal(new Set(all).size, 1)
    assert.deepEqual([...w.asked.values()], [1])
  })

  test(`the ${mode} token is renewed once, four minutes before its end, and what it was good for goes on`, async () => {
    await using w = await world()
    const app = w.process(mode)
    const openid = w.platform.openid(w.appid, w.platform.users()[0]?.id ?? '')
    const first = await app.token()
    w.platform.clock.advance(7200 - 241)
    assert.equal(await w.process(mode).token(), first)
    w.platform.clock.advance(2)
    const second = await app.token()
    assert.notEqual(second, first)
    assert.equal(await w.process(mode).token(), second)
    assert.equal((await app.followerInfo(openid)).openid, openid)
    assert.equal(w.asked.get(mode === 'stable' ? '/cgi-bin/stable_token' : '/cgi-bin/token'), 2)
  })
}

test('a token that another program has ended is replaced once, and the call is made again', async () => {
  await using w = await world()
  const app = w.process('ordinary')
  const openid = w.platform.openid(w.appid, w.platform.users()[0]?.id ?? '')
  await app.followerInfo(openid)
  const { appid, secret } = w.platform.account()
  const query = new URLSearchParams({ grant_type: 'client_credential', appid, secret })
  await w.platform.fetch(new Request(`https://api.weixin.qq.com/cgi-bin/token?${query}`))
  w.platform.clock.advance(301)
  const infos = await Promise.all(Array.from({ length: 20 }, () => app.followerInfo(openid)))
  assert.equal(infos.length, 20)
  assert.equal(w.asked.get('/cgi-bin/token'), 2)
})

test('the ticket is had once for all processes, and again when it ends', async () => {
  await using w = await world()
  const all = await Promise.all(Array.from({ length: 40 }, () => w.process().ticket()))
  assert.equal(new Set(all).size, 1)
  w.platform.clock.advance(7000)
  assert.notEqual(await w.process().ticket(), all[0])
  assert.deepEqual(Object.fromEntries(w.asked), { '/cgi-bin/stable_token': 2, '/cgi-bin/ticket/getticket': 2 })
})

test('a stranger is told from a follower', async () => {
  const answers =
    (body: object): Fetch =>
    async (url) =>
      Response.json(
        url.includes('token?') || url.endsWith('stable_token') ? { access_token: 'AT', expires_in: 7200 } : body,
      )
  const info = (body: object) =>
    createAppToken(account({ fetch: answers(body) }), memoryStore(), { keys }).followerInfo(sent.openid)
  const { openid } = sent
  assert.deepEqual(await info({ subscribe: 0, openid }), { openid, subscribed: false })
  const follower = { subscribe: 1, openid, nickname: '', subscribe_time: 1_400_000_000, unionid: 'oUnion' }
  assert.deepEqual(await info(follower), {
    openid,
    subscribed: true,
    subscribeTime: 1_400_000_000,
    unionid: 'oUnion',
  })
  assert.equal((await failure(info({ ...follower, openid: 'oOther' }))).code, 'openid_mismatch')
  assert.equal((await failure(info({ openid }))).code, 'malformed_reply')
})

test('the stable token is asked for by a POST of JSON, with nothing in the address', async () => {
  const seen: [string, RequestInit][] = []
  const fetch: Fetch = async (url, init) => {
    seen.push([url, init])
    return Response.json({ access_token: 'AT', expires_in: 7200 })
  }
  assert.equal(await createAppToken(account({ fetch }), memoryStore(), { keys }).token(), 'AT')
  const [url, init] = seen[0] ?? assert.fail()
  assert.deepEqual([url, init.method], ['https://api.weixin.qq.com/cgi-bin/stable_token', 'POST'])
  assert.equal(init.body, `{"grant_type":"client_credential","appid":"${sent.appid}","secret":"${sent.secret}"}`)
})

const vectors = {
  'http://mp.weixin.qq.com': 'f4d90daf4b3bca3078ab155816175ba34c443a7b',
  'http://mp.weixin.qq.com?params=value': '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
}
const publishedTicket = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg'
const published = (): AppToken => {
  const body = JSON.stringify({ access_token: 'AT', ticket: publishedTicket, expires_in: 7200 })
  return createAppToken(account({ fetch: answering(body) }), memoryStore(), { keys })
}

for (const [url, signature] of Object.entries(vectors)) {
  test(`the JS-SDK signature of ${url} is the published one, whatever its fragment`, async () => {
    const facts = { nonce: 'Wm3WZYTPz0wzccnW', timestamp: 1_414_587_457 }
    for (const page of [url, `${url}#`, `${url}#/a?b#c`]) {
      assert.deepEqual(await published().jssdk(page, facts), {
        appId: sent.appid,
        timestamp: facts.timestamp,
        nonceStr: facts.nonce,
        signature,
      })
    }
  })
}

test('a page is signed with a nonce of its own and the present second', async () => {
  await using w = await world()
  const [one, other] = [await w.process().jssdk('https://a.example/'), await w.process().jssdk('https://a.example/')]
  assert.match(one.nonceStr, /^[0-9A-Za-z]{16}$/)
  assert.notEqual(one.nonceStr, other.nonceStr)
  assert.equal(one.timestamp, w.platform.clock.now() / 1000)
})

test('what is no whole address cannot be signed', async () => {
  for (const url of ['', '/cart', 'shop.example.com/', '//shop.example.com/', 'javascript:0', 'https:///'])
    assert.equal((await failure(published().jssdk(url))).code, 'config')
})

test('the store is shown no token, and another key opens nothing and gets a new one', async () => {
  await using w = await world()
  const shown: string[] = []
  const { setIf } = w.kv
  Object.assign(w.kv, {
    setIf: (...args: Parameters<typeof setIf>) => {
      shown.push(args[0], args[2])
      return setIf(...args)
    },
  })
  const token = await w.process('ordinary').token()
  assert.ok(shown.length >= 2)
  assert.ok(!shown.join().includes(token.slice(20, 40)))
  const other = 'another key of thirty-two characters, or so'
  assert.equal(await w.process('ordinary', { keys: [other, keys] }).token(), token)
  assert.notEqual(await w.process('ordinary', { keys: other }).token(), token)
  assert.throws(() => w.process('ordinary', { keys: 'short' }), { code: 'config' })
  assert.throws(() => w.process('ordinary', { keys: [] }), { code: 'config' })
})

test('an ordinary token and a web one cannot be mixed up: the compiler refuses', () => {
  const check = async (app: AppAccessToken, web: WebAccessToken, fresh: FreshToken): Promise<void> => {
    await userinfo(account(), fresh)
    await userinfo(account(), { accessToken: 'a text of unknown kind', openid: '' })
    // @ts-expect-error -- an ordinary token on /sns is 40001
    await userinfo(account(), { accessToken: app, openid: '' })
    // @ts-expect-error -- a web token on /cgi-bin is 40001
    const ordinary: AppAccessToken = web
    // @ts-expect-error -- nor does any text pass for an ordinary one
    const text: AppAccessToken = 'AT'
    // @ts-expect-error -- an access token renews nothing: 40030
    await refreshToken(account(), app)
    // @ts-expect-error -- nor does the user's own
    await refreshToken(account(), web)
    // @ts-expect-error -- and no token is a code: 40029
    await exchangeCode(account(), app)
    assert.ok(ordinary && text)
  }
  assert.equal(typeof check, 'function')
})
