import type { Scope } from '@weauth/protocol'
import type { KeyValueStore } from '../kv/key-value.ts'
import { open, randomText, seal, sha256 } from '../sealing.ts'
import type { Outcome } from './outcome.ts'

// One login attempt is one row, found by its state. Its life is open → taken → finished, each step one compare-and-set, so that of fifty
// callbacks one exchanges the code and all learn what came of it.

/** How long an attempt is kept, and so how long a user may take to agree. */
const attemptLifetimeMs = 600_000
/**
 * How long a finished login is told again to its own browser: double callbacks and the back button see the first outcome. The outcome is a row
 * of its own that the store forgets, so that no process's clock has a say.
 */
const replayMs = 60_000

/** What is kept of an attempt. */
export type Attempt = {
  readonly appid: string
  /** SHA-256 of the browser's id. */
  readonly browser: string
  readonly returnTo: string
  readonly scope: Scope
  /** How many silent restarts led here. */
  readonly restarts: number
  readonly status: 'open' | 'taken' | 'finished'
}

/** An attempt as it was read: `text` is what a compare-and-set compares with. */
export type ReadAttempt = { readonly key: string; readonly text: string; readonly attempt: Attempt }

const outcomeKey = (key: string): string => `${key}:outcome`
const withStatus = (attempt: Omit<Attempt, 'status'>, status: Attempt['status']): string =>
  JSON.stringify({ ...attempt, status } satisfies Attempt)

const keyOf = async (state: string): Promise<string> => `weauth:login:${await sha256(`state:${state}`)}`

/** Digest under which a browser's id is kept. */
export const browserDigest = (id: string): Promise<string> => sha256(`browser:${id}`)

/** Keeps a new attempt; returns its state: 32 letters and digits. */
export async function beginAttempt(store: KeyValueStore, attempt: Omit<Attempt, 'status'>): Promise<string> {
  const state = randomText(32)
  await store.set(await keyOf(state), withStatus(attempt, 'open'), attemptLifetimeMs)
  return state
}

/** Finds an attempt by its state. */
export async function findAttempt(store: KeyValueStore, state: string): Promise<ReadAttempt | undefined> {
  if (!/^[0-9A-Za-z]{32}$/.test(state)) return undefined
  const key = await keyOf(state)
  const text = await store.get(key)
  return text === undefined ? undefined : { key, text, attempt: JSON.parse(text) as Attempt }
}

/** Takes an open attempt. Of all who try, in all processes, one is told true. */
export async function takeAttempt(store: KeyValueStore, { key, text, attempt }: ReadAttempt): Promise<boolean> {
  return attempt.status === 'open' && (await store.setIf(key, text, withStatus(attempt, 'taken'), attemptLifetimeMs))
}

/** Gives a taken attempt back: its code was never sent, or not looked at. */
export async function releaseAttempt(store: KeyValueStore, { key, attempt }: ReadAttempt): Promise<void> {
  await store.setIf(key, withStatus(attempt, 'taken'), withStatus(attempt, 'open'), attemptLifetimeMs)
}

/** Keeps the outcome of an attempt that was taken, readable only with the state. */
export async function finishAttempt(
  store: KeyValueStore,
  { key, attempt }: ReadAttempt,
  state: string,
  outcome: Outcome,
): Promise<void> {
  await store.set(outcomeKey(key), await seal(JSON.stringify(outcome), state, key), replayMs)
  await store.set(key, withStatus(attempt, 'finished'), attemptLifetimeMs)
}

/** The outcome of a finished attempt, for a minute. */
export async function readOutcome(
  store: KeyValueStore,
  { key }: ReadAttempt,
  state: string,
): Promise<Outcome | undefined> {
  const sealed = await store.get(outcomeKey(key))
  const text = sealed && (await open(sealed, state, key))
  return text ? (JSON.parse(text) as Outcome) : undefined
}
