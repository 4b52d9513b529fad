/** How much a proof does: `quick` in every test run, `full` in `npm run proof`. */
export type Size = 'quick' | 'full'

/** What a proof is given. */
export type Given = {
  readonly size: Size
  /** From which random commands, requests and delays are derived; what the scheduler decides differs from run to run. */
  readonly seed: number
  /** An empty folder that is deleted afterwards. */
  readonly folder: string
}

/**
 * A claim, and the run that would refute it. `run` throws an AssertionError when the claim does not hold, a {@link Skipped} where the
 * machine cannot run it, and fulfils with the figure to show: what was done, in a few words.
 */
export type Proof = {
  readonly claim: string
  /** The bug of `planted.ts` that the run, in its quick size, must find. */
  readonly plantedBug: string
  readonly run: (given: Given) => Promise<string>
}

/** This machine lacks what the proof needs. */
export class Skipped extends Error {
  override readonly name = 'Skipped'
}

/** The same numbers from the same seed: each call the next, at least 0 and below `below`. A 32-bit xorshift, for tests alone. */
export function numbers(seed: number): (below: number) => number {
  let state = seed | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
