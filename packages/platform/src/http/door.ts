import type { Server } from 'node:http'

/** So many turns of the event loop at most: a turn that does nothing but let somebody in takes some fifty microseconds. */
const mostTurns = 128

/**
 * Holds requests back while connections pour in. Node lets in one in each turn of the event loop, and a turn that serves requests takes
 * milliseconds: a crowd that connects at once would stand outside for seconds, neither served nor refused. So the turns that let somebody in
 * serve nobody, up to a limit, and then all are served together, which a store that commits in groups likes, too.
 */
export function createDoor(server: Server): (serve: () => void) => void {
  let held: (() => void)[] = []
  let isWatched = false
  let cameIn = false
  let turns = 0
  const look = (): void => {
    if (cameIn && turns < mostTurns) {
      cameIn = false
      turns += 1
      setImmediate(look)
      return
    }
    const all = held
    held = []
    isWatched = cameIn = false
    turns = 0
    for (const serve of all) serve()
  }
  server.on('connection', () => {
    cameIn = true
    if (isWatched) return
    isWatched = true
    setImmediate(look)
  })
  return (serve) => {
    if (isWatched) held.push(serve)
    else serve()
  }
}
