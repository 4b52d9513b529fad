/**
 * The driver of overload: sends links at a rate that does not care what is answered, as a crowd does, and times every answer from the moment
 * its request was due. Told by its parent what to do (an {@link Offer}), it answers with a {@link Weathered}.
 */
import type { Connection } from './connection.ts'
import { connectTo, get } from './connection.ts'
import { authorizeRequest } from './flow.ts'

/** What is asked of a server, and how long. */
export type Offer = {
  readonly port: number
  /** Open connections; who finds none free is not sent. */
  readonly sockets: number
  /** Requests each second; without one, every connection asks again as soon as it is answered. */
  readonly rate?: number
  readonly seconds: number
}

/** Answers of a kind: how many each second, and milliseconds until they came. */
export type Answered = { readonly perSecond: number; readonly p50: number; readonly p99: number; readonly max: number }

/** What became of it. */
export type Weathered = {
  readonly served: Answered
  readonly refused: Answered
  /** `/healthz`, asked all the while on a connection of its own. */
  readonly health: Answered
  /** Requests for which no connection was free. */
  readonly unsent: number
  /** Connections that the server closed instead of answering. */
  readonly cut: number
  /** Milliseconds until fifty requests in turn, each sent when the one before was answered, were all served. */
  readonly recovery: number
  readonly cpu: number
}

function answered(took: number[], seconds: number): Answered {
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0
  return { perSecond: took.length / seconds, p50: at(0.5), p99: at(0.99), max: at(1) }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function recovered(connection: Connection): Promise<number> {
  const begun = performance.now()
  for (let inTurn = 0; inTurn < 50;) {
    const { status } = await connection.send(authorizeRequest)
    inTurn = status === 302 ? inTurn + 1 : 0
  }
  return performance.now() - begun
}

/** So many connections, all of them taken up: open alone does not mean that. */
async function connections(port: number, count: number): Promise<Connection[]> {
  const all = await Promise.all(Array.from({ length: count }, () => connectTo(port)))
  await Promise.all(all.map((connection) => connection.send(get('/healthz'))))
  return all
}

async function offer({ port, sockets, rate, seconds }: Offer): Promise<Weathered> {
  const free = await connections(port, sockets + 1)
  const all = [...free]
  const health = free.pop() as Connection
  const took = { served: [] as number[], refused: [] as number[], health: [] as number[] }
  let unsent = 0
  let cut = 0
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  const end = start + seconds * 1000
  const ask = async (connection: Connection, due: number): Promise<void> => {
    const sent = await connection.send(authorizeRequest).catch(() => undefined)
    if (sent === undefined) {
      cut += 1
      return
    }
    const { status } = sent
    if (status !== 302 && status !== 503) throw new Error(`answered with ${status}`)
    took[status === 302 ? 'served' : 'refused'].push(performance.now() - due)
    free.push(connection)
  }
  const underWay = new Set<Promise<void>>()
  const probing = (async () => {
    while (performance.now() < end) {
      const due = performance.now()
      const { status } = await health.send(get('/healthz'))
      if (status !== 200) throw new Error(`/healthz answered with ${status}`)
      took.health.push(performance.now() - due)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  for (let sent = 0; performance.now() < end;) {
    const due = rate === undefined ? sent + free.length : Math.floor(((performance.now() - start) / 1000) * rate)
    for (; sent < due; sent += 1) {
      const connection = free.shift()
      if (connection === undefined) {
        unsent += 1
        continue
      }
      const one = ask(connection, rate === undefined ? performance.now() : start + (sent / rate) * 1000)
      underWay.add(one)
      void one.finally(() => underWay.delete(one))
    }
    await turn()
  }
  const elapsed = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  await Promise.all([...underWay, probing])
  const recovery = await recovered(health)
  for (const connection of all) connection.close()
  return {
    served: answered(took.served, elapsed),
    refused: answered(took.refused, elapsed),
    health: answered(took.health, elapsed),
    unsent,
    cut,
    recovery,
    cpu: (user + system) / 1e6 / elapsed,
  }
}

process.on('message', (task: Offer) => {
  offer(task).then(
    (weathered) => process.send?.(weathered),
    (error: unknown) => {
      process.send?.({ error: String(error) })
    },
  )
})
