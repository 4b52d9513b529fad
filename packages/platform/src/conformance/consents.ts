import assert from 'node:assert/strict'
import {
  accessOf,
  app,
  authorization,
  digestOf,
  granted,
  lifetimes,
  minute,
  redeem,
  refresh,
  savedRequest,
  session,
  succeeded,
} from './bed.ts'
import type { TestGroups } from './bed.ts'
import type { Authorization, ConsentForm, Presented, Store } from '../store/index.ts'

const { appid, userId } = authorization
const otherApp = 'wx00000000000000b2'

/** A code for an authorization, with the consent it rests on. */
async function codeOf(
  store: Store,
  changes: Partial<Authorization> = {},
  consent: ConsentForm | undefined = 'asked',
): Promise<Presented> {
  const digest = digestOf('code')
  const kept = { digest, lifetimeMs: lifetimes.code, authorization: { ...authorization, ...changes }, consent }
  return { locator: await store.saveCode(kept), digest }
}

type Tokens = Awaited<ReturnType<typeof granted>>

/** The tokens of an authorization. */
async function tokensOf(store: Store, changes: Partial<Authorization> = {}): Promise<Tokens> {
  const code = await codeOf(store, changes)
  const { grantLocator, accessLocator } = succeeded(
    await redeem(store, code, { appid: changes.appid ?? appid, component: changes.component }),
  )
  return {
    grant: { locator: grantLocator, digest: digestOf(`refresh ${grantLocator}`) },
    access: accessOf({ locator: grantLocator }, { accessLocator, generation: 1 }),
  }
}

/** What has become of both tokens. */
async function fate(store: Store, { grant, access }: Tokens, of = appid): Promise<(string | undefined)[]> {
  const found = await store.findAccess(access)
  return [(await refresh(store, grant, { appid: of })).outcome, found?.outcome]
}

const alive = ['refreshed', 'live']
const revoked = ['revoked', 'revoked']
const reset = ['reset', 'reset']

