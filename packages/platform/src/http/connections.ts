import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** How a server is closed. */
export type CloseOptions = {
  /** How long it goes on listening, and then how long connections may still ask: `/readyz` says no, and a balancer learns of it. Not at all by default. */
  readonly lingerMs?: number
  /** How long the answers under way are waited for; ten seconds by default. */
  readonly finishMs?: number
}

/** Counts what a server is doing, so that it can be closed without cutting an answer. */
export type Occupation = {
  /** Something begins; returns how to end it. */
  readonly began: () => () => void
  readonly underWay: () => number
  /** Fulfilled as soon as nothing is under way. */
  readonly idle: () => Promise<void>
}

/** Nothing under way yet. */
export function createOccupation(): Occupation {
  let underWay = 0
  let whenIdle: (() => void)[] = []
  const ended = (): void => {
    underWay -= 1
    if (underWay > 0) return
    for (const tell of whenIdle) tell()
    whenIdle = []
  }
  return {
    began() {
      underWay += 1
      return ended
    },
    underWay: () => underWay,
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  }
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((_, count) => resolve(count)))

/** Waits until no connection is left, looking now and then. */
async function whenNoneIsLeft(server: Server, patienceMs: number): Promise<void> {
  for (let waited = 0; waited < patienceMs && (await connectionsOf(server)) > 0; waited += lookMs) await delay(lookMs)
}

const lookMs = 20
/** A crowd that never ends must not keep a server open. */
const mostGuests = 10_000
/** How long who has connected may take to ask, when nobody lingers. */
const settleMs = 100

/** Fulfilled when this turn of the event loop has read what there was to read. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * Takes up the connections that wait at the door, which the system would cut when it is closed, and returns how to hear them. Node takes up one
 * in each turn of the event loop, so a turn that brings none has found nobody; until then none is heard, since whoever is answered knocks again.
 * Whoever knocks in the very next moment is cut all the same: no program can know.
 */
async function letIn(server: Server): Promise<() => void> {
  const guests: Socket[] = []
  const meet = (socket: Socket): void => {
    guests.push(socket.pause())
  }
  server.on('connection', meet)
  for (let before = -1; before < guests.length && guests.length < mostGuests;) {
    before = guests.length
    await turn()
  }
  server.off('connection', meet)
  return () => {
    for (const guest of guests) guest.resume()
  }
}

/**
 * Closes a server: it goes on listening as long as it lingers, listens no more, answers what is under way and whoever has connected by
 * then, and lets go of every connection. Each answer tells its client to close.
 */
export async function closeServer(
  server: Server,
  occupation: Occupation,
  { lingerMs = 0, finishMs = 10_000 }: CloseOptions = {},
): Promise<void> {
  // However few are connected: a balancer that has not heard of it yet sends the next one.
  await delay(lingerMs)
  const hearGuests = await letIn(server)
  // An HTTP server that closes would cut those that are about to ask; the server below it only listens no more.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
  hearGuests()
  await whenNoneIsLeft(server, lingerMs)
  server.closeIdleConnections()
  await turn()
  // A new connection does not count as idle before it has asked.
  await whenNoneIsLeft(server, settleMs)
  await Promise.race([occupation.idle(), delay(finishMs, undefined, { ref: false })])
  // What is written by now is sent; a turn later nothing is left but connections that never asked anything.
  await turn()
  server.closeAllConnections()
  await closed
  // Ends the timer with which it watches its connections.
  server.close()
}
