// Prometheus' text format is a dozen lines; the client library for it brings tdigest and OpenTelemetry along.

/** One metric and its samples. */
export type Metric = { readonly text: () => string }

const metric = (name: string, kind: string, help: string, lines: () => readonly string[]): Metric => ({
  text: () => [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines(), ''].join('\n'),
})

/** Finds what is kept under a key, or makes it. */
function kept<Key, Value>(all: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = all.get(key)
  if (known !== undefined) return known
  const made = make()
  all.set(key, made)
  return made
}

/** What only grows, by two labels. They are put together when it is read: every request is counted, and few of them are told. */
export function counter(
  name: string,
  help: string,
  [first, second]: readonly [string, string],
): Metric & { readonly add: (one: string, other: string | number) => void } {
  const all = new Map<string, Map<string | number, { value: number }>>()
  const lines = (): string[] =>
    [...all].flatMap(([one, others]) =>
      [...others].map(([other, { value }]) => `${name}{${first}="${one}",${second}="${other}"} ${value}`),
    )
  return {
    ...metric(name, 'counter', help, lines),
    add(one, other) {
      const of = kept(all, one, () => new Map<string | number, { value: number }>())
      kept(of, other, () => ({ value: 0 })).value += 1
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

/** What only grows and is counted elsewhere: one value, read when it is asked for. */
export const total = (name: string, help: string, read: () => number): Metric =>
  metric(name, 'counter', help, () => [`${name} ${read()}`])

/** Upper bounds in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const

/** How long things took, in seconds, by one label. */
export function histogram(
  name: string,
  help: string,
  label: string,
): Metric & { readonly observe: (value: string, seconds: number) => void } {
  const all = new Map<string, { counts: number[]; sum: number; count: number }>()
  const lines = (): string[] =>
    [...all].flatMap(([value, { counts, sum, count }]) => {
      const labels = `${label}="${value}"`
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
    observe(value, seconds) {
      const sample = kept(all, value, () => ({ counts: bounds.map(() => 0), sum: 0, count: 0 }))
      sample.sum += seconds
      sample.count += 1
      const index = bounds.findIndex((bound) => seconds <= bound)
      if (index !== -1) sample.counts[index] = (sample.counts[index] ?? 0) + 1
    },
  }
}
