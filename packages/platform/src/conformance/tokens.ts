import assert from 'node:assert/strict'
import {
  accessOf,
  authorization,
  digestOf,
  granted,
  lifetimes,
  minute,
  refresh,
  savedAppToken,
  succeeded,
  tally,
  throwingMint,
} from './bed.ts'
import type { TestGroups } from './bed.ts'
import type { Digest, Presented, StableToken, Store } from '../store/index.ts'

const live = { outcome: 'live', authorization }
const expired = { outcome: 'expired', authorization }

const saltOf = (name: string): Uint8Array => new Uint8Array(Buffer.from(name))
const stableDigest = (salt: Uint8Array): Digest => digestOf(`stable ${salt.join()}`)

const ofAnotherSecret = (salt: Uint8Array): Digest => digestOf(`another secret ${salt.join()}`)

/** Asks for the stable token, with an overlap of five minutes. */
async function stable(
  store: Store,
  name: string,
  changes: Partial<Parameters<Store['keepStableToken']>[0]> = {},
): Promise<StableToken> {
  const { appid } = authorization
  const facts = { appid, salt: saltOf(name), lifetimeMs: lifetimes.access, overlapMs: 5 * minute, force: false }
  const kept = await store.keepStableToken({ ...facts, mint: stableDigest, ...changes })
  // Stores differ in the kind of byte array they give back.
  return { ...kept, salt: new Uint8Array(kept.salt) }
}

const stableOf = ({ locator, salt }: StableToken): Presented => ({ locator, digest: stableDigest(salt) })

