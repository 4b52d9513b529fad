import assert from 'node:assert/strict'
import {
  accessOf,
  app,
  authorization,
  granted,
  lifetimes,
  minute,
  redeem,
  refresh,
  savedAppToken,
  savedCode,
  savedRequest,
  session,
  succeeded,
  user,
} from './bed.ts'
import type { TestGroups } from './bed.ts'
import type { Store } from '../store/index.ts'

/** What is kept stays, what is over goes. */
export const keepingTests: TestGroups = {
  'the store': {
    'lists apps and users as they were last saved, in the order they first came': async ({ store }) => {
      const secondApp = { ...app, appid: 'wx00000000000000b2', openPlatform: 'open-1' }
      const secondUser = { ...user, id: 'hong', avatar: { png: 'iVBORw0KGgo=' } }
      for (const each of [app, secondApp, { ...app, name: '改名' }]) await store.saveApp(each)
      for (const each of [user, secondUser, { ...user, follows: [] }]) await store.saveUser(each)
      const { apps, users } = await store.savedSince(0)
      assert.deepEqual(
        [apps, users],
        [
          [{ ...app, name: '改名' }, secondApp],
          [{ ...user, follows: [] }, secondUser],
        ],
      )
    },
    'tells what was saved since it was last asked, and nothing else': async ({ store }) => {
      await Promise.all([store.saveApp(app), store.saveUser(user)])
      const { version } = await store.savedSince(0)
      assert.deepEqual(await store.savedSince(version), { version, apps: [], users: [] })
      await store.saveUser({ ...user, nickname: '改名' })
      const later = await store.savedSince(version)
      assert.deepEqual([later.apps, later.users], [[], [{ ...user, nickname: '改名' }]])
      await store.saveApp(app)
      const last = await store.savedSince(later.version)
      assert.deepEqual([last.apps, last.users], [[app], []])
    },
    'goes by the clock it was given': async ({ store, advance }) => {
      const before = await store.now()
      advance(minute)
      assert.equal(await store.now(), before + minute)
    },
    'keeps two hundred writes of one turn, each under its own locator': async ({ store }) => {
      const codes = await Promise.all(Array.from({ length: 200 }, (_, index) => savedCode(store, `code ${index}`)))
      assert.equal(new Set(codes.map(({ locator }) => locator)).size, 200)
      const results = await Promise.all(codes.map((code) => redeem(store, code)))
      assert.equal(new Set(results.map((result) => succeeded(result).accessLocator)).size, 200)
    },
    'keeps what was asked of it before it was closed, and refuses what is asked afterwards': async ({
      store,
      reopen,
    }) => {
      const before = savedCode(store)
      const closed = store.close()
      const code = await before
      await closed
      await assert.rejects(savedCode(store))
      if (reopen !== undefined) succeeded(await redeem(await reopen(), code))
    },
    'remembers over a restart what it had promised': async ({ store, reopen }, t) => {
      if (reopen === undefined) return t.skip('this store keeps nothing over a restart')
      await store.saveApp(app)
      await store.saveUser(user)
      const used = await savedCode(store, 'used')
      succeeded(await redeem(store, used))
      const { grant, access } = await granted(store)
      const [open, request] = [await savedCode(store, 'open'), await savedRequest(store)]
      const token = await savedAppToken(store, 'ordinary')

      const again = await reopen()
      const { apps, users } = await again.savedSince(0)
      assert.deepEqual([apps, users], [[app], [user]])
      assert.deepEqual(await redeem(again, used), { outcome: 'used' })
      succeeded(await redeem(again, open))
      succeeded(await again.takeRequest({ ...request, session }))
      assert.equal(succeeded(await refresh(again, grant)).generation, 2)
      assert.deepEqual(await again.findAccess(access), { outcome: 'live', authorization })
      assert.equal((await again.findAppToken(token))?.outcome, 'live')
      assert.ok((await savedCode(again, 'later')).locator > open.locator)
    },
  },

  'a purge': {
    'deletes what ended longer ago than the grace, and nothing else': async ({ store, advance }) => {
      const code = await savedCode(store)
      advance(lifetimes.code + minute)
      const later = await savedCode(store, 'later')
      assert.equal(await store.purge(100, minute), 0)
      assert.deepEqual(await redeem(store, code), { outcome: 'expired' })
      advance(1)
      assert.equal(await store.purge(100, minute), 1)
      assert.deepEqual(await redeem(store, code), { outcome: 'unknown' })
      succeeded(await redeem(store, later))
    },
    'deletes every kind, so many of each at a time': async ({ store, advance }) => {
      for (const secret of ['one', 'two', 'three']) await saveOneOfEach(store, secret)
      advance(lifetimes.refresh + 1)
      const counts = [await store.purge(2, 0), await store.purge(2, 0), await store.purge(2, 0)]
      assert.deepEqual(counts, [10, 5, 0])
    },
    'spares a grant as long as one of its tokens lives': async ({ store, advance }) => {
      const { grant, access } = await granted(store, { refreshLifetimeMs: 10 * minute })
      advance(9 * minute)
      const longer = succeeded(await refresh(store, grant, { accessLifetimeMs: 2 * lifetimes.access }))
      succeeded(await refresh(store, grant))
      advance(lifetimes.access + 1)
      await store.purge(100, 0)
      assert.equal(await store.findAccess(access), undefined)
      assert.equal((await store.findAccess(accessOf(grant, longer)))?.outcome, 'live')
      advance(lifetimes.access)
      await store.purge(100, 0)
      assert.equal(await store.findAccess(accessOf(grant, longer)), undefined)
      assert.deepEqual(await refresh(store, grant), { outcome: 'unknown' })
    },
    'spares a grant that ended before its first access token did': async ({ store, advance }) => {
      const { access } = await granted(store, { refreshLifetimeMs: minute })
      advance(2 * minute)
      await store.purge(100, 0)
      assert.equal((await store.findAccess(access))?.outcome, 'live')
    },
    'leaves a grant whose access tokens are gone refreshable': async ({ store, advance }) => {
      const { grant } = await granted(store)
      advance(lifetimes.access + 1)
      await store.purge(100, 0)
      const refreshed = succeeded(await refresh(store, grant, { keepWhileValid: true }))
      assert.equal((await store.findAccess(accessOf(grant, refreshed)))?.outcome, 'live')
    },
    'does not set locators free': async ({ store, advance }) => {
      const before = await saveOneOfEach(store, 'before')
      advance(lifetimes.refresh + 1)
      await store.purge(100, 0)
      const after = await saveOneOfEach(store, 'after')
      for (const [index, locator] of before.entries()) assert.ok((after[index] ?? 0) > locator)
    },
  },
}

/** Saves one row of each of the five kinds; returns their locators. */
async function saveOneOfEach(store: Store, secret: string): Promise<number[]> {
  const { locator: request } = await savedRequest(store, secret)
  const { locator: appToken } = await savedAppToken(store, secret)
  const { grant, access } = await granted(store)
  return [request, appToken, grant.locator, access.locator]
}
