import { readFileSync } from 'node:fs'
import { runError, usageError } from './user-error.ts'

/**
 * A secret from the environment, or from the file that `NAME_FILE` names, as container platforms hand them over. Never from an argument:
 * every process list shows those.
 *
 * @throws UserError when both are given, or the file cannot be read
 */
export function readSecret(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const [value, file] = [env[name], env[`${name}_FILE`]]
  if (!file) return value || undefined
  if (value) {
    throw usageError(
      { zh: `${name} 与 ${name}_FILE 只能给一个`, en: `${name} and ${name}_FILE exclude each other` },
      { zh: '去掉其中之一', en: 'leave one of them out' },
    )
  }
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw runError(
      { zh: `无法读取 ${name}_FILE：${reason}`, en: `cannot read ${name}_FILE: ${reason}` },
      { zh: '检查路径与权限', en: 'check its path and permissions' },
      error,
    )
  }
}

/**
 * The password for a database, for whoever opens it: none where its URL has one, which comes first; else that of `PGPASSWORD`, so that an
 * URL without one may stand in an argument.
 *
 * @throws UserError as {@link readSecret}
 */
export function readDatabasePassword(url: string): { password?: string } {
  const password = new URL(url).password === '' ? readSecret('PGPASSWORD') : undefined
  return password === undefined ? {} : { password }
}
