/** Starts server and driver processes, each on a core of its own where the system allows it, and asks them things. */
import type { ChildProcess } from 'node:child_process'
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/** A process that can be asked: one message there, one back. */
export type Asked = {
  readonly ask: <T>(message: unknown) => Promise<T>
  readonly first: <T>() => Promise<T>
  readonly stop: () => Promise<void>
}

const pinning = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** Whether server and driver have a core each. */
export const pinned: boolean = pinning

/** Starts a file of this folder on a core. */
export function start(file: string, core: number, args: readonly string[] = []): Asked {
  const child: ChildProcess = fork(join(import.meta.dirname, file), [...args], {
    execArgv: ['--conditions=weauth-source', '--no-warnings'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  if (pinning) execFileSync('taskset', ['-a', '-c', '-p', String(core), String(child.pid)], { stdio: 'ignore' })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2000)
  })
  const exited = once(child, 'exit')
  const first = async <T>(): Promise<T> => {
    const ended = exited.then(() => Promise.reject(new Error(`${file} ${args.join(' ')} ended: ${errors}`)))
    const [answer] = (await Promise.race([once(child, 'message'), ended])) as [T & { error?: string }]
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer
  }
  return {
    first,
    ask: (message) => {
      const answer = first<never>()
      child.send(message as object)
      return answer
    },
    async stop() {
      child.disconnect()
      await exited
    },
  }
}
