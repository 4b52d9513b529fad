import type { DatabaseSync } from 'node:sqlite'

/** Writes that share transactions. */
export type GroupCommit = {
  /**
   * Runs `work` in a transaction, together with the other writes of this turn of the event loop; fulfilled only after COMMIT.
   * When a neighbour throws, all are undone and `work` runs again: it must do nothing but write, and compute what it returns.
   */
  readonly write: <T>(work: () => T) => Promise<T>
  /** Commits at once what is waiting. */
  readonly flush: () => void
}

type Write = { readonly run: () => void; readonly fulfil: () => void; readonly reject: (error: unknown) => void }

/**
 * Lets the writes of one turn of the event loop share one transaction and one fsync, which is what makes `synchronous=FULL` fast.
 * A timer that waits for more writes was not taken: a busy server fills a turn anyway, and an idle one should answer at once.
 */
export function groupCommit(db: DatabaseSync): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  let waiting: Write[] = []

  /** Commits the writes and fulfils them; or undoes all of them and returns what one of them threw. */
  function attempt(writes: readonly Write[]): { readonly thrown: unknown } | undefined {
    begin.run()
    try {
      try {
        for (const { run } of writes) run()
      } catch (thrown) {
        return { thrown }
      }
      commit.run()
    } finally {
      // SQLite itself has already rolled back after some errors, such as a full disk.
      if (db.isTransaction) rollback.run()
    }
    for (const { fulfil } of writes) fulfil()
    return undefined
  }

  function flush(): void {
    const writes = waiting
    waiting = []
    if (writes.length === 0) return
    try {
      if (attempt(writes) === undefined) return
      for (const write of writes) {
        const failure = attempt([write])
        if (failure !== undefined) write.reject(failure.thrown)
      }
    } catch (error) {
      // BEGIN or COMMIT failed (locked, disk full). Rejecting what is already settled does nothing.
      for (const { reject } of writes) reject(error)
    }
  }

  function write<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T
      const run = (): void => {
        result = work()
      }
      // setImmediate comes after all the input of this turn has been read.
      if (waiting.push({ run, fulfil: () => resolve(result), reject }) === 1) setImmediate(flush)
    })
  }

  return { write, flush }
}
