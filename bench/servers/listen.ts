import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A measured server: starts it on a port of its own. The argument is what the table of servers gives it. */
export type Start = (argument?: string) => Promise<number>

/** Listens on the loopback; fulfilled with the port. */
export async function listen(listener: RequestListener): Promise<number> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** The body of a form. */
export async function readForm(request: AsyncIterable<Buffer | string>): Promise<Record<string, string>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return Object.fromEntries(new URLSearchParams(text))
}
