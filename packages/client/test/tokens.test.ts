import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyWeauthError, Fetch, KeyValueStore, Tokens, TokensOptions } from '@weauth/client'
import { createTokens, memoryStore } from '@weauth/client'
import * as fc from 'fast-check'
import { account, failure, sent } from './upstream.ts'

const keys = 'a key of at least thirty-two characters'
const { openid } = sent

/** Lets everything else have its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** As long as a call over a network takes. */
const turns = async (): Promise<void> => {
  for (let left = 30; left > 0; left -= 1) await turn()
}

type How = 'well' | 'broken' | { readonly errcode: number } | { readonly openid: string }

/** WeChat as far as refreshing goes, a store that all processes share, and a clock. */
class World {
  now = 1_700_000_000_000
  kv: KeyValueStore = memoryStore({ now: () => this.now })
  how: How = 'well'
  refreshes = 0
  /** What happens while WeChat is being asked. */
  meanwhile: () => Promise<void> = turn
  #atOnce = 0
  mostAtOnce = 0

  readonly fetch: Fetch = async (url) => {
    const { pathname, searchParams } = new URL(url)
    assert.equal(pathname, '/sns/oauth2/refresh_token')
    this.refreshes += 1
    const refresh = this.refreshes
    this.#atOnce += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce)
    await this.meanwhile()
    this.#atOnce -= 1
    const { how } = this
    if (how === 'broken') throw new TypeError('fetch failed')
    if (how !== 'well' && 'errcode' in how) return Response.json({ errcode: how.errcode, errmsg: 'no' })
    return Response.json({
      access_token: `refreshed ${refresh}`,
      expires_in: 7200,
      refresh_token: searchParams.get('refresh_token'),
      scope: 'snsapi_base',
      openid: how === 'well' ? openid : how.openid,
    })
  }

  /** Tokens as one process has them. */
  process(options: Partial<TokensOptions> = {}): Tokens {
    return createTokens(account({ fetch: this.fetch }), this.kv, { keys, now: () => this.now, wait: turn, ...options })
  }

  processes(count: number): Tokens[] {
    return Array.from({ length: count }, () => this.process())
  }

  advance(seconds: number): void {
    this.now += seconds * 1000
  }
}

const login = (accessToken: string = sent.accessToken) => ({
  accessToken,
  expiresInSeconds: 7200,
  refreshToken: sent.refreshToken,
  openid,
  scope: 'snsapi_userinfo',
})

/** All ask at once, spread over the processes. */
const freshAtOnce = (processes: readonly Tokens[], count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { accessToken } = (await processes[index % processes.length]?.fresh(openid)) ?? assert.fail()
      return accessToken
    }),
  )

test('what was saved is given out as it is until five minutes before its end', async () => {
  const world = new World()
  const tokens = world.process()
  await tokens.save(login())
  world.advance(7200 - 301)
  const { expiresInSeconds: _seconds, refreshToken: _refresh, ...rest } = login()
  assert.deepEqual(await tokens.fresh(openid), { ...rest, expiresAtMs: world.now + 301_000 })
  assert.equal(world.refreshes, 0)
  world.advance(1)
  assert.equal((await tokens.fresh(openid)).accessToken, 'refreshed 1')
  assert.equal((await world.process().fresh(openid)).accessToken, 'refreshed 1')
  assert.equal(world.refreshes, 1)
})

test('aheadSeconds says how long before its end a token is refreshed', async () => {
  const world = new World()
  await world.process().save(login())
  world.advance(7190)
  assert.equal((await world.process({ aheadSeconds: 9 }).fresh(openid)).accessToken, sent.accessToken)
  assert.equal((await world.process({ aheadSeconds: 10 }).fresh(openid)).accessToken, 'refreshed 1')
})

for (const processes of [1, 4]) {
  test(`two hundred who ask at once in ${processes} process(es) cause one refresh`, async () => {
    const world = new World()
    const all = world.processes(processes)
    await all[0]?.save(login())
    world.advance(7200)
    assert.deepEqual(new Set(await freshAtOnce(all, 200)), new Set(['refreshed 1']))
    assert.equal(world.refreshes, 1)
  })
}

/** A store whose setIf looks and then sets. */
const lookThenSet = (store: KeyValueStore): KeyValueStore => ({
  ...store,
  async setIf(key, expected, value, lifetimeMs) {
    const found = await store.get(key)
    await turns()
    if (found !== expected) return false
    await store.set(key, value, lifetimeMs)
    return true
  },
})

test('the planted bug, a setIf that looks and then sets, refreshes more than once', async () => {
  const world = new World()
  world.kv = lookThenSet(world.kv)
  world.meanwhile = turns
  await world.process().save(login())
  world.advance(7200)
  await freshAtOnce(world.processes(4), 200)
  assert.ok(world.refreshes > 1, String(world.refreshes))
})

