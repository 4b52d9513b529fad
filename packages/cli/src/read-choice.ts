import type { Bilingual } from '@weauth/protocol'
import type { UserError } from './user-error.ts'
import { usageError } from './user-error.ts'

/** The error of a value that cannot be; `expected` completes «it must be». */
export const wrongValue = (option: string, given: string, expected: Bilingual): UserError =>
  usageError(
    { zh: `--${option} 的值无效：${given}`, en: `--${option} cannot be ${JSON.stringify(given)}` },
    { zh: `应为：${expected.zh}`, en: `it must be ${expected.en}` },
  )

/** One of a few words. */
export function readChoice<T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given)
  if (found === undefined) throw wrongValue(option, given, { zh: known.join(' 或 '), en: known.join(' or ') })
  return found
}