/** What is presented again and again stands for what it should, for as long as it should. */
export const tokenTests: TestGroups = {
  'a refresh': {
    'brings an access token of the next generation and leaves the old one alive': async ({ store }) => {
      const { grant, access } = await granted(store)
      const refreshed = succeeded(await refresh(store, grant))
      assert.equal(refreshed.generation, 2)
      assert.deepEqual(refreshed.authorization, authorization)
      assert.deepEqual(await store.findAccess(accessOf(grant, refreshed)), live)
      assert.deepEqual(await store.findAccess(access), live)
    },
    'shares its generation with no other, though twenty run at once': async ({ store }) => {
      const { grant } = await granted(store)
      const all = (await Promise.all(Array.from({ length: 20 }, () => refresh(store, grant)))).map(succeeded)
      assert.equal(new Set(all.map(({ generation }) => generation)).size, 20)
      assert.equal(Math.max(...all.map(({ generation }) => generation)), 21)
      const found = await Promise.all(all.map((each) => store.findAccess(accessOf(grant, each))))
      for (const each of found) assert.deepEqual(each, live)
    },
    'is refused to another app and to a wrong secret': async ({ store }) => {
      const { grant } = await granted(store)
      const unknown = { outcome: 'unknown' }
      assert.deepEqual(await refresh(store, grant, { appid: 'wx00000000000000b2' }), unknown)
      assert.deepEqual(await refresh(store, { ...grant, digest: digestOf('wrong') }), unknown)
      assert.deepEqual(await refresh(store, { ...grant, locator: grant.locator + 1 }), unknown)
      assert.equal(succeeded(await refresh(store, grant)).generation, 2)
    },
    'changes nothing when its mint throws': async ({ store }) => {
      const { grant } = await granted(store)
      const [bad, good] = await Promise.allSettled([
        refresh(store, grant, { mint: throwingMint }),
        refresh(store, grant),
      ])
      assert.equal(bad?.status, 'rejected')
      assert.ok(good?.status === 'fulfilled')
      assert.equal(succeeded(good.value).generation, 2)
    },
  },

  'a refresh that keeps the valid token': {
    'extends the current access token and mints nothing': async ({ store, advance }) => {
      const { grant, access } = await granted(store)
      advance(lifetimes.access - 1)
      const refreshed = succeeded(await refresh(store, grant, { keepWhileValid: true, mint: throwingMint }))
      assert.deepEqual(accessOf(grant, refreshed), access)
      advance(lifetimes.access - 1)
      assert.deepEqual(await store.findAccess(access), live)
      advance(1)
      assert.deepEqual(await store.findAccess(access), expired)
    },
    'mints the next generation once the current one has expired': async ({ store, advance }) => {
      const { grant, access } = await granted(store)
      advance(lifetimes.access)
      const refreshed = succeeded(await refresh(store, grant, { keepWhileValid: true }))
      assert.equal(refreshed.generation, 2)
      assert.deepEqual(await store.findAccess(access), expired)
      assert.deepEqual(await store.findAccess(accessOf(grant, refreshed)), live)
    },
    'keeps the newest of several': async ({ store }) => {
      const { grant } = await granted(store)
      const newest = succeeded(await refresh(store, grant))
      assert.deepEqual(succeeded(await refresh(store, grant, { keepWhileValid: true })), newest)
    },
  },

  'a token': {
    'for access is live until its last millisecond': async ({ store, advance }) => {
      const { access } = await granted(store)
      advance(lifetimes.access - 1)
      assert.deepEqual(await store.findAccess(access), live)
      advance(1)
      assert.deepEqual(await store.findAccess(access), expired)
      assert.equal(await store.findAccess({ ...access, digest: digestOf('wrong') }), undefined)
      assert.equal(await store.findAccess({ ...access, locator: access.locator + 1 }), undefined)
    },
    'for refreshing is live until its last millisecond, and a refresh does not prolong it': async ({
      store,
      advance,
    }) => {
      const { grant } = await granted(store)
      advance(lifetimes.refresh - 1)
      succeeded(await refresh(store, grant))
      succeeded(await refresh(store, grant, { keepWhileValid: true }))
      advance(1)
      assert.deepEqual(await refresh(store, grant), { outcome: 'expired' })
    },
    'of an app is live until its last millisecond': async ({ store, advance }) => {
      const token = await savedAppToken(store, 'ordinary')
      const { appid } = authorization
      advance(lifetimes.access - 1)
      assert.deepEqual(await store.findAppToken(token), { outcome: 'live', appid })
      advance(1)
      assert.deepEqual(await store.findAppToken(token), { outcome: 'expired', appid })
      assert.equal(await store.findAppToken({ ...token, digest: digestOf('wrong') }), undefined)
    },
  },

  'the ordinary tokens of an app': {
    'overlap for the time given and no longer': async ({ store, advance }) => {
      const first = await savedAppToken(store, 'first')
      const second = await savedAppToken(store, 'second', 5 * minute)
      advance(5 * minute - 1)
      assert.equal((await store.findAppToken(first))?.outcome, 'live')
      advance(1)
      assert.equal((await store.findAppToken(first))?.outcome, 'expired')
      assert.equal((await store.findAppToken(second))?.outcome, 'live')
      await savedAppToken(store, 'third', 0)
      assert.equal((await store.findAppToken(second))?.outcome, 'expired')
    },
    'are not prolonged by the overlap, and those of another app are left alone': async ({ store, advance }) => {
      const mine = await savedAppToken(store, 'mine')
      const digest = digestOf('another')
      const other = { digest, lifetimeMs: lifetimes.access, appid: 'wx00000000000000b2', overlapMs: 0 }
      const another = { locator: await store.saveAppToken(other), digest }
      advance(lifetimes.access - minute)
      await savedAppToken(store, 'next', 5 * minute)
      assert.equal((await store.findAppToken(another))?.outcome, 'live')
      advance(minute)
      assert.equal((await store.findAppToken(mine))?.outcome, 'expired')
    },
    'leave one without a limit when twenty are saved at once': async ({ store }) => {
      const all = await Promise.all(Array.from({ length: 20 }, (_, index) => savedAppToken(store, `token ${index}`)))
      const found = await Promise.all(all.map((token) => store.findAppToken(token)))
      assert.deepEqual(tally(found.map((each) => each ?? { outcome: 'unknown' })), { expired: 19, live: 1 })
    },
  },
  'the stable token of an app': {
    'is the same until the overlap before its end, and then another': async ({ store, advance }) => {
      const first = await stable(store, 'first')
      assert.deepEqual(first, { locator: first.locator, salt: saltOf('first'), endsInMs: lifetimes.access })
      advance(lifetimes.access - 5 * minute - 1)
      assert.deepEqual(await stable(store, 'second'), { ...first, endsInMs: 5 * minute + 1 })
      advance(1)
      const third = await stable(store, 'third')
      assert.deepEqual([third.salt, third.endsInMs], [saltOf('third'), lifetimes.access])
      advance(5 * minute - 1)
      assert.equal((await store.findAppToken(stableOf(first)))?.outcome, 'live')
      advance(1)
      assert.equal((await store.findAppToken(stableOf(first)))?.outcome, 'expired')
      assert.equal((await store.findAppToken(stableOf(third)))?.outcome, 'live')
    },
    'is another when it is forced, and the earlier one ends at once': async ({ store }) => {
      const first = await stable(store, 'first')
      const second = await stable(store, 'second', { force: true })
      assert.deepEqual(second.salt, saltOf('second'))
      assert.equal((await store.findAppToken(stableOf(first)))?.outcome, 'expired')
      assert.deepEqual((await stable(store, 'third')).salt, saltOf('second'))
    },
    'is another once the secret it is derived from has changed': async ({ store }) => {
      const first = await stable(store, 'first')
      assert.notEqual((await stable(store, 'second', { mint: ofAnotherSecret })).locator, first.locator)
    },
    'and the ordinary ones leave each other alone': async ({ store }) => {
      const first = await stable(store, 'first')
      const ordinary = await savedAppToken(store, 'ordinary', 0)
      assert.equal((await store.findAppToken(stableOf(first)))?.outcome, 'live')
      await stable(store, 'second', { force: true })
      assert.equal((await store.findAppToken(ordinary))?.outcome, 'live')
      assert.equal((await stable(store, 'third', { appid: 'wx00000000000000b2' })).endsInMs, lifetimes.access)
    },
    // Catches a store that looks and then inserts: two that ask at once would be given two tokens.
    'is one, though twenty ask for it at once': async ({ store }) => {
      const all = await Promise.all(Array.from({ length: 20 }, (_, index) => stable(store, `salt ${index}`)))
      assert.equal(new Set(all.map(({ locator }) => locator)).size, 1)
      assert.equal(new Set(all.map(({ salt }) => salt.join())).size, 1)
    },
  },
}
