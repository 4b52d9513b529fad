import { monitorEventLoopDelay } from 'node:perf_hooks'
import { counter, gauge, histogram, total } from './series.ts'

/** A request that has been answered. */
type Answered = {
  readonly route: string
  readonly status: number
  readonly errcode?: number | undefined
  readonly seconds: number
}

/** Counts and durations since the start. All labels come from short lists: no request can make another series. */
export type Metrics = {
  readonly answered: (answered: Answered) => void
  /** A request was turned away unread. */
  readonly refused: () => void
  /** The store was called; returns how to say that it has answered. */
  readonly storeCall: (method: string) => () => void
  /** Begins to watch the event loop; returns how to end it. */
  readonly watch: () => () => void
  /** All of it as Prometheus reads it. */
  readonly text: () => string
}

/** How often it is looked whether the event loop is late. */
const loopLookMs = 10

/** New measurements, all at nothing. @param underWay how many requests are being served. */
export function createMetrics(underWay: () => number): Metrics {
  const loop = monitorEventLoopDelay({ resolution: loopLookMs })
  const counts = { refused: 0, storeCalls: 0 }
  const requests = counter('weauth_requests_total', 'Answers by route and status.', ['route', 'status'])
  const errcodes = counter('weauth_errcodes_total', 'Errcodes by route.', ['route', 'errcode'])
  const durations = histogram('weauth_request_duration_seconds', 'Time to answer.', 'route')
  const storeDurations = histogram('weauth_store_duration_seconds', 'Time of a store call.', 'method')
  const all = [
    requests,
    errcodes,
    durations,
    total('weauth_requests_refused_total', 'Requests turned away by overload.', () => counts.refused),
    gauge('weauth_requests_under_way', 'Requests being served.', underWay),
    gauge('weauth_store_queue', 'Store calls under way.', () => counts.storeCalls),
    storeDurations,
    gauge('weauth_event_loop_delay_seconds', 'Event loop delay since the last scrape.', () => {
      const quantiles = [0.5, 0.9, 0.99, 1].map((quantile) => [
        `quantile="${quantile}"`,
        // What is measured is from one look to the next, and a loop that is never late has looks so far apart.
        loop.count === 0 ? 0 : Math.max(0, loop.percentile(quantile * 100) / 1e9 - loopLookMs / 1000),
      ])
      loop.reset()
      return Object.fromEntries(quantiles)
    }),
    gauge('process_resident_memory_bytes', 'Memory in use.', () => process.memoryUsage.rss()),
    gauge('process_heap_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed),
    total('process_cpu_seconds_total', 'Processor time used.', () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    }),
  ]
  return {
    answered({ route, status, errcode, seconds }) {
      requests.add(route, status)
      if (errcode !== undefined) errcodes.add(route, errcode)
      durations.observe(route, seconds)
    },
    refused() {
      counts.refused += 1
    },
    storeCall(method) {
      const begun = performance.now()
      counts.storeCalls += 1
      return () => {
        counts.storeCalls -= 1
        storeDurations.observe(method, (performance.now() - begun) / 1000)
      }
    },
    watch() {
      loop.enable()
      return () => loop.disable()
    },
    text: () => all.map((one) => one.text()).join(''),
  }
}
