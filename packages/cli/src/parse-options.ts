import type { ParseArgsOptionsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import type { Bilingual } from '@weauth/protocol'
import { didYouMean } from './did-you-mean.ts'
import type { OptionRow } from './option-table.ts'
import type { UserError } from './user-error.ts'
import { usageError } from './user-error.ts'

/** The options as given, by name: texts, lists of texts, flags. */
export type OptionValues<Table extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Table }>
>['values']

const seeHelp = (help: string): Bilingual => ({ zh: `全部选项见 ${help}`, en: `${help} lists every option` })

/**
 * Splits the arguments into options.
 *
 * @param help the command that lists them
 * @throws UserError for an unknown option, a missing value or anything else that is no option
 */
export function parseOptions<Table extends Readonly<Record<string, OptionRow>>>(
  argv: readonly string[],
  table: Table,
  help = 'weauth --help',
): OptionValues<Table> {
  const { values, texts } = parseOptionsAndTexts(argv, table, help)
  const [unexpected] = texts
  if (unexpected === undefined) return values
  throw usageError({ zh: `多余的参数 ${unexpected}`, en: `unexpected argument ${unexpected}` }, seeHelp(help))
}

/**
 * Splits the arguments into options and the texts between them.
 *
 * @throws UserError for an unknown option, a missing value or anything else that is no option
 */
export function parseOptionsAndTexts<Table extends Readonly<Record<string, OptionRow>>>(
  argv: readonly string[],
  table: Table,
  help: string,
): { readonly values: OptionValues<Table>; readonly texts: readonly string[] } {
  const fault = findFault(argv, table, seeHelp(help))
  if (fault) throw fault
  const { values, positionals } = parseArgs({ args: [...argv], options: table, strict: true, allowPositionals: true })
  return { values, texts: positionals }
}

/** What parseArgs would refuse, which says so in English only; and a value left empty, which it would accept. */
function findFault(
  argv: readonly string[],
  table: Readonly<Record<string, OptionRow>>,
  seeHelp: Bilingual,
): UserError | undefined {
  const { tokens } = parseArgs({ args: [...argv], options: table, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const type = Object.hasOwn(table, name) ? table[name]?.type : undefined
    if (type === undefined) {
      const known = Object.keys(table).map((one) => `--${one}`)
      return usageError({ zh: `没有选项 ${rawName}`, en: `no option ${rawName}` }, didYouMean(rawName, known, seeHelp))
    }
    if (type === 'boolean' && value !== undefined)
      return usageError({ zh: `${rawName} 不带值`, en: `${rawName} takes no value` }, seeHelp)
    if (type === 'string' && (!value || (!inlineValue && value.startsWith('-'))))
      return usageError({ zh: `${rawName} 缺少值`, en: `${rawName} needs a value` }, seeHelp)
  }
  return undefined
}
