/**
 * The `weauth` command. It reads arguments, starts what they ask for and tells people about it, in Chinese or English; all else it leaves
 * to the rooms whose doors it imports. Nobody imports it but `bin/weauth.js`.
 */
import { readFileSync } from 'node:fs'
import { styleText } from 'node:util'
import { commands } from './commands.ts'
import { didYouMean } from './did-you-mean.ts'
import { helpText } from './help.ts'
import type { TextLanguage } from './language.ts'
import { languageOf } from './language.ts'
import { usageError, UserError } from './user-error.ts'

/** Runs the command; what goes wrong by no fault of ours is told on standard error and in the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const language = languageOf(argv, process.env)
  try {
    await run(argv, language)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const name = styleText('red', 'weauth:', { stream: process.stderr })
    process.stderr.write(`${name} ${error.what[language]}\n        ${error.next[language]}\n`)
    process.exitCode = error.exitCode
  }
}

async function run(argv: readonly string[], language: TextLanguage): Promise<void> {
  const version = readVersion()
  // What stands behind `--` is another program's.
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
  if (own.includes('--version') || own.includes('-v')) {
    process.stdout.write(`${version}\n`)
    return
  }
  const [first = '', ...rest] = argv
  const [name, given] = first === '' || first.startsWith('-') ? ['platform', argv] : [first, rest]
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const known = Object.keys(commands)
    const list = known.join(', ')
    const help = { zh: `可用：${list}；详见 weauth --help`, en: `known: ${list}; see weauth --help` }
    throw usageError({ zh: `没有命令 ${name}`, en: `no command ${name}` }, didYouMean(name, known, help))
  }
  const { start, help } = await command.load()
  if (own.includes('--help') || own.includes('-h')) process.stdout.write(helpText(help, language))
  else await start(given, version, language)
}

function readVersion(): string {
  // A level up from both src and dist.
  const file = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return file.version
}
