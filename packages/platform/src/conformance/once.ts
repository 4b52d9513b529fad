import assert from 'node:assert/strict'
import {
  accessDigest,
  accessOf,
  authorization,
  digestOf,
  granted,
  lifetimes,
  minute,
  redeem,
  refresh,
  returnTarget,
  savedAppToken,
  savedCode,
  savedRequest,
  session,
  succeeded,
  tally,
  throwingMint,
} from './bed.ts'
import type { TestGroups } from './bed.ts'
import type { Presented, Store } from '../store/index.ts'

const unknown = { outcome: 'unknown' }
const code = { digest: digestOf('code'), lifetimeMs: lifetimes.code }

function answer(
  store: Store,
  request: Presented,
  changes: Partial<Parameters<Store['takeRequest']>[0]> = {},
): ReturnType<Store['takeRequest']> {
  return store.takeRequest({ ...request, session, ...changes })
}

/** What may happen once happens once. */
export const onceTests: TestGroups = {
  'a code': {
    'is redeemed by one of fifty takers': async ({ store }) => {
      const code = await savedCode(store)
      const results = await Promise.all(Array.from({ length: 50 }, () => redeem(store, code)))
      assert.deepEqual(tally(results), { taken: 1, used: 49 })
    },
    'brings a grant and its first access token': async ({ store }) => {
      const taken = succeeded(await redeem(store, await savedCode(store)))
      assert.deepEqual(taken.authorization, authorization)
      const access = { locator: taken.accessLocator, digest: accessDigest(taken.grantLocator, 1) }
      assert.deepEqual(await store.findAccess(access), { outcome: 'live', authorization })
    },
    'is live until its last millisecond': async ({ store, advance }) => {
      const code = await savedCode(store)
      const late = await savedCode(store, 'late')
      advance(lifetimes.code - 1)
      succeeded(await redeem(store, code))
      advance(1)
      assert.deepEqual(await redeem(store, late), { outcome: 'expired' })
      assert.deepEqual(await redeem(store, code), { outcome: 'used' }, 'a used one stays used when its time is over')
    },
    'is not burned by another app, a wrong secret or a wrong locator': async ({ store }) => {
      const code = await savedCode(store)
      assert.deepEqual(await redeem(store, code, { appid: 'wx00000000000000b2' }), unknown)
      for (const wrong of distortions(code)) assert.deepEqual(await redeem(store, wrong), unknown)
      succeeded(await redeem(store, code))
    },
    'is not burned by a mint that throws, nor are its neighbours': async ({ store }) => {
      const [first, bad, last] = await Promise.all(['first', 'bad', 'last'].map((secret) => savedCode(store, secret)))
      assert.ok(first && bad && last)
      const results = await Promise.allSettled([
        redeem(store, first),
        redeem(store, bad, { mint: throwingMint }),
        redeem(store, last),
        savedCode(store, 'neighbour'),
      ])
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
      )
      assert.deepEqual(tally(await Promise.all([first, bad, last].map((code) => redeem(store, code)))), {
        used: 2,
        taken: 1,
      })
    },
  },

  'a consent request': {
    'is answered by one of fifty takers': async ({ store }) => {
      const request = await savedRequest(store)
      const results = await Promise.all(Array.from({ length: 50 }, () => answer(store, request, { code })))
      assert.deepEqual(tally(results), { taken: 1, used: 49 })
    },
    'brings a code when one is asked for, and none otherwise': async ({ store }) => {
      const allowed = succeeded(await answer(store, await savedRequest(store, 'allowed'), { code }))
      assert.ok(allowed.codeLocator !== undefined)
      succeeded(await redeem(store, { locator: allowed.codeLocator, digest: code.digest }))
      const denied = succeeded(await answer(store, await savedRequest(store, 'denied')))
      assert.ok(!('codeLocator' in denied))
    },
    'is live until its last millisecond': async ({ store, advance }) => {
      const request = await savedRequest(store)
      const late = await savedRequest(store, 'late')
      advance(lifetimes.request - 1)
      succeeded(await answer(store, request))
      advance(1)
      assert.deepEqual(await answer(store, late), { outcome: 'expired' })
      assert.deepEqual(await answer(store, request), { outcome: 'used' })
    },
    'is not burned by another session, a wrong secret or a wrong locator': async ({ store }) => {
      const request = await savedRequest(store)
      assert.deepEqual(await answer(store, request, { session: digestOf('other') }), unknown)
      for (const wrong of distortions(request)) assert.deepEqual(await answer(store, wrong), unknown)
      succeeded(await answer(store, request))
    },
    'gives its return target back as it was, with no state, an empty one or a strange one': async ({ store }) => {
      for (const target of [{}, { state: '' }, { state: "a&code=b\u0000\r\n'😀" }]) {
        const given = returnTarget({ redirectUri: 'https://shop.example/回调', ...target })
        const kept = { digest: digestOf('request'), lifetimeMs: minute, session, authorization, target: given }
        const taken = succeeded(await answer(store, { locator: await store.saveRequest(kept), digest: kept.digest }))
        assert.deepEqual(taken.target, given)
      }
    },
  },

  'what a third-party platform asked for': {
    // Catches a store that forgets, on the way from request to code to grant, through whom it went.
    'is redeemed and refreshed by that platform, and by no other nor the account itself': async ({ store }) => {
      const component = 'wx00000000000000b1'
      const through = { ...authorization, component }
      const target = returnTarget({ redirectUri: 'https://platform.example/cb', appid: authorization.appid })
      const kept = { digest: digestOf('through'), lifetimeMs: minute, session, authorization: through, target }
      const request = { locator: await store.saveRequest(kept), digest: kept.digest }
      const answered = succeeded(await answer(store, request, { code }))
      assert.deepEqual([answered.authorization, answered.target], [through, target])
      const presented = { locator: answered.codeLocator ?? assert.fail(), digest: code.digest }
      const others = [{}, { component: 'wx00000000000000b2' }]
      for (const other of others) assert.deepEqual(await redeem(store, presented, other), unknown)
      const taken = succeeded(await redeem(store, presented, { component }))
      assert.deepEqual(taken.authorization, through)
      const grant = { locator: taken.grantLocator, digest: digestOf(`refresh ${taken.grantLocator}`) }
      for (const other of others) assert.deepEqual(await refresh(store, grant, other), unknown)
      const refreshed = succeeded(await refresh(store, grant, { component }))
      assert.deepEqual((await store.findAccess(accessOf(grant, refreshed)))?.authorization, through)
    },
    'does not stand open to a platform that did not ask: the account has codes of its own': async ({ store }) => {
      const own = await savedCode(store)
      assert.deepEqual(await redeem(store, own, { component: 'wx00000000000000b1' }), unknown)
      succeeded(await redeem(store, own))
    },
  },

  'a secret': {
    'opens the door of its own kind and no other': async ({ store }) => {
      const { grant, access } = await granted(store)
      const secrets: Record<string, Presented> = {
        grant,
        access,
        code: await savedCode(store, 'another'),
        request: await savedRequest(store),
        appToken: await savedAppToken(store, 'ordinary'),
      }
      const doors: Record<string, (presented: Presented) => Promise<{ outcome: string } | undefined>> = {
        grant: (presented) => refresh(store, presented),
        access: (presented) => store.findAccess(presented),
        code: (presented) => redeem(store, presented),
        request: (presented) => store.takeRequest({ ...presented, session }),
        appToken: (presented) => store.findAppToken(presented),
      }
      for (const [door, open] of Object.entries(doors)) {
        for (const [kind, secret] of Object.entries(secrets)) {
          const outcome = (await open(secret))?.outcome ?? 'unknown'
          assert.equal(outcome !== 'unknown', kind === door, `${kind} at the door of ${door}: ${outcome}`)
        }
      }
    },
  },
}

/** The same presented thing with another secret, or at a place where it is not. */
function distortions({ locator, digest }: Presented): Presented[] {
  const flipped = Uint8Array.from(digest)
  flipped[31] = (flipped[31] ?? 0) ^ 1
  const digests = [digestOf('wrong'), flipped, digest.subarray(0, 31), new Uint8Array(), Uint8Array.of(...digest, 0)]
  const locators = [locator + 1, 0, -1, locator + 0.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER, 1e300]
  return [
    ...digests.map((wrong) => ({ locator, digest: wrong })),
    ...locators.map((wrong) => ({ locator: wrong, digest })),
  ]
}
