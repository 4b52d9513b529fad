import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from './free-port.ts'

/** A Redis that is no stand-in: where it is, and how to end it. */
export type RealRedis = { readonly url: string; readonly close: () => Promise<void> }

/** Starts one that keeps nothing on disk; nothing when there is no such program. */
async function start(program: string): Promise<RealRedis | undefined> {
  const port = await freePort()
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn(program, settings, { stdio: ['ignore', 'pipe', 'inherit'] })
  if (!(await isReady(server))) return undefined
  return {
    url: `redis://127.0.0.1:${port}`,
    async close() {
      server.kill()
      await once(server, 'exit')
    },
  }
}

function isReady(server: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    server.on('error', () => resolve(false)).on('exit', () => resolve(false))
    server.stdout?.setEncoding('utf8').on('data', (log: string) => {
      if (log.includes('Ready to accept connections')) resolve(true)
    })
  })
}

/** The one that REDIS_URL names, else one of an installed Redis or Valkey, else nothing. */
export async function realRedis(): Promise<RealRedis | undefined> {
  const url = process.env['REDIS_URL']
  if (url !== undefined) return { url, close: async () => {} }
  return (await start('redis-server')) ?? (await start('valkey-server'))
}
