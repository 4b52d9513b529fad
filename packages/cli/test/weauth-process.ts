import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

/** The command as users run it. */
export const weauth: string = join(import.meta.dirname, '../bin/weauth.js')

/** What a run left behind. */
export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** The environment without what whoever runs the tests has in it: locale, colours, the settings of an npm around. */
export const plain: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:LC_\w+|NO_COLOR|FORCE_COLOR|CI|TERM|npm_\w+)$/i.test(name)),
  ),
  LANG: 'C',
}

/** No process outlives this: a test that expects an error must not wait for a platform that started, nor for one that hangs. */
export const longestMs = 20_000

/** Runs `weauth`, or another program, to its end. */
export async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  [command = '', ...first]: readonly string[] = [process.execPath, weauth],
): Promise<Ended> {
  const child = spawn(command, [...first, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...plain, ...env },
    timeout: longestMs,
  })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, out, err }
}

/** A platform in a process of its own, ready. */
export type Started = {
  readonly process: ChildProcess
  readonly url: string
  /** What it has printed so far. */
  readonly out: () => string
  readonly err: () => string
}

/** Starts `weauth` on a free port and waits until it is ready. Ended with the test. */
export async function start(t: TestContext, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const child = spawn(process.execPath, [weauth, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...plain, ...env },
    timeout: longestMs,
  })
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  let [out, err] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      out += part
      // The last thing printed: a line of JSON, or how to stop.
      if (/^\{.*\}\n$|Ctrl-C/.test(out)) resolve(/http:\/\/[^\s"/]+/.exec(out)?.[0] ?? '')
    })
    child.once('exit', (code) => reject(new Error(`weauth ended with ${code}: ${err}`)))
  })
  return { process: child, url, out: () => out, err: () => err }
}
