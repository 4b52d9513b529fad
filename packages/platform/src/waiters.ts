/** Whoever waits for something to happen to one thing, by its number. */
export type Waiters = {
  /** Fulfilled when it is woken, after so many milliseconds, or at the end of all. */
  readonly wait: (key: number, ms: number) => Promise<void>
  /** Lets all go on that wait for this one. */
  readonly wake: (key: number) => void
  /** Lets everybody go on, and nobody wait again. */
  readonly close: () => void
  readonly isClosed: () => boolean
}

/** Waiters of this process. What another process does wakes nobody here: whoever waits looks for itself, now and then. */
export function createWaiters(): Waiters {
  const waiting = new Map<number, Set<() => void>>()
  let closed = false
  const wake = (key: number): void => {
    for (const goOn of waiting.get(key) ?? []) goOn()
  }
  return {
    wait: (key, ms) =>
      new Promise((resolve) => {
        if (closed) return resolve()
        const all = waiting.get(key) ?? new Set()
        waiting.set(key, all)
        const goOn = (): void => {
          clearTimeout(timer)
          all.delete(goOn)
          if (all.size === 0 && waiting.get(key) === all) waiting.delete(key)
          resolve()
        }
        const timer = setTimeout(goOn, ms)
        all.add(goOn)
        return undefined
      }),
    wake,
    close() {
      closed = true
      for (const key of waiting.keys()) wake(key)
    },
    isClosed: () => closed,
  }
}
