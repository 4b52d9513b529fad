import { createEmulator } from 'emulate'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import type { Start } from '../servers/listen.ts'
import { peerClient } from '../peer-flows.ts'

/** emulate wants a port by number. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** emulate's Google. It refuses the requests of anybody after 5,000 in an hour: a round ends before that. */
export const start: Start = async () => {
  const port = await freePort()
  await createEmulator({
    service: 'google',
    port,
    seed: {
      google: {
        users: [{ email: 'testuser@example.com', name: 'bench' }],
        oauth_clients: [
          {
            client_id: peerClient.id,
            client_secret: peerClient.secret,
            name: 'bench',
            redirect_uris: [peerClient.callback],
          },
        ],
      },
    },
  } as never)
  return port
}
