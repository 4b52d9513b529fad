/** Turns samples into the table that is printed: medians, and ratios to the floor of the same round. */
import type { Sample } from './measure.ts'

/** All samples of one setting with one number of users, a round each. */
export type Series = { readonly name: string; readonly users: number; readonly samples: readonly Sample[] }

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)

/** The middle value. */
export function median(values: readonly number[]): number {
  return sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** A ratio with the spread of its rounds. */
export type Ratio = { readonly median: number; readonly least: number; readonly most: number }

/** Round by round, so that a noisy minute weighs on both sides alike. */
export function ratio(of: Series, to: Series, value: (sample: Sample) => number): Ratio {
  const ratios = sorted(of.samples.map((sample, round) => value(sample) / value(to.samples[round] ?? sample)))
  return { median: median(ratios), least: ratios[0] ?? Number.NaN, most: ratios.at(-1) ?? Number.NaN }
}

/** `0.41 (0.39–0.44)` */
export const written = ({ median: middle, least, most }: Ratio): string =>
  `${middle.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`

/** Rows as aligned text, which is Markdown as well. */
export function asTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}

/** The table of logins: a row each setting and number of users. */
export function loginTable(all: readonly Series[]): string {
  const floorFor = (users: number): Series | undefined => all.find((series) => series.users === users)
  const rows = all.map((series) => {
    const floor = floorFor(series.users) ?? series
    const middle = (value: (sample: Sample) => number): number => median(series.samples.map(value))
    return [
      series.name,
      String(series.users),
      middle(({ logins }) => logins).toFixed(0),
      middle(({ requests }) => requests).toFixed(0),
      written(ratio(series, floor, ({ requests }) => requests)),
      written(ratio(series, floor, ({ cpuPerRequest }) => cpuPerRequest)),
      middle(({ p50 }) => p50).toFixed(1),
      middle(({ p99 }) => p99).toFixed(1),
      `${(middle(({ cpu }) => cpu) * 100).toFixed(0)} %`,
    ]
  })
  const head = ['server', 'users', 'logins/s', 'requests/s', 'requests/s ÷ floor', 'CPU ÷ floor', 'p50 ms', 'p99 ms']
  return asTable([[...head, 'driver CPU'], ...rows])
}
