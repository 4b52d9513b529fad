import type { Directory } from './directory.ts'
import type { Store } from './store/index.ts'

// What an instance does by itself while it listens. Nothing depends on it: what has expired is expired, swept or not.

/** How long an instance may go on with an app or user as it was before another instance saved it. */
const catchUpEveryMs = 1000
const purgeEveryMs = 60_000
/** Rows of each kind: so few that to delete them takes a fraction of a millisecond, and enough for two thousand that end each second. */
const purgeBatch = 50
/** Ended codes and tokens are kept so long that a late visitor is told «expired» or «used», not «unknown». */
const purgeGraceMs = 86_400_000

/** Deletes what is over, batch after batch, each a transaction of its own between which requests are served. */
async function sweep(store: Store): Promise<void> {
  while ((await store.purge(purgeBatch, purgeGraceMs)) >= purgeBatch);
}

/** Sweeps and catches up now and then; returns how to end it. */
export function keepHouse(store: Store, { catchUp }: Directory, onError: (error: unknown) => void): () => void {
  const timers = [[purgeEveryMs, () => sweep(store)] as const, [catchUpEveryMs, catchUp] as const].map(([ms, work]) =>
    setInterval(() => void work().catch(onError), ms).unref(),
  )
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}
