/** A measured server in a process of its own: starts the one named on the command line, tells its parent the port, and answers what it has used so far. */
import type { ServerName } from './servers.ts'
import { servers } from './servers.ts'
import type { Start } from './servers/listen.ts'

const name = process.argv[2] as ServerName
const { start } = (await import(servers[name].file)) as { start: Start }
const port = await start(process.argv[3])

/** What a server has used: seconds of CPU, bytes of memory. */
export type Usage = { readonly cpu: number; readonly rss: number }

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: (user + system) / 1e6, rss: process.memoryUsage.rss() } satisfies Usage)
})
process.on('disconnect', () => process.exit())
process.send?.({ port })
