import assert from 'node:assert/strict'
import { authorization, digestOf, lifetimes, minute, redeem, returnTarget, succeeded, tally } from './bed.ts'
import type { TestGroups } from './bed.ts'
import type { QrAsked, Presented, Store } from '../store/index.ts'

const asked: QrAsked = { appid: authorization.appid, scope: 'snsapi_login', flow: 'flow-qr' }
const target = returnTarget({ redirectUri: 'https://shop.example/回调', state: "a&b='😀" })
const phone = { session: digestOf('phone'), userId: 'ming' }
const otherPhone = { session: digestOf('another phone'), userId: 'hong' }
const code = { digest: digestOf('the code of a QR login'), lifetimeMs: lifetimes.code }
const lifetimeMs = 5 * minute
const known = { ...asked, userId: phone.userId }

/** A QR login by its two secrets. */
type Shown = { readonly browser: Presented; readonly picture: Presented }

async function shown(store: Store): Promise<Shown> {
  const [digest, scan] = [digestOf('browser'), digestOf('picture')]
  const locator = await store.saveQrLogin({ digest, scan, lifetimeMs, asked, target })
  return { browser: { locator, digest }, picture: { locator, digest: scan } }
}

const scan = (store: Store, { picture }: Shown, who = phone): ReturnType<Store['scanQrLogin']> =>
  store.scanQrLogin({ ...picture, ...who })

const answer = (store: Store, { picture }: Shown, allow = true, who = phone): ReturnType<Store['answerQrLogin']> =>
  store.answerQrLogin({ ...picture, session: who.session, allow, lifetimeMs: minute })

const fetchCode = (store: Store, { browser }: Shown): ReturnType<Store['takeQrCode']> =>
  store.takeQrCode({ ...browser, code })

const statusOf = async (store: Store, { browser }: Shown): Promise<string | undefined> =>
  (await store.findQrLogin(browser))?.status

