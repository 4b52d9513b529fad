import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

// As much of Redis as the store uses, spoken as RESP, for the real clients to connect to. The one script it runs is known by what it
// compares; whether Redis runs its Lua the same way is shown where a real one is installed.

type Reply = string | number | null | { readonly ok: string } | { readonly error: string } | readonly Reply[]

function write(reply: Reply): string {
  if (reply === null) return '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`
  if ('ok' in reply) return `+${reply.ok}\r\n`
  if ('error' in reply) return `-${reply.error}\r\n`
  return `*${reply.length}\r\n${reply.map(write).join('')}`
}

/** Calls `run` for every whole command of a connection. */
function readCommands(socket: Socket, run: (command: string[]) => void): void {
  let buffer: Buffer = Buffer.alloc(0)
  const line = (at: number): [text: string, next: number] | undefined => {
    const end = buffer.indexOf('\r\n', at)
    return end === -1 ? undefined : [buffer.toString('utf8', at + 1, end), end + 2]
  }
  const one = (): string[] | undefined => {
    const head = line(0)
    if (!head) return undefined
    const command: string[] = []
    let at = head[1]
    while (command.length < Number(head[0])) {
      const size = line(at)
      if (!size || buffer.length < size[1] + Number(size[0]) + 2) return undefined
      command.push(buffer.toString('utf8', size[1], size[1] + Number(size[0])))
      at = size[1] + Number(size[0]) + 2
    }
    buffer = buffer.subarray(at)
    return command
  }
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (let command = one(); command; command = one()) run(command)
  })
}

/** A server that is empty, and whose clock is moved by hand. */
export type FakeRedis = { readonly port: number; readonly advance: (ms: number) => void; readonly close: () => void }

export async function fakeRedis(): Promise<FakeRedis> {
  let now = 0
  const kept = new Map<string, { value: string; endsAtMs: number }>()
  const get = (key = ''): string | null => {
    const found = kept.get(key)
    return found && found.endsAtMs > now ? found.value : null
  }
  const set = (key = '', value = '', ms = ''): void => {
    kept.set(key, { value, endsAtMs: now + Number(ms) })
  }
  const run = ([name = '', ...args]: string[]): Reply => {
    const [key, value, third, ms, condition] = args
    switch (name.toUpperCase()) {
      case 'GET':
        return get(key)
      case 'SET':
        if (third !== 'PX' || !/^[1-9]\d*$/.test(ms ?? '')) return { error: 'ERR syntax error' }
        if (condition === 'NX' && get(key) !== null) return null
        set(key, value, ms)
        return { ok: 'OK' }
      case 'DEL':
        return kept.delete(key ?? '') ? 1 : 0
      case 'EVAL': {
        const [script, keys, subject, expected, next, lifetime] = args
        if (keys !== '1' || !script?.includes('~= ARGV[1]')) return { error: 'ERR another script' }
        if (get(subject) !== expected) return 0
        set(subject, next, lifetime)
        return 1
      }
      default:
        // HELLO, CLIENT and INFO of the clients' own.
        return { error: `ERR unknown command '${name}'` }
    }
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    readCommands(socket, (command) => socket.write(write(run(command))))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    advance: (ms) => {
      now += ms
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
