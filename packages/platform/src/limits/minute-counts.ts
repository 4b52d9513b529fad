const minuteMs = 60_000

/** How often something was done in the minute that runs. */
export type MinuteCounts = {
  /** Counts once more what was done, and by whom, and tells how often that makes. */
  readonly count: (what: string, who: string) => number
}

/**
 * Counts in memory: each instance of a platform on its own, and from nothing after a restart. That keeps the calls of a login free of a
 * write; what lasts a day is counted in the store.
 */
export function createMinuteCounts(now: () => number): MinuteCounts {
  const counts = new Map<string, Map<string, number>>()
  let minute = 0
  return {
    count(what, who) {
      const current = Math.floor(now() / minuteMs)
      if (current !== minute) counts.clear()
      minute = current
      const ofAll = counts.get(what) ?? new Map<string, number>()
      counts.set(what, ofAll)
      const made = (ofAll.get(who) ?? 0) + 1
      ofAll.set(who, made)
      return made
    },
  }
}
