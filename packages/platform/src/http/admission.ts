/** What limits how much is taken up. */
export type AdmissionLimits = {
  /** How many requests may be under way, and how many are taken up in one turn of the event loop. */
  readonly mostUnderWay: number
  /** How many are under way now. */
  readonly underWay: () => number
}

/**
 * Decides for each request whether it is taken up, at the moment it is read. What is under way grows where a store is far away or slow. What
 * is done before the next request is read, a lookup in memory or in a file, is never under way by then, however many wait unread: so those of
 * a turn are counted as well, and a refusal waits for no more than a turn. Both are over by themselves.
 */
export function createAdmission({ mostUnderWay, underWay }: AdmissionLimits): () => boolean {
  let ofThisTurn = 0
  const ended = (): void => {
    ofThisTurn = 0
  }
  return () => {
    if (Math.max(underWay(), ofThisTurn) >= mostUnderWay) return false
    // Comes when all that this turn had to read has been read.
    if (ofThisTurn === 0) setImmediate(ended)
    ofThisTurn += 1
    return true
  }
}
