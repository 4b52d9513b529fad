import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import type { TestContext } from 'node:test'
import type {
  App,
  Authorization,
  ReturnTarget,
  User,
  Digest,
  NotTaken,
  Presented,
  Refreshed,
  Store,
  TakenCode,
} from '../store/index.ts'

/** A store to be tested. */
export type MadeStore = {
  readonly store: Store
  /** Opens what the store kept, after it was closed. Absent when it keeps nothing. */
  readonly reopen?: () => Store | Promise<Store>
  /** Deletes what the store kept, after it was closed. */
  readonly discard?: () => void | Promise<void>
}

/** Makes a new, empty store that goes by the given clock. */
export type MakeStore = (options: { clock: { now(): number } }) => MadeStore | Promise<MadeStore>

/** What one test works with. */
type Bed = {
  readonly store: Store
  readonly advance: (ms: number) => void
  readonly reopen: (() => Promise<Store>) | undefined
}

/** Tests by name, in groups by name; name and name read as one sentence. */
export type TestGroups = Readonly<Record<string, Readonly<Record<string, (bed: Bed, t: TestContext) => Promise<void>>>>>

/** Runs one test on a new store, which is closed and deleted when the test has ended. */
export async function onNewStore(
  makeStore: MakeStore,
  t: TestContext,
  test: TestGroups[string][string],
): Promise<void> {
  let now = 1_700_000_000_000
  const { store, reopen, discard } = await makeStore({ clock: { now: () => now } })
  let open = store
  t.after(async () => {
    await open.close()
    await discard?.()
  })
  const advance = (ms: number): void => {
    now += ms
  }
  const again = async (): Promise<Store> => {
    await open.close()
    open = await (reopen?.() ?? assert.fail('cannot be opened again'))
    return open
  }
  await test({ store, advance, reopen: reopen && again }, t)
}

/** One minute, in milliseconds. */
export const minute = 60_000
/** How long the samples live. */
export const lifetimes: Readonly<Record<'request' | 'code' | 'access' | 'refresh', number>> = {
  request: 10 * minute,
  code: 5 * minute,
  access: 120 * minute,
  refresh: 30 * 1440 * minute,
}

/** A sample authorization. */
export const authorization: Authorization = {
  appid: 'wx00000000000000a1',
  userId: 'ming',
  scope: 'snsapi_userinfo',
  flow: 'flow-1',
}
/** The session that the sample consent requests belong to. */
export const session: Digest = digestOf('session')

/** The digest of a sample secret. */
export function digestOf(secret: string): Digest {
  return hash('sha256', secret, 'buffer')
}

/** The digest of the access token of a generation, as the samples mint it. */
export function accessDigest(grantLocator: number, generation: number): Digest {
  return digestOf(`access ${grantLocator} ${generation}`)
}

/** A sample return target. The store keeps what it is given, so the suite may give it what no accepted link holds. */
export const returnTarget = (target: {
  readonly redirectUri: string
  readonly state?: string
  readonly appid?: string
}): ReturnTarget => target as ReturnTarget

/** Saves a consent request. */
export async function savedRequest(store: Store, secret = 'request'): Promise<Presented> {
  const digest = digestOf(secret)
  const target = returnTarget({ redirectUri: 'https://shop.example/callback', state: 'abc' })
  const lifetimeMs = lifetimes.request
  return { locator: await store.saveRequest({ digest, lifetimeMs, session, authorization, target }), digest }
}

/** Saves a code. */
export async function savedCode(store: Store, secret = 'code'): Promise<Presented> {
  const digest = digestOf(secret)
  return { locator: await store.saveCode({ digest, lifetimeMs: lifetimes.code, authorization }), digest }
}

/** A QR login that was scanned and confirmed, and the code that its browser may fetch. */
export async function confirmedQrLogin(store: Store): Promise<Parameters<Store['takeQrCode']>[0]> {
  const [digest, scan] = [digestOf('browser'), digestOf('picture')]
  const { appid, userId, scope, flow } = authorization
  const target = returnTarget({ redirectUri: 'https://shop.example/callback' })
  const asked = { appid, scope, flow }
  const locator = await store.saveQrLogin({ digest, scan, lifetimeMs: lifetimes.request, asked, target })
  const phone = { locator, digest: scan, session }
  await store.scanQrLogin({ ...phone, userId })
  await store.answerQrLogin({ ...phone, allow: true, lifetimeMs: lifetimes.request })
  return { locator, digest, code: { digest: digestOf('code of a QR login'), lifetimeMs: lifetimes.code } }
}

