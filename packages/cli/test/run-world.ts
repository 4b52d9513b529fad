import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Ended } from './weauth-process.ts'
import { run } from './weauth-process.ts'

/** A folder for the programs of a test; its name has spaces, as names of users have. */
export const folder: string = mkdtempSync(join(tmpdir(), 'weauth run test '))
after(() => rmSync(folder, { recursive: true, force: true }))

/** What the machine trusts already is as on a user's; what it is told to reach others by is not. */
export const env: NodeJS.ProcessEnv = {
  WEAUTH_HOME: join(folder, 'home'),
  HTTPS_PROXY: '',
  https_proxy: '',
  NODE_OPTIONS: '',
}

/** Runs a command under `weauth run`. */
export const under = (
  command: readonly string[],
  options: readonly string[] = [],
  more: NodeJS.ProcessEnv = {},
): Promise<Ended> => run(['run', ...options, '--', ...command], { ...env, ...more })

/** Writes a program, and gives its file. */
export function program(name: string, source: string): string {
  const file = join(folder, name)
  writeFileSync(file, source)
  return file
}

/** Whether a program is installed here. */
export const has = (name: string, ...args: string[]): boolean => spawnSync(name, args, { stdio: 'ignore' }).status === 0

/** Why a test of a program is skipped; false when it is installed. */
export const missing = (name: string, ...args: string[]): string | false =>
  has(name, ...args) ? false : `${name} is not installed here`

export const root: string = join(import.meta.dirname, '../../..')
