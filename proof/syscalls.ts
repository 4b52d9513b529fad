/** What a process asks of the disk and the network, told by strace: which it did, and ended at any of them. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Skipped } from './proof.ts'

/** Whatever changes a file. */
const writing = ['pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'unlink', 'rename'] as const

/** Throws {@link Skipped} where strace is missing or may not trace. */
export function needStrace(): void {
  if (spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0)
    throw new Skipped('strace is not here, or may not trace')
}

/** The arguments after which a script of this folder follows. */
export const nodeArguments: readonly string[] = [process.execPath, ...process.execArgv]

/** One call of a script under strace: whether it was killed, and what it wrote before. */
export type Traced = { readonly killed: boolean; readonly output: string }

function run(script: string, args: readonly string[], strace: readonly string[]): Traced {
  const command = [...strace, ...nodeArguments, join(import.meta.dirname, script), ...args]
  const { status, signal, stdout, stderr } = spawnSync('strace', command, { encoding: 'utf8' })
  const killed = signal === 'SIGKILL' || status === 137
  if (!killed && status !== 0) throw new Error(`${script}: ${stderr}`)
  return { killed, output: stdout }
}

/**
 * Ends a script before the first, the second … of every kind of write, until it gets through: every point at which a process can die
 * between two things it tells the disk. `judge` sees what is left after each. With `step`, only every so many of them.
 */
export async function killAtEveryWrite(
  script: string,
  prepare: () => readonly string[],
  judge: (left: Traced, args: readonly string[]) => Promise<void>,
  step: number = 1,
): Promise<number> {
  let kills = 0
  for (const call of writing) {
    for (let nth = 1; ; nth += step) {
      const args = prepare()
      const left = run(script, args, [
        '-qq',
        '-o',
        '/dev/null',
        '-e',
        `trace=${call}`,
        '-e',
        `inject=${call}:signal=KILL:when=${nth}`,
      ])
      await judge(left, args)
      if (!left.killed) break
      kills += 1
    }
  }
  return kills
}

/** The lines strace wrote. */
export const traceOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n')
