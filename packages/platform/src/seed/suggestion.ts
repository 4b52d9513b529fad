/** How many letters must be added, taken away or changed to get from one word to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const changed = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** What to say of a key that is not known: the one that was probably meant, or all that are known. */
export function suggestion(key: string, known: readonly string[]): string {
  const given = key.slice(0, 64).toLowerCase()
  const close = known
    .map((name) => ({ name, lower: name.toLowerCase(), far: distance(given, name.toLowerCase()) }))
    .filter(
      ({ lower, far }) =>
        far <= Math.min(2, lower.length / 3) || given.endsWith(lower) || (given.length > 1 && lower.includes(given)),
    )
    .toSorted((a, b) => a.far - b.far)[0]
  return close
    ? `is not known; did you mean ${close.name}? 未知的键，是否想写 ${close.name}？`
    : `is not known; known here: ${known.join(', ')} 未知的键`
}
