/** The languages weauth speaks. */
export const languages = ['zh', 'en'] as const
/** One of {@link languages}. */
export type TextLanguage = (typeof languages)[number]

/**
 * The language to speak: `--lang`, else the environment's locale, else (Windows sets none) the system's.
 * It reads the arguments by itself, because it is needed to say that they are wrong.
 */
export function languageOf(argv: readonly string[], env: NodeJS.ProcessEnv): TextLanguage {
  const asked = argv.findLast((arg, index) => arg.startsWith('--lang=') || argv[index - 1] === '--lang')
  const locale = asked?.replace('--lang=', '') ?? (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'])
  return (locale || Intl.DateTimeFormat().resolvedOptions().locale).startsWith('zh') ? 'zh' : 'en'
}