/** Saves an ordinary token. */
export async function savedAppToken(store: Store, secret: string, overlapMs = 0): Promise<Presented> {
  const digest = digestOf(secret)
  const { appid } = authorization
  return { locator: await store.saveAppToken({ digest, lifetimeMs: lifetimes.access, appid, overlapMs }), digest }
}

/** Redeems a code as its own app, unless `changes` say otherwise. */
export function redeem(
  store: Store,
  code: Presented,
  changes: Partial<Parameters<Store['takeCode']>[0]> = {},
): Promise<TakenCode | NotTaken> {
  return store.takeCode({
    ...code,
    appid: authorization.appid,
    refreshLifetimeMs: lifetimes.refresh,
    accessLifetimeMs: lifetimes.access,
    mint: (grant) => ({ refresh: digestOf(`refresh ${grant}`), access: accessDigest(grant, 1) }),
    ...changes,
  })
}

/** Refreshes a grant as its own app, unless `changes` say otherwise. */
export function refresh(
  store: Store,
  grant: Presented,
  changes: Partial<Parameters<Store['refreshGrant']>[0]> = {},
): ReturnType<Store['refreshGrant']> {
  return store.refreshGrant({
    ...grant,
    appid: authorization.appid,
    accessLifetimeMs: lifetimes.access,
    keepWhileValid: false,
    mint: accessDigest,
    ...changes,
  })
}

/** The refresh token and the access token of a newly redeemed code. */
export async function granted(
  store: Store,
  changes: Partial<Parameters<Store['takeCode']>[0]> = {},
): Promise<{ readonly grant: Presented; readonly access: Presented }> {
  const { grantLocator, accessLocator } = succeeded(await redeem(store, await savedCode(store), changes))
  return {
    grant: { locator: grantLocator, digest: digestOf(`refresh ${grantLocator}`) },
    access: { locator: accessLocator, digest: accessDigest(grantLocator, 1) },
  }
}

/** The access token that a refresh answered with. */
export function accessOf(
  grant: Pick<Presented, 'locator'>,
  { accessLocator, generation }: Pick<Refreshed, 'accessLocator' | 'generation'>,
): Presented {
  return { locator: accessLocator, digest: accessDigest(grant.locator, generation) }
}

/** Narrows to the outcome `taken` or `refreshed`; any other fails the test. */
export function succeeded<T extends { readonly outcome: string }>(
  result: T,
): Extract<T, { readonly outcome: 'taken' | 'refreshed' }> {
  assert.ok(isSuccess(result), `expected success, got ${result.outcome}`)
  return result
}

function isSuccess<T extends { readonly outcome: string }>(
  result: T,
): result is Extract<T, { readonly outcome: 'taken' | 'refreshed' }> {
  return result.outcome === 'taken' || result.outcome === 'refreshed'
}

/** A mint that fails. */
export function throwingMint(): never {
  throw new Error('no mint')
}

/** Counts the results by their outcome. */
export function tally(results: readonly { readonly outcome: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

/** A sample app. */
export const app: App = {
  appid: authorization.appid,
  secretDigest: '00'.repeat(32),
  name: '一家小店',
  kind: 'service',
  callbackDomains: ['shop.example'],
  scopes: ['snsapi_base', 'snsapi_userinfo'],
  banned: false,
  refreshTokenDays: 30,
  requireFollow: false,
}

/** A sample user. */
export const user: User = {
  id: authorization.userId,
  nickname: '小明 😀',
  sex: 1,
  province: { zh_CN: '广东', zh_TW: '廣東', en: 'Guangdong' },
  city: '',
  country: 'CN',
  language: 'zh_CN',
  privilege: [],
  avatar: 1,
  follows: [authorization.appid],
}
