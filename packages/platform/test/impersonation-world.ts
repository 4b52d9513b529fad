import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { after } from 'node:test'
import { builtinSeed, createPlatform } from '@weauth/platform'
import type { Call, CertificateAuthority, Impersonator, ImpersonateOptions } from '@weauth/platform/impersonation'
import { impersonate, openCertificateAuthority } from '@weauth/platform/impersonation'

export const clock = { now: (): number => Date.now() }

/** A folder for the files of a test. */
export const folder: string = mkdtempSync(join(tmpdir(), 'weauth-impersonation-'))
after(() => rmSync(folder, { recursive: true, force: true }))

export const authority: CertificateAuthority = await openCertificateAuthority(join(folder, 'ca'), clock)

/** A platform with a port where it is taken for WeChat, and what was told of it. */
export type World = Impersonator & { readonly calls: Call[]; readonly refused: string[] }

export async function world(t: TestContext, options: Partial<ImpersonateOptions> = {}): Promise<World> {
  const platform = await createPlatform({ seed: builtinSeed([]) })
  const { url } = await platform.listen()
  const [calls, refused]: [Call[], string[]] = [[], []]
  const made = await impersonate({
    target: url,
    authority,
    clock,
    onCall: (call) => calls.push(call),
    onRefused: (host) => refused.push(host),
    ...options,
  })
  t.after(async () => {
    await made.close()
    await platform.close()
  })
  return { ...made, calls, refused }
}

/** The port on which a server listens for the time of the test. */
export async function listening(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** Asks the port in the name of a host, by TLS that is verified. */
export async function ask(
  port: number,
  servername: string,
  path: string,
  { host = servername }: { readonly host?: string } = {},
): Promise<{ status: number | undefined; body: string }> {
  const ca = authority.certificate
  const headers = { host }
  const request = httpsRequest({ host: '127.0.0.1', port, servername, headers, path, ca, agent: false }).end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, body: await text(answer) }
}

/** Asks for a tunnel, and gives the socket with the status that came. */
export async function openTunnel(port: number, end: string): Promise<{ status: number | undefined; socket: Socket }> {
  const request = httpRequest({ host: '127.0.0.1', port, method: 'CONNECT', path: end, agent: false }).end()
  const [answer, socket, head] = (await once(request, 'connect')) as [IncomingMessage, Socket, Buffer]
  if (head.length > 0) socket.unshift(head)
  return { status: answer.statusCode, socket }
}
