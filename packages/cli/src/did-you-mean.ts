import type { Bilingual } from '@weauth/protocol'

/** What to say of a word that is not known: the one that was probably meant, if any is near, and then `otherwise`. */
export function didYouMean(word: string, known: readonly string[], otherwise: Bilingual): Bilingual {
  const [best] = known
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .toSorted((a, b) => a.distance - b.distance)
  if (!best || best.distance > Math.max(1, best.name.length / 3)) return otherwise
  return { zh: `是否想写 ${best.name}？${otherwise.zh}`, en: `did you mean ${best.name}? ${otherwise.en}` }
}

/** How many characters must be inserted, dropped or changed (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1]
    for (let column = 1; column <= to.length; column++) {
      const changed = (row[column - 1] ?? 0) + (from[index] === to[column - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