/** What users let apps know, and how they end it. */
export const consentTests: TestGroups = {
  'a consent': {
    'comes with the code of an answered request, as whom the user chose to appear': async ({ store, advance }) => {
      const code = { digest: digestOf('code'), lifetimeMs: lifetimes.code }
      const request = await savedRequest(store)
      const taken = succeeded(await store.takeRequest({ ...request, session, code, persona: '小号' }))
      assert.equal(taken.authorization.persona, '小号')
      advance(minute)
      const consent = { userId, appid, givenMsAgo: minute, askedMsAgo: minute, persona: '小号' }
      assert.deepEqual(await store.findConsent({ userId, appid }), consent)
      const presented = { locator: taken.codeLocator ?? assert.fail(), digest: code.digest }
      const { authorization: of, grantLocator, accessLocator } = succeeded(await redeem(store, presented))
      assert.deepEqual(of, { ...authorization, persona: '小号' })
      const access = accessOf({ locator: grantLocator }, { accessLocator, generation: 1 })
      assert.deepEqual((await store.findAccess(access))?.authorization, of)
    },
    'does not come of a refusal, nor of a code that rests on none': async ({ store }) => {
      succeeded(await store.takeRequest({ ...(await savedRequest(store)), session }))
      await store.saveCode({ digest: digestOf('base'), lifetimeMs: minute, authorization })
      assert.equal(await store.findConsent({ userId, appid }), undefined)
      assert.deepEqual(await store.listConsents(userId), [])
    },
    'that was asked for stays so when a later one is implied, and its age is told of both': async ({
      store,
      advance,
    }) => {
      await codeOf(store, {}, 'implied')
      assert.deepEqual(await store.findConsent({ userId, appid }), { userId, appid, givenMsAgo: 0 })
      await codeOf(store, { persona: '小号' })
      advance(minute)
      await codeOf(store, {}, 'implied')
      advance(minute)
      const expected = { userId, appid, givenMsAgo: minute, askedMsAgo: 2 * minute }
      assert.deepEqual(await store.findConsent({ userId, appid }), expected)
    },
    'is listed by its user alone, in the order of the appids': async ({ store }) => {
      for (const each of [otherApp, appid]) await codeOf(store, { appid: each })
      await codeOf(store, { userId: 'hong' })
      assert.deepEqual(
        (await store.listConsents(userId)).map((each) => each.appid),
        [appid, otherApp],
      )
      assert.equal(await store.findConsent({ userId: 'hong', appid: otherApp }), undefined)
    },
    'is withdrawn by one of fifty': async ({ store }) => {
      await codeOf(store)
      const all = await Promise.all(Array.from({ length: 50 }, () => store.withdrawConsent({ userId, appid })))
      assert.equal(all.filter((each) => each === 'withdrawn').length, 1)
      assert.equal(all.filter((each) => each === 'unknown').length, 49)
      assert.equal(await store.findConsent({ userId, appid }), undefined)
    },
    'that was never given is not withdrawn, and nothing ends': async ({ store }) => {
      const { grant, access } = await granted(store)
      assert.equal(await store.withdrawConsent({ userId, appid }), 'unknown')
      assert.deepEqual(await fate(store, { grant, access }), alive)
    },
  },

  'a withdrawn consent': {
    'ends what was authorized under it, and neither what asks no consent nor what others have': async ({ store }) => {
      const [tokens, refreshed] = [await tokensOf(store), await tokensOf(store)]
      const renewed = succeeded(await refresh(store, refreshed.grant))
      const [base, code] = [await tokensOf(store, { scope: 'snsapi_base' }), await codeOf(store)]
      const [elsewhere, another] = [
        await tokensOf(store, { appid: otherApp }),
        await tokensOf(store, { userId: 'hong' }),
      ]
      assert.equal(await store.withdrawConsent({ userId, appid }), 'withdrawn')
      assert.deepEqual(await fate(store, tokens), revoked)
      assert.equal((await store.findAccess(accessOf(refreshed.grant, renewed)))?.outcome, 'revoked')
      assert.deepEqual(await redeem(store, code), { outcome: 'revoked' })
      for (const [each, of] of [[base], [elsewhere, otherApp], [another]] as const) {
        assert.deepEqual(await fate(store, each, of), alive)
      }
    },
    'does not touch what is authorized after it': async ({ store }) => {
      await codeOf(store)
      await store.withdrawConsent({ userId, appid })
      const tokens = await tokensOf(store)
      assert.deepEqual(await fate(store, tokens), alive)
      await store.withdrawConsent({ userId, appid })
      assert.deepEqual(await fate(store, tokens), revoked)
    },
    // Catches a store that takes the latest code it still has for the latest there was.
    'ends a grant whose code, and every later one, is purged': async ({ store, advance }) => {
      const tokens = await tokensOf(store)
      await codeOf(store)
      advance(lifetimes.code + 1)
      await store.purge(100, 0)
      await store.withdrawConsent({ userId, appid })
      assert.deepEqual(await fate(store, tokens), revoked)
    },
    'stays withdrawn over a restart': async ({ store, reopen }, t) => {
      if (reopen === undefined) return t.skip('this store keeps nothing over a restart')
      await store.saveApp(app)
      const tokens = await tokensOf(store)
      await codeOf(store, { appid: otherApp, persona: '小号' })
      await store.withdrawConsent({ userId, appid })
      const again = await reopen()
      assert.deepEqual(await fate(again, tokens), revoked)
      assert.deepEqual(
        (await again.listConsents(userId)).map(({ persona }) => persona),
        ['小号'],
      )
    },
  },

  'a user who ends everything': {
    'ends it for every app and scope, and nothing of others; the consents stay': async ({ store }) => {
      const [tokens, base] = [await tokensOf(store), await tokensOf(store, { scope: 'snsapi_base' })]
      const [elsewhere, another] = [
        await tokensOf(store, { appid: otherApp }),
        await tokensOf(store, { userId: 'hong' }),
      ]
      const code = await codeOf(store)
      await store.endAuthorizations(userId)
      for (const [each, of] of [[tokens], [base], [elsewhere, otherApp]] as const) {
        assert.deepEqual(await fate(store, each, of), reset)
      }
      assert.deepEqual(await redeem(store, code), { outcome: 'reset' })
      assert.deepEqual(await fate(store, another), alive)
      assert.equal((await store.listConsents(userId)).length, 2)
      assert.deepEqual(await fate(store, await tokensOf(store)), alive)
    },
    'is told so as long as the token would have lived and longer': async ({ store, advance }) => {
      const tokens = await tokensOf(store)
      await store.endAuthorizations(userId)
      advance(lifetimes.refresh)
      assert.deepEqual(await fate(store, tokens), reset)
    },
  },
}
