import type { Bilingual } from '@weauth/protocol'
import type { TextLanguage } from './language.ts'
import type { OptionRow } from './option-table.ts'

const column = 26

/** A line of a help page: a name, and what it means. */
export const helpLine = (name: string, text: string): string => `  ${name.padEnd(column)}${text}`

/** The lines of an option table. */
function optionLines(table: Readonly<Record<string, OptionRow>>, language: TextLanguage): string[] {
  return Object.entries(table).flatMap(([name, { value, short, text, title }]) => {
    const left = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
    return [...(title ? ['', title[language]] : []), helpLine(left, text[language])]
  })
}

/** What `--help` says of a command. */
export type HelpPage = {
  readonly intro: Bilingual
  readonly options: Readonly<Record<string, OptionRow>>
  /** Further sections, each with its title. */
  readonly sections?: (language: TextLanguage) => readonly string[]
  readonly examples: Bilingual
}

/** A help page as text. */
export const helpText = ({ intro, options, sections, examples }: HelpPage, language: TextLanguage): string =>
  [
    intro[language],
    ...optionLines(options, language),
    ...(sections?.(language) ?? []),
    '',
    { zh: '示例', en: 'Examples' }[language],
    examples[language],
    '',
  ].join('\n')
