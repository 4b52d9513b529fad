import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Answer, Order } from './orders.ts'
import { mark } from './orders.ts'

/** A process that holds clients. It does one thing at a time. */
export type Host = {
  readonly ask: (order: Order) => Promise<Answer>
  readonly close: () => Promise<void>
}

const hostFile = join(import.meta.dirname, 'host.ts')
const weauth = join(import.meta.dirname, '../packages/cli/bin/weauth.js')
const longestMs = 30_000

/** Starts one; with a platform's URL, as a command of `weauth run` for which that platform is WeChat. */
export function startHost(platformUrl?: string): Host {
  const under =
    platformUrl === undefined ? [] : [weauth, 'run', '--join', platformUrl, '--quiet', '--', process.execPath]
  const child = spawn(process.execPath, [...under, hostFile])
  const ended = once(child, 'close')
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed = `${printed}${text}`.slice(-4000)))
  let answered: ((answer: Answer) => void) | undefined
  createInterface({ input: child.stdout }).on('line', (line) => {
    // Packages print, too.
    if (line.startsWith(mark)) answered?.(JSON.parse(line.slice(mark.length)) as Answer)
  })
  return {
    async ask(order) {
      const late = new AbortController()
      const giveUp = AbortSignal.any([AbortSignal.timeout(longestMs), late.signal])
      try {
        return await new Promise((resolve, reject) => {
          answered = resolve
          const fail = (why: string): void => reject(new Error(`${order.client}, ${order.do}: ${why}\n${printed}`))
          giveUp.addEventListener('abort', () => fail('no answer'))
          void ended.then(() => fail('the process ended'))
          child.stdin.write(`${JSON.stringify(order)}\n`)
        })
      } finally {
        late.abort()
      }
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
