/**
 * The driver process: so many users, each on a connection of its own, log in again and again for so long. Told by its parent what to do
 * (a {@link Task}), it answers with a {@link Measured}.
 */
import { connectTo } from './connection.ts'
import type { FlowName } from './flows.ts'
import { flows } from './flows.ts'

/** What to drive, and how long. */
export type Task = {
  readonly flow: FlowName
  readonly ports: readonly number[]
  readonly users: number
  readonly seconds: number
  /** Ends after so many logins, if that is earlier. */
  readonly atMost?: number
}

/** What came of it. Times in milliseconds; `cpu` is the driver's own share of its core. */
export type Measured = {
  readonly logins: number
  readonly requests: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly cpu: number
}

async function drive({ flow, ports, users, seconds, atMost = Number.POSITIVE_INFINITY }: Task): Promise<Measured> {
  const connections = await Promise.all(
    Array.from({ length: users }, (_, index) => connectTo(ports[index % ports.length] ?? 0)),
  )
  const everyone = await Promise.all(connections.map((connection) => flows[flow](connection)))
  const took: number[] = []
  let requests = 0
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  const end = start + seconds * 1000
  await Promise.all(
    everyone.map(async ({ login }) => {
      for (let from = performance.now(); from < end && took.length < atMost;) {
        const sent = await login()
        requests += sent
        const now = performance.now()
        took.push(now - from)
        from = now
      }
    }),
  )
  const elapsed = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  for (const connection of connections) connection.close()
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN
  return {
    logins: took.length / elapsed,
    requests: requests / elapsed,
    seconds: elapsed,
    p50: at(0.5),
    p99: at(0.99),
    cpu: (user + system) / 1e6 / elapsed,
  }
}

process.on('message', (task: Task) => {
  drive(task).then(
    (measured) => process.send?.(measured),
    (error: unknown) => {
      process.send?.({ error: String(error) })
    },
  )
})