type Step =
  | { readonly do: 'fresh'; readonly count: number }
  | { readonly do: 'save' }
  | { readonly do: 'revoke' }
  | { readonly do: 'advance'; readonly seconds: number }
  | { readonly do: 'upstream'; readonly how: How }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fresh' as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'save' }, { do: 'save' }, { do: 'revoke' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      seconds: fc.constantFrom(1, 299, 6899, 6900, 7200, 90_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('upstream' as const),
      how: fc.constantFrom<How>('well', 'well', 'broken', { errcode: -1 }, { errcode: 42002 }),
    }),
  },
)

test('whatever happens in whichever order, all who ask at once get the same living token by at most one refresh at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), async (steps) => {
      const world = new World()
      const all = world.processes(3)
      let kept = false
      for (const [index, each] of steps.entries()) {
        if (each.do === 'advance') world.advance(each.seconds)
        else if (each.do === 'upstream') world.how = each.how
        else if (each.do === 'save') await all[index % 3]?.save(login(`saved ${index}`))
        else if (each.do === 'revoke') await all[index % 3]?.revoke(openid)
        else {
          const results = await Promise.allSettled(
            Array.from({ length: each.count }, (_, n) => all[n % 3]?.fresh(openid) ?? assert.fail()),
          )
          const tokens = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
          const codes = results.flatMap((result) =>
            result.status === 'rejected' ? [(result.reason as AnyWeauthError).code] : [],
          )
          assert.ok(tokens.length === 0 || codes.length === 0, 'all get one or none does')
          assert.ok(tokens.every(({ expiresAtMs }) => expiresAtMs > world.now))
          assert.ok(new Set(tokens.map(({ accessToken }) => accessToken)).size <= 1)
          if (!kept) assert.ok(codes.length > 0 && codes.every((code) => code === 'needs_authorization'))
          if (codes.includes('needs_authorization')) kept = false
        }
        if (each.do === 'save') kept = true
        if (each.do === 'revoke') kept = false
        assert.ok(world.mostAtOnce <= 1)
      }
    }),
    { numRuns: 60 },
  )
})

for (const code of [42002, 40030, 42007, 50001]) {
  test(`a refresh refused with ${code} asks for a new authorization, and WeChat is not asked again`, async () => {
    const world = new World()
    const tokens = world.process()
    await tokens.save(login())
    world.advance(7200)
    world.how = { errcode: code }
    const error = await failure(tokens.fresh(openid))
    assert.ok(error.code === 'needs_authorization')
    assert.deepEqual([error.errcode, error.kind, error.action], [code, 'grant', 'reauthorize'])
    const second = await failure(world.process().fresh(openid))
    assert.deepEqual([second.code, world.refreshes], ['needs_authorization', 1])
    world.how = 'well'
    await tokens.save(login('a new login'))
    assert.equal((await tokens.fresh(openid)).accessToken, 'a new login')
  })
}

test('of a user whose tokens were never saved nothing is asked, neither WeChat nor a lease', async () => {
  const world = new World()
  world.kv = { ...world.kv, setIf: () => assert.fail('a lease was asked for') }
  const error = await failure(world.process().fresh('nobody'))
  assert.equal(error.message, 'the user has to authorize (no token is kept): createTokens')
  assert.equal(world.refreshes, 0)
})

const unknownOutcomes: readonly How[] = ['broken', { errcode: -1 }, { errcode: 45011 }, { openid: 'oSomeoneElse' }]
for (const how of unknownOutcomes) {
  test(`when refreshing ends in ${JSON.stringify(how)}, the present token serves as long as it lives`, async () => {
    const world = new World()
    const tokens = world.process()
    await tokens.save(login())
    world.how = how
    world.advance(7199)
    assert.equal((await tokens.fresh(openid)).accessToken, sent.accessToken)
    world.advance(1)
    assert.notEqual((await failure(tokens.fresh(openid))).code, 'needs_authorization')
    world.how = 'well'
    assert.match((await tokens.fresh(openid)).accessToken, /^refreshed/)
  })
}

test('tokens revoked during a refresh stay revoked', async () => {
  const world = new World()
  const tokens = world.process()
  await tokens.save(login())
  world.advance(7200)
  world.meanwhile = () => world.process().revoke(openid)
  assert.equal((await failure(tokens.fresh(openid))).code, 'needs_authorization')
  assert.equal((await failure(tokens.fresh(openid))).code, 'needs_authorization')
})

test('the planted bug, a refresh that overwrites whatever is there, revives revoked tokens', async () => {
  const world = new World()
  const { kv } = world
  world.kv = { ...kv, setIf: (key, _, value, ms) => kv.set(key, value, ms).then(() => true) }
  const tokens = world.process()
  await tokens.save(login())
  world.advance(7200)
  world.meanwhile = () => world.process().revoke(openid)
  assert.equal((await tokens.fresh(openid)).accessToken, 'refreshed 1')
})

