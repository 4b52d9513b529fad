import { DeadlineError, NeedsAuthorizationError } from './errors.ts'
import type { KeyValueStore } from './kv/key-value.ts'
import { open, randomText, seal, sha256 } from './sealing.ts'

// What expires and can be had anew: kept encrypted in a store that all processes share, renewed ahead of its end by one of them at a time.

type Expiring = { readonly expiresAtMs: number }

/** What {@link keepFresh} keeps, and how. Times are milliseconds. */
export type Keeping<Value extends Expiring> = {
  readonly kv: KeyValueStore
  /** The first seals, any opens. */
  readonly keys: readonly string[]
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  /** What is kept and whose, in the key and in what the encryption is bound to. */
  readonly purpose: readonly string[]
  /** How long before its end a value is renewed. */
  readonly aheadMs: number
  /** The longest that one renewal may take before another process tries. */
  readonly leaseMs: number
  /** How long a value is kept, its end notwithstanding: what has expired may still be needed for renewing it. */
  readonly keptMs: number
  /** Path of the call that renews. */
  readonly path: string
  /** What is thrown where nothing is kept; without it, `renew` begins from nothing. */
  readonly missing?: () => Error
  readonly renew: (name: string, old: Value | undefined) => Promise<Value>
}

/** Values by name, each alive whenever it is asked for. */
export type KeptFresh<Value> = {
  readonly get: (name: string) => Promise<Value>
  readonly put: (name: string, value: Value) => Promise<void>
  readonly forget: (name: string) => Promise<void>
  /** Forgets a value that turned out to be dead, unless there is another one by now. */
  readonly giveUp: (name: string, dead: (value: Value) => boolean) => Promise<void>
}

type Row<Value> = {
  readonly key: string
  /** As it stands in the store. */
  readonly text: string | undefined
  readonly value: Value | undefined
}

type Purposed = Pick<Keeping<Expiring>, 'purpose'>

/** How often one looks whether another process has renewed. */
const pollMs = 50
/** Values of a lease that nobody holds, and of a row of which WeChat says that it can be renewed no more. Neither can be sealed text. */
const [free, over] = ['free', 'over']

const contextOf = ({ purpose }: Purposed, name: string): string => JSON.stringify([...purpose, name])
// Digested: the store need not learn openids, and a key has the same length whatever the name.
const keyOf = async (keeping: Purposed, name: string): Promise<string> =>
  `weauth:${keeping.purpose[0]}:${await sha256(contextOf(keeping, name))}`

const sealed = <Value extends Expiring>(keeping: Keeping<Value>, name: string, value: Value): Promise<string> =>
  seal(JSON.stringify(value), keeping.keys[0] ?? '', contextOf(keeping, name))

async function read<Value extends Expiring>(keeping: Keeping<Value>, name: string): Promise<Row<Value>> {
  const key = await keyOf(keeping, name)
  const text = await keeping.kv.get(key)
  for (const secret of text === undefined ? [] : keeping.keys) {
    const opened = await open(text ?? '', secret, contextOf(keeping, name))
    if (opened !== undefined) return { key, text, value: JSON.parse(opened) as Value }
  }
  return { key, text, value: undefined }
}

/** The value if it is not due. */
const fresh = <Value extends Expiring>({ now, aheadMs }: Keeping<Value>, value: Value | undefined): Value | undefined =>
  value && value.expiresAtMs - now() > aheadMs ? value : undefined

const alive = <Value extends Expiring>({ now }: Keeping<Value>, value: Value | undefined): Value | undefined =>
  value && value.expiresAtMs > now() ? value : undefined

/** Renews as the holder of the lease; nothing when the row was changed meanwhile and has to be looked at again. */
async function renewRow<Value extends Expiring>(keeping: Keeping<Value>, name: string): Promise<Value | undefined> {
  const { kv, keptMs } = keeping
  // Between the look and the lease, another process may have finished.
  const row = await read(keeping, name)
  if (row.value === undefined && keeping.missing) throw keeping.missing()
  const already = fresh(keeping, row.value)
  if (already) return already
  let value: Value
  try {
    value = await keeping.renew(name, row.value)
  } catch (error) {
    if (error instanceof NeedsAuthorizationError) {
      // A refusal of the old token says nothing about one that a login has just saved in its place.
      if (row.text !== undefined && !(await kv.setIf(row.key, row.text, over, keptMs))) return undefined
      throw error
    }
    const old = alive(keeping, row.value)
    if (old) return old
    throw error
  }
  // Not `set`: what was saved or revoked during the call is newer than its answer.
  return (await kv.setIf(row.key, row.text, await sealed(keeping, name, value), keptMs)) ? value : undefined
}

/** The name under which a lease was taken, if it was to be had. */
async function takeLease(
  { kv, leaseMs }: Pick<Keeping<Expiring>, 'kv' | 'leaseMs'>,
  key: string,
): Promise<string | undefined> {
  const holder = randomText(22)
  const taken = (await kv.setIf(key, free, holder, leaseMs)) || (await kv.setIf(key, undefined, holder, leaseMs))
  return taken ? holder : undefined
}

async function getFresh<Value extends Expiring>(keeping: Keeping<Value>, name: string): Promise<Value> {
  const { kv, leaseMs, wait } = keeping
  const longestMs = 2 * leaseMs
  for (let waitedMs = 0; waitedMs < longestMs; waitedMs += pollMs) {
    const row = await read(keeping, name)
    if (row.value === undefined && keeping.missing) throw keeping.missing()
    const value = fresh(keeping, row.value)
    if (value) return value
    const lease = `${row.key}:lease`
    const holder = await takeLease(keeping, lease)
    if (holder === undefined) {
      await wait(pollMs)
      continue
    }
    try {
      const renewed = await renewRow(keeping, name)
      if (renewed) return renewed
    } finally {
      // Only one's own lease, and set to «free» instead of deleted: the store deletes whatever is there. What fails here ends by itself.
      await kv.setIf(lease, holder, free, leaseMs).catch(() => false)
    }
  }
  const old = alive(keeping, (await read(keeping, name)).value)
  if (old) return old
  throw new DeadlineError(keeping.path, longestMs)
}

/** Keeps values that expire: each is asked for by name, and renewed once, whoever else asks at the same time. */
export function keepFresh<Value extends Expiring>(keeping: Keeping<Value>): KeptFresh<Value> {
  const running = new Map<string, Promise<Value>>()
  return {
    get(name) {
      const present = running.get(name)
      if (present) return present
      const promise = getFresh(keeping, name).finally(() => {
        if (running.get(name) === promise) running.delete(name)
      })
      running.set(name, promise)
      return promise
    },
    async put(name, value) {
      await keeping.kv.set(await keyOf(keeping, name), await sealed(keeping, name, value), keeping.keptMs)
      // Who asks from now on must not be given what a look before this found.
      running.delete(name)
    },
    async forget(name) {
      await keeping.kv.delete(await keyOf(keeping, name))
      running.delete(name)
    },
    async giveUp(name, dead) {
      const { key, text, value } = await read(keeping, name)
      if (value && dead(value)) await keeping.kv.setIf(key, text, over, keeping.keptMs)
      running.delete(name)
    },
  }
}
