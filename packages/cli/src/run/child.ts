import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { UserError } from '../user-error.ts'

/** What a shell says for a command that does not exist, or may not be run. */
const failures: Readonly<Record<string, number>> = { ENOENT: 127, EACCES: 126 }

function startError(command: string, error: NodeJS.ErrnoException): UserError {
  const what =
    error.code === 'ENOENT'
      ? { zh: `找不到命令 ${command}`, en: `no such command: ${command}` }
      : { zh: `无法运行 ${command}：${error.message}`, en: `cannot run ${command}: ${error.message}` }
  const next =
    error.code === 'EACCES'
      ? {
          zh: '该文件不可执行：用解释它的程序来运行，如 node app.js，或先 chmod +x',
          en: 'it may not be executed: run it by what reads it, as in: node app.js, or chmod +x it',
        }
      : {
          zh: '检查拼写与 PATH；npm 脚本用 npm run NAME',
          en: 'check its spelling and the PATH; a script of package.json is run by: npm run NAME',
        }
  return new UserError(failures[error.code ?? ''] ?? 1, what, next, { cause: error })
}

const forwarded: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGTERM', 'SIGHUP', 'SIGINT']
    : ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']
/** A terminal sends these to the whole group: a second one would tell the command to hurry. */
const fromTerminal: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT'])

/**
 * Runs a command to its end with this process's own input and output, and yields its exit code: 128 and the number of the signal that ended it.
 *
 * @throws UserError with 127 or 126 when it cannot be started
 */
export async function runChild([command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // npm, npx and the like are batch files on Windows, which only a shell runs.
  const child = spawn(command, args, { stdio: 'inherit', env, shell: process.platform === 'win32' })
  const pass = (signal: NodeJS.Signals): void => {
    if (!fromTerminal.has(signal) || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of forwarded) process.on(signal, pass)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', (error) => reject(startError(command, error)))
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
    })
  } finally {
    for (const signal of forwarded) process.off(signal, pass)
  }
}
