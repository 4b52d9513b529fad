// Prometheus' text format is a dozen lines; the client library for it brings tdigest and OpenTelemetry along.

/** One metric and its samples. Labels are written as they will be read: `route="/sns/auth"`. */
export type Metric = { readonly text: () => string }

const metric = (name: string, kind: string, help: string, lines: () => readonly string[]): Metric => ({
  text: () => [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines(), ''].join('\n'),
})

/** Finds the sample of some labels, or makes it. */
function samples<T>(make: () => T): { readonly of: (labels: string) => T; readonly all: ReadonlyMap<string, T> } {
  const all = new Map<string, T>()
  return {
    all,
    of(labels) {
      const known = all.get(labels)
      if (known !== undefined) return known
      const made = make()
      all.set(labels, made)
      return made
    },
  }
}

/** What only grows. */
export function counter(name: string, help: string): Metric & { readonly add: (labels: string) => void } {
  const { of, all } = samples(() => ({ value: 0 }))
  return {
    ...metric(name, 'counter', help, () => [...all].map(([labels, { value }]) => `${name}{${labels}} ${value}`)),
    add(labels) {
      of(labels).value += 1
    },
  }
}

/** What is read when it is asked for; by label, or one value without. */
export const gauge = (name: string, help: string, read: () => number | Readonly<Record<string, number>>): Metric =>
  metric(name, 'gauge', help, () => {
    const value = read()
    if (typeof value === 'number') return [`${name} ${value}`]
    return Object.entries(value).map(([labels, one]) => `${name}{${labels}} ${one}`)
  })

/** Upper bounds in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const

/** How long things took, in seconds. */
export function histogram(
  name: string,
  help: string,
): Metric & { readonly observe: (labels: string, seconds: number) => void } {
  const { of, all } = samples(() => ({ counts: Array.from(bounds, () => 0), sum: 0, count: 0 }))
  const lines = (): string[] =>
    [...all].flatMap(([labels, { counts, sum, count }]) => {
      let below = 0
      const buckets = bounds.map((bound, index) => {
        below += counts[index] ?? 0
        return `${name}_bucket{${labels},le="${bound}"} ${below}`
      })
      return [
        ...buckets,
        `${name}_bucket{${labels},le="+Inf"} ${count}`,
        `${name}_sum{${labels}} ${sum}`,
        `${name}_count{${labels}} ${count}`,
      ]
    })
  return {
    ...metric(name, 'histogram', help, lines),
    observe(labels, seconds) {
      const sample = of(labels)
      sample.sum += seconds
      sample.count += 1
      const index = bounds.findIndex((bound) => seconds <= bound)
      if (index !== -1) sample.counts[index] = (sample.counts[index] ?? 0) + 1
    },
  }
}
