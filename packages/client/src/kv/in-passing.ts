// Rows that have ended are never read again, but they stay: whoever writes deletes some of them in passing, so that no site has to.

/** How many writes lie between two sweeps. The first write of a process sweeps, for some processes live for a few writes only. */
const everyWrites = 128
/** Rows that a sweep deletes at most: more than were written since the last one, so that a backlog shrinks, and few enough to take no time. */
export const sweptAtOnce = 512

/** Makes what is called after each write: now and then it sweeps. */
export function inPassing(sweep: () => Promise<unknown>): () => Promise<void> {
  let writes = 0
  return async () => {
    if (writes++ % everyWrites > 0) return
    // What was to be written is written; the next sweep comes by itself.
    await sweep().catch(() => {})
  }
}