test('tokens of a login during a refresh win, whether the refresh succeeds or is refused', async () => {
  for (const how of ['well', { errcode: 40030 }] as const) {
    const world = new World()
    const tokens = world.process()
    await tokens.save(login())
    world.advance(7200)
    world.how = how
    world.meanwhile = () => world.process().save(login('a new login'))
    assert.equal((await tokens.fresh(openid)).accessToken, 'a new login')
    assert.equal((await world.process().fresh(openid)).accessToken, 'a new login')
  }
})

test('when the process that refreshes dies, another one does so once its lease has ended', async () => {
  const world = new World()
  const waits: number[] = []
  await world.process().save(login())
  world.advance(7200)
  const underWay = Promise.withResolvers<void>()
  const death = Promise.withResolvers<void>()
  world.meanwhile = () => {
    underWay.resolve()
    return death.promise
  }
  const dead = world.process().fresh(openid)
  await underWay.promise
  world.meanwhile = turn
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms)
    world.advance(ms / 1000)
  }
  assert.equal((await world.process({ wait }).fresh(openid)).accessToken, 'refreshed 2')
  // What comes of the first one after all is too late to be kept, and it is given what the second one has.
  death.resolve()
  assert.equal((await dead).accessToken, 'refreshed 2')
  // The account's deadline of 5 s, and as much again for the store.
  assert.equal(
    waits.reduce((sum, ms) => sum + ms, 0),
    10_000,
  )
})

test('who waits for a lease that never ends is told so after a while, and given the present token while it lives', async () => {
  const world = new World()
  const { kv } = world
  await world.process().save(login())
  world.kv = { ...kv, setIf: async () => false }
  world.advance(7199)
  const tokens = world.process({ wait: async () => {} })
  assert.equal((await tokens.fresh(openid)).accessToken, sent.accessToken)
  world.advance(1)
  assert.equal((await failure(tokens.fresh(openid))).code, 'deadline')
})

test('the store is shown neither token nor openid, and what it holds opens for no other user, app or key', async () => {
  const world = new World()
  const rows = new Map<string, string>()
  world.kv = { ...world.kv, set: async (key, value) => void rows.set(key, value), get: async (key) => rows.get(key) }
  const tokens = world.process()
  await tokens.save(login())
  await tokens.save({ ...login('of another'), openid: 'oAnother' })
  const shown = JSON.stringify([...rows])
  for (const secret of [sent.accessToken, sent.refreshToken, openid, 'oAnother']) assert.ok(!shown.includes(secret))
  const [[mine, sealed], [another]] = [...rows] as [[string, string], [string, string]]
  rows.set(another, sealed)
  assert.equal((await failure(tokens.fresh('oAnother'))).code, 'needs_authorization')
  assert.equal((await tokens.fresh(openid)).accessToken, sent.accessToken)
  rows.set(mine, `${sealed.slice(0, 40)}${sealed[40] === 'A' ? 'B' : 'A'}${sealed.slice(41)}`)
  assert.equal((await failure(tokens.fresh(openid))).code, 'needs_authorization')
})

test('keys rotate: a new first key opens what an old one sealed, and the next save seals with it', async () => {
  const world = new World()
  const next = 'the next key, of thirty-two characters'
  await world.process().save(login())
  const both = world.process({ keys: [next, keys] })
  assert.equal((await both.fresh(openid)).accessToken, sent.accessToken)
  assert.equal((await failure(world.process({ keys: next }).fresh(openid))).code, 'needs_authorization')
  world.advance(7200)
  await both.fresh(openid)
  assert.equal((await world.process({ keys: next }).fresh(openid)).accessToken, 'refreshed 1')
  for (const bad of ['', 'short', [], [keys, 'short']])
    assert.throws(() => world.process({ keys: bad }), { code: 'config' })
})

test('within a process, two hundred who ask at once read the store no more often than one', async () => {
  const readsFor = async (count: number): Promise<number> => {
    const world = new World()
    const { kv } = world
    let reads = 0
    world.kv = {
      ...kv,
      get(key) {
        reads += 1
        return kv.get(key)
      },
    }
    const tokens = world.process()
    await tokens.save(login())
    world.advance(7200)
    await freshAtOnce([tokens], count)
    return reads
  }
  assert.equal(await readsFor(200), await readsFor(1))
})

test('who asks after a login or a revocation is not kept waiting by a refresh of before', async () => {
  const world = new World()
  const tokens = world.process()
  await tokens.save(login())
  world.advance(7200)
  const underWay = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  world.meanwhile = () => {
    underWay.resolve()
    return answer.promise
  }
  const before = tokens.fresh(openid)
  await underWay.promise
  await tokens.save(login('a new login'))
  assert.equal((await tokens.fresh(openid)).accessToken, 'a new login')
  await tokens.revoke(openid)
  assert.equal((await failure(tokens.fresh(openid))).code, 'needs_authorization')
  answer.resolve()
  assert.equal((await failure(before)).code, 'needs_authorization')
})
