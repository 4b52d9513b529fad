const minuteMs = 60_000

/** How often something was done in the minute that runs. */
export type MinuteCounts = {
  /** Counts once more under a name, and tells how often that makes. */
  readonly count: (name: string) => number
}

/**
 * Counts in memory: each instance of a platform on its own, and from nothing after a restart. That keeps the calls of a login free of a
 * write; what lasts a day is counted in the store.
 */
export function createMinuteCounts(now: () => number): MinuteCounts {
  const counts = new Map<string, number>()
  let minute = 0
  return {
    count(name) {
      const current = Math.floor(now() / minuteMs)
      if (current !== minute) counts.clear()
      minute = current
      const made = (counts.get(name) ?? 0) + 1
      counts.set(name, made)
      return made
    },
  }
}
