/** The command as an operator runs it, with secrets that are looked for, and a browser and a business server that talk to it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from '../bench/connection.ts'
import { connectTo } from '../bench/connection.ts'
import type { Canaries } from './canary-watch.ts'

/** Apps of the run by what they are. */
export const appids = {
  shop: 'wx00000000000000a1',
  other: 'wx00000000000000a2',
  website: 'wx00000000000000a3',
  component: 'wx00000000000000a4',
} as const

const weauth = join(import.meta.dirname, '../packages/cli/bin/weauth.js')

/** Writes a seed whose secrets are canaries. JSON is YAML, too. */
export function writeSeed(path: string, canaries: Canaries): void {
  const domains = ['shop.example.com']
  const apps = Object.entries(appids).map(([name, appid]) => ({
    appid,
    secret: canaries.value(`secret of ${name}`),
    name,
    kind: name === 'website' || name === 'component' ? name : 'service',
    callbackDomains: domains,
    ...(name === 'website' && { scopes: ['snsapi_login'] }),
    ...(name === 'component' && { authorizedBy: [appids.shop] }),
  }))
  writeFileSync(path, JSON.stringify({ apps, users: [{ id: 'ann', nickname: '安' }] }))
}

/** A `weauth` that runs. */
export type Command = {
  readonly port: number
  /** What it has said so far, on standard output and error. */
  readonly out: () => string
  readonly log: () => string
  /** Ends it as a supervisor does; fulfilled when everything is printed. */
  readonly stop: () => Promise<void>
  readonly kill: () => void
}

/** Starts `weauth` with a log of everything, and what is planted here. */
export async function startCommand(args: readonly string[], env: Record<string, string>): Promise<Command> {
  const common = ['--port', '0', '--json', '--log', 'json']
  const child = spawn(process.execPath, [...process.execArgv, weauth, ...common, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let [out, log] = ['', '']
  const ended = once(child, 'close')
  child.stderr.setEncoding('utf8').on('data', (part: string) => (log += part))
  const port = new Promise<number>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      out += part
      const found = /"listening":"http:\/\/127\.0\.0\.1:(\d+)/.exec(out)?.[1]
      if (found !== undefined) resolve(Number(found))
    })
    child.once('close', () => reject(new Error(`weauth ended: ${log}`)))
  })
  return {
    port: await port,
    out: () => out,
    log: () => log,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
    kill: () => child.kill('SIGKILL'),
  }
}

/** Sends bytes on a connection of their own; `undefined` when it was closed without an answer. */
export async function ask(port: number, bytes: string): Promise<Answer | undefined> {
  const connection = await connectTo(port)
  try {
    return await connection.send(bytes)
  } catch {
    return undefined
  } finally {
    connection.close()
  }
}

/** The bytes of the database in a folder, its write-ahead log included. */
export const databaseBytes = (folder: string): string =>
  ['weauth.sqlite', 'weauth.sqlite-wal', 'weauth.sqlite-shm']
    .map((name) => {
      try {
        return readFileSync(join(folder, name), 'latin1')
      } catch {
        return ''
      }
    })
    .join('\n')
