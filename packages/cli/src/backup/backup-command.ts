import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backupSqlite, postgresRestored, restoreSqlite, systemClock } from '@weauth/platform'
import type { Bilingual } from '@weauth/protocol'
import type { HelpPage } from '../help.ts'
import type { TextLanguage } from '../language.ts'
import { optionTable } from '../option-table.ts'
import { readDatabaseUrl } from '../option-values.ts'
import { parseOptions } from '../parse-options.ts'
import { readDatabasePassword } from '../secret.ts'
import { runError, usageError } from '../user-error.ts'

const { lang, help, version, data, store } = optionTable
const backupTable = {
  data: { ...data, text: { zh: '数据所在的目录', en: 'the folder where the data is kept' } },
  lang,
  help,
  version,
} as const
const restoreTable = {
  data: {
    ...data,
    text: { zh: '恢复到的目录，其中不能已有数据', en: 'folder to restore into; must hold no data yet' },
  },
  store: {
    ...store,
    text: { zh: '已由 pg_restore 恢复的 PostgreSQL', en: 'a PostgreSQL that pg_restore has put back' },
  },
  lang,
  help,
  version,
} as const

/** What `weauth backup --help` prints. */
export const backupHelp: HelpPage = {
  intro: {
    zh: `用法：weauth backup FILE --data DIR

把 DIR 中的数据复制到新文件 FILE，平台可照常运行。PostgreSQL 请用 pg_dump。
`,
    en: `Usage: weauth backup FILE --data DIR

Copies the data in DIR to a new FILE, while the platform goes on. For PostgreSQL use pg_dump.
`,
  },
  options: backupTable,
  examples: { zh: '  weauth backup monday.sqlite --data .weauth', en: '  weauth backup monday.sqlite --data .weauth' },
}

/** What `weauth restore --help` prints. */
export const restoreHelp: HelpPage = {
  intro: {
    zh: `用法：weauth restore FILE --data DIR
      weauth restore --store postgres://…

由备份恢复。备份之后发生的事不在其中：为使其后用过的 code 不会再次有效，备份中的所有 code、授权页与扫码登录一律作废，
令牌继续有效。PostgreSQL 先用 pg_restore 恢复，再运行第二种，然后才启动平台。
`,
    en: `Usage: weauth restore FILE --data DIR
       weauth restore --store postgres://…

Restores a backup. What happened after it is not in it: so that no code that was used since is good again, all codes, consent
pages and QR logins of the backup are void; tokens stay valid. For PostgreSQL run pg_restore first, then the second form, then the platform.
`,
  },
  options: restoreTable,
  examples: {
    zh: `  weauth restore monday.sqlite --data .weauth
  PGPASSWORD_FILE=/run/secrets/db weauth restore --store postgres://weauth@db/weauth`,
    en: `  weauth restore monday.sqlite --data .weauth
  PGPASSWORD_FILE=/run/secrets/db weauth restore --store postgres://weauth@db/weauth`,
  },
}

const fileIn = (folder: string): string => join(folder, 'weauth.sqlite')

const missing = (what: Bilingual, command: string): Error =>
  usageError(
    { zh: `缺少 ${what.zh}`, en: `${what.en} is missing` },
    { zh: `见 weauth ${command} --help`, en: `see weauth ${command} --help` },
  )
const theFile: Bilingual = { zh: '文件', en: 'the file' }
const theFolder: Bilingual = { zh: '--data', en: '--data' }

/** The first argument, unless it is an option. */
function split(argv: readonly string[]): [file: string | undefined, rest: readonly string[]] {
  const [first] = argv
  return first === undefined || first.startsWith('-') ? [undefined, argv] : [first, argv.slice(1)]
}

/** Runs what touches files; what the machine refuses is told in a sentence. */
function attempt<T>(work: () => T, what: Bilingual, next: Bilingual): T {
  try {
    return work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw runError({ zh: `${what.zh}：${reason}`, en: `${what.en}: ${reason}` }, next, error)
  }
}

/** `weauth backup FILE --data DIR`. @throws UserError */
export async function backupCommand(argv: readonly string[], _: string, language: TextLanguage): Promise<void> {
  const [file, rest] = split(argv)
  const { data: folder } = parseOptions(rest, backupTable, 'weauth backup --help')
  if (file === undefined) throw missing(theFile, 'backup')
  if (folder === undefined) throw missing(theFolder, 'backup')
  const path = fileIn(folder)
  attempt(
    () => {
      if (!existsSync(path)) throw new Error(`ENOENT ${path}`)
      backupSqlite(path, resolve(file))
    },
    { zh: '无法备份', en: 'no backup' },
    { zh: 'FILE 须为新文件，--data 须为平台的数据目录', en: 'FILE must be new, and --data the folder of a platform' },
  )
  process.stdout.write(`${{ zh: `已备份到 ${file}`, en: `backed up to ${file}` }[language]}\n`)
}

/** `weauth restore FILE --data DIR` or `weauth restore --store URL`. @throws UserError */
export async function restoreCommand(argv: readonly string[], _: string, language: TextLanguage): Promise<void> {
  const [file, rest] = split(argv)
  const { data: folder, store: url } = parseOptions(rest, restoreTable, 'weauth restore --help')
  if (url === undefined && file === undefined) throw missing(theFile, 'restore')
  if (url === undefined && folder === undefined) throw missing(theFolder, 'restore')
  const ended = url === undefined ? restoreFile(file ?? '', folder ?? '') : await restoreDatabase(url)
  const told = {
    zh: `已恢复，${ended} 个未用的 code、授权页与扫码登录已作废`,
    en: `restored; codes, consent pages and QR logins that were still open and are void now: ${ended}`,
  }
  process.stdout.write(`${told[language]}\n`)
}

const restoreFile = (file: string, folder: string): number =>
  attempt(
    () => {
      mkdirSync(folder, { recursive: true })
      return restoreSqlite(resolve(file), fileIn(folder), systemClock.now())
    },
    { zh: '无法恢复', en: 'not restored' },
    {
      zh: 'FILE 须为备份文件，--data 须为没有数据的目录',
      en: 'FILE must be a backup, and --data a folder that holds no data',
    },
  )

async function restoreDatabase(given: string): Promise<number> {
  const url = readDatabaseUrl(given)
  const password = readDatabasePassword(url)
  try {
    return await postgresRestored({ url, ...password })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw runError(
      { zh: `无法恢复：${reason}`, en: `not restored: ${reason}` },
      { zh: '检查 --store 与 PGPASSWORD', en: 'check --store and PGPASSWORD' },
      error,
    )
  }
}