/** A QR login is scanned once, answered once, and has one code. */
export const qrLoginTests: TestGroups = {
  'a QR login': {
    'goes from waiting over scanned to confirmed, and its code is that of whoever scanned it': async ({ store }) => {
      const login = await shown(store)
      assert.deepEqual(await store.findQrLogin(login.browser), { status: 'waiting', asked, target })
      assert.deepEqual(await scan(store, login), { outcome: 'scanned', authorization: known })
      assert.equal(await statusOf(store, login), 'scanned')
      assert.deepEqual(await answer(store, login), { outcome: 'scanned', authorization: known })
      assert.equal(await statusOf(store, login), 'confirmed')
      const taken = succeeded(await fetchCode(store, login))
      assert.deepEqual([taken.authorization, taken.target], [known, target])
      assert.equal((await store.findConsent(known))?.askedMsAgo, 0)
      const redeemed = succeeded(await redeem(store, { locator: taken.codeLocator, digest: code.digest }))
      assert.deepEqual(redeemed.authorization, known)
    },
    // Catches a store that reads «waiting» and then writes «scanned».
    'is scanned by one of fifty phones': async ({ store }) => {
      const login = await shown(store)
      const phones = Array.from({ length: 50 }, (_, at) => ({ session: digestOf(`phone ${at}`), userId: `user ${at}` }))
      assert.deepEqual(tally(await Promise.all(phones.map((one) => scan(store, login, one)))), { scanned: 1, used: 49 })
    },
    // Catches a store that lets an allowing and a refusing answer both through.
    'is answered by one of fifty answers': async ({ store }) => {
      const login = await shown(store)
      await scan(store, login)
      const allowing = Array.from({ length: 50 }, (_, at) => at % 2 === 0)
      const answers = await Promise.all(allowing.map((allow) => answer(store, login, allow)))
      assert.deepEqual(tally(answers), { scanned: 1, used: 49 })
      // Any of them may be the first that the store gets.
      const first = answers.findIndex(({ outcome }) => outcome === 'scanned')
      assert.equal(await statusOf(store, login), allowing[first] ? 'confirmed' : 'refused')
    },
    // Catches a store that keeps a code for every browser that asks.
    'has one code, though fifty ask for it, and the same one for whoever asks again': async ({ store }) => {
      const login = await shown(store)
      await scan(store, login)
      await answer(store, login)
      const takers = await Promise.all(Array.from({ length: 50 }, () => fetchCode(store, login)))
      const [locator, ...more] = new Set(takers.map((taken) => succeeded(taken).codeLocator))
      assert.deepEqual(more, [])
      const one = { locator: locator ?? assert.fail(), digest: code.digest }
      succeeded(await redeem(store, one))
      assert.equal(succeeded(await fetchCode(store, login)).codeLocator, locator)
      assert.deepEqual(await redeem(store, one), { outcome: 'used' })
    },
    'may be looked at again by the phone and user that scanned it, until it is answered': async ({ store }) => {
      const login = await shown(store)
      await scan(store, login)
      assert.equal((await scan(store, login)).outcome, 'scanned')
      assert.equal((await scan(store, login, { ...phone, userId: 'hong' })).outcome, 'used')
      await answer(store, login)
      assert.equal((await scan(store, login)).outcome, 'used')
    },
    'is answered by no phone but the one that scanned it': async ({ store }) => {
      const login = await shown(store)
      assert.equal((await answer(store, login)).outcome, 'unknown', 'nobody has scanned it')
      await scan(store, login)
      assert.equal((await answer(store, login, true, otherPhone)).outcome, 'unknown')
      assert.equal((await answer(store, login)).outcome, 'scanned')
    },
    'has no code before it is confirmed, nor when it was refused': async ({ store }) => {
      const login = await shown(store)
      assert.equal((await fetchCode(store, login)).outcome, 'unknown')
      await scan(store, login)
      assert.equal((await fetchCode(store, login)).outcome, 'unknown')
      await answer(store, login, false)
      assert.equal(await statusOf(store, login), 'refused')
      assert.equal((await fetchCode(store, login)).outcome, 'unknown')
    },
    // Catches a store that takes one secret for the other: whoever photographs the picture must not get the code.
    'keeps its two secrets apart': async ({ store }) => {
      const { browser, picture } = await shown(store)
      const swapped = { browser: picture, picture: browser }
      assert.equal((await scan(store, swapped)).outcome, 'unknown')
      await scan(store, { browser, picture })
      assert.equal((await answer(store, swapped)).outcome, 'unknown')
      await answer(store, { browser, picture })
      assert.equal(await store.findQrLogin(picture), undefined)
      assert.equal((await fetchCode(store, swapped)).outcome, 'unknown')
      succeeded(await fetchCode(store, { browser, picture }))
    },
    'ends on the millisecond, scanned or not; a confirmed one waits for its browser as long as it was told': async ({
      store,
      advance,
    }) => {
      const [late, scanned, confirmed] = [await shown(store), await shown(store), await shown(store)]
      for (const login of [scanned, confirmed]) await scan(store, login)
      advance(lifetimeMs - 1)
      assert.equal((await answer(store, confirmed)).outcome, 'scanned')
      advance(1)
      assert.deepEqual([await statusOf(store, late), await statusOf(store, scanned)], ['expired', 'expired'])
      assert.equal((await scan(store, late)).outcome, 'expired')
      assert.equal((await answer(store, scanned)).outcome, 'expired')
      advance(minute - 2)
      assert.equal(await statusOf(store, confirmed), 'confirmed')
      advance(1)
      assert.equal(await statusOf(store, confirmed), 'expired')
      assert.equal((await fetchCode(store, confirmed)).outcome, 'expired')
    },
    'is purged when it is over, and remembers over a restart what it was': async ({ store, advance, reopen }, t) => {
      const login = await shown(store)
      await scan(store, login)
      const open = reopen === undefined ? store : await reopen()
      if (reopen === undefined) t.diagnostic('this store keeps nothing over a restart')
      succeeded((await answer(open, login)) && (await fetchCode(open, login)))
      advance(minute)
      assert.equal(await open.purge(100, minute), 0)
      advance(1)
      await open.purge(100, 0)
      assert.equal(await open.findQrLogin(login.browser), undefined)
    },
  },
}
