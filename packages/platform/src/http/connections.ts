import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** How a server is closed. */
export type CloseOptions = {
  /** How long connections that ask nothing may still do so: a client that is about to must not find the door shut. None by default. */
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

/**
 * Closes a server: it listens no more, answers what is under way and then lets go of every connection. While connections linger, each
 * answer tells its client to close, and whoever has just connected is still answered.
 */
export async function closeServer(
  server: Server,
  occupation: Occupation,
  { lingerMs = 0, finishMs = 10_000 }: CloseOptions = {},
): Promise<void> {
  if (lingerMs > 0) await whenNoneIsLeft(server, lingerMs)
  // An HTTP server that closes would cut those that are about to ask; the server below it only listens no more.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
  if (lingerMs > 0) await whenNoneIsLeft(server, lingerMs)
  server.closeIdleConnections()
  await Promise.race([occupation.idle(), delay(finishMs, undefined, { ref: false })])
  // What is written by now is sent; a turn later nothing is left but connections that never asked anything.
  await new Promise((resolve) => setImmediate(resolve))
  server.closeAllConnections()
  await closed
  // Ends the timer with which it watches its connections.
  server.close()
}
