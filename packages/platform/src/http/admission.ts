/** What limits how much is taken up. */
export type AdmissionLimits = {
  /** How many requests may be under way. */
  readonly mostUnderWay: number
  /** How many are under way now. */
  readonly underWay: () => number
}

/** So many of each turn are taken up however long it lasts: more than that at once, and not a slow moment alone, is a crowd. */
const leastOfATurn = 128
/** From then on nothing more is taken up in a turn: as long again passes until what was taken up is written. */
const longestTurnMs = 10

/**
 * Decides for each request whether it is taken up, at the moment it is read. Two things are looked at. What is under way: it grows where a
 * store is far away and slow. And how long this turn of the event loop has lasted: work of our own is done before the next request is
 * read, so that none of it is under way by then, however many wait unread. Both are over by themselves, and a refusal waits for at most
 * a turn.
 */
export function createAdmission({ mostUnderWay, underWay }: AdmissionLimits): () => boolean {
  let admitted = 0
  let begun = 0
  const ended = (): void => {
    admitted = 0
  }
  return () => {
    if (underWay() >= mostUnderWay) return false
    if (admitted === 0) {
      begun = performance.now()
      // Comes when all that this turn had to read has been read.
      setImmediate(ended)
    }
    if (admitted >= leastOfATurn && performance.now() - begun > longestTurnMs) return false
    admitted += 1
    return true
  }
}
