/** Platforms in processes of their own on one store, and many connections to all of them. */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Answer, Connection } from '../bench/connection.ts'
import { connectTo, get } from '../bench/connection.ts'
import { benchApp, codeOf } from '../bench/flow.ts'

/** A platform in a process. */
export type Running = { readonly child: ChildProcess; readonly port: number; readonly stop: () => Promise<void> }

/** Starts a platform on a store, with the arguments of this process: what is planted here is planted there. */
export async function startPlatform(store: string): Promise<Running> {
  const argument = JSON.stringify({ store, traces: false })
  const child = fork(join(import.meta.dirname, '../bench/server.ts'), ['weauth', argument], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const ended = once(child, 'exit')
  const failed = ended.then(() => Promise.reject(new Error('a platform ended at once')))
  const [{ port }] = (await Promise.race([once(child, 'message'), failed])) as [{ port: number }]
  failed.catch(() => {})
  return {
    child,
    port,
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs `use` with so many platforms on one store, and ends them. */
export async function withPlatforms<T>(count: number, store: string, use: (ports: number[]) => Promise<T>): Promise<T> {
  const running: Running[] = []
  try {
    // The first makes the schema; the race of several doing that is a proof of its own.
    running.push(await startPlatform(store))
    running.push(...(await Promise.all(Array.from({ length: count - 1 }, () => startPlatform(store)))))
    return await use(running.map(({ port }) => port))
  } finally {
    await Promise.all(running.map(({ stop }) => stop()))
  }
}

const link =
  `/connect/oauth2/authorize?appid=${benchApp.appid}&redirect_uri=${encodeURIComponent(benchApp.callback)}` +
  '&response_type=code&scope=snsapi_userinfo&state=s1'

/** A code, the whole way by the link and a consent. */
export async function newCode(connection: Connection): Promise<string> {
  return codeOf(await connection.send(get(link, 'X-Weauth-User: bench\r\nX-Weauth-Consent: allow\r\n')))
}

/** The request that redeems a code. */
export function redemption(code: string): string {
  return get(
    `/sns/oauth2/access_token?appid=${benchApp.appid}&secret=${benchApp.secret}&code=${code}&grant_type=authorization_code`,
  )
}

/** Sends all requests, spread over the ports, on so many connections to each; the answers in the order of the requests. */
export async function sendAll(
  ports: readonly number[],
  connectionsEach: number,
  requests: readonly string[],
): Promise<Answer[]> {
  const connections = await Promise.all(
    ports.flatMap((port) => Array.from({ length: connectionsEach }, () => connectTo(port))),
  )
  const answers: Answer[] = []
  let next = 0
  await Promise.all(
    connections.map(async (connection) => {
      while (next < requests.length) {
        const index = next++
        answers[index] = await connection.send(requests[index] ?? '')
      }
      connection.close()
    }),
  )
  return answers
}

/** The errcode of an answer; 0 where there is none. */
export function errcodeOf({ body }: Answer): number {
  return Number(/"errcode":(-?\d+)/.exec(body)?.[1] ?? 0)
}
