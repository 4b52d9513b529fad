import { createClient } from '@redis/client'
import { Redis } from 'ioredis'
import { after, test } from 'node:test'
import { redisStore } from '@weauth/client'
import type { MadeKeyValueStore } from '@weauth/client/testing'
import { keyValueConformance } from '@weauth/client/testing'
import { realRedis } from './real-redis.ts'
import { fakeRedis } from './redis-server.ts'

type Opened = Omit<MadeKeyValueStore, 'advance'> & { readonly run: (...command: string[]) => Promise<unknown> }

const clients: Readonly<Record<string, (url: string) => Promise<Opened>>> = {
  async ioredis(url) {
    const client = new Redis(url, { enableReadyCheck: false, disableClientInfo: true })
    return {
      store: redisStore(client),
      run: (name = '', ...args) => client.call(name, ...args),
      discard: () => client.disconnect(),
    }
  },
  async '@redis/client'(url) {
    const client = createClient({ url, RESP: 2, disableClientInfo: true })
    await client.connect()
    return {
      store: redisStore(client),
      run: (...command) => client.sendCommand(command),
      discard: () => client.destroy(),
    }
  },
}

for (const [name, open] of Object.entries(clients)) {
  keyValueConformance(`the store in Redis by ${name}, of which the server is the test's own`, async () => {
    const server = await fakeRedis()
    const { store, discard } = await open(`redis://127.0.0.1:${server.port}`)
    return {
      store,
      advance: server.advance,
      async discard() {
        await discard?.()
        server.close()
      },
    }
  })
}

const real = await realRedis()
after(() => real?.close())

if (!real) {
  test('the store passes on a real Redis', {
    skip: 'real Redis: skipped, for neither redis-server nor valkey-server is installed, and REDIS_URL is not set (a database it may empty)',
  })
} else {
  for (const [name, open] of Object.entries(clients)) {
    keyValueConformance(`the store in a real Redis by ${name}`, async () => {
      const { store, run, discard } = await open(real.url)
      await run('FLUSHDB')
      // Its clock cannot be moved: every key is made older instead.
      const advance = async (ms: number): Promise<void> => {
        for (const key of (await run('KEYS', '*')) as string[]) {
          await run('PEXPIRE', key, String(Number(await run('PTTL', key)) - ms))
        }
      }
      return { store, advance, ...(discard && { discard }) }
    })
  }
}
