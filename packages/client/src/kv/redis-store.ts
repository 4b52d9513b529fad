import type { KeyValueStore } from './key-value.ts'

/** As much of ioredis as {@link redisStore} uses. */
export type IoredisLike = { call(command: string, ...args: string[]): Promise<unknown> }
/** As much of @redis/client (the `redis` package) as {@link redisStore} uses. */
export type NodeRedisLike = { sendCommand(command: readonly string[]): Promise<unknown> }

// Compares and sets in one step. Lua, and not WATCH: that would need a connection of its own for every setIf.
const replace = `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`

/** Redis takes whole milliseconds, and refuses none at all. */
const px = (lifetimeMs: number): string => String(Math.max(1, Math.ceil(lifetimeMs)))

/**
 * A store in Redis or Valkey, by a connected client of ioredis or of @redis/client. Both are told raw commands, for in those they agree.
 * Redis forgets what it must to stay within `maxmemory`, and on a failover what the replica had not yet: give it `noeviction`. A lost
 * login begins again, a lost token asks the user again.
 *
 * @example
 * declare const redis: IoredisLike
 * const store = redisStore(redis)
 */
export function redisStore(client: IoredisLike | NodeRedisLike): KeyValueStore {
  // ioredis has a `sendCommand`, too, of another kind: `call` decides.
  const send = (command: string, ...args: string[]): Promise<unknown> =>
    'call' in client ? client.call(command, ...args) : client.sendCommand([command, ...args])
  return {
    async get(key) {
      const value = await send('GET', key)
      return typeof value === 'string' ? value : undefined
    },
    async set(key, value, lifetimeMs) {
      await send('SET', key, value, 'PX', px(lifetimeMs))
    },
    async setIf(key, expected, value, lifetimeMs) {
      if (expected === undefined) return (await send('SET', key, value, 'PX', px(lifetimeMs), 'NX')) === 'OK'
      return Number(await send('EVAL', replace, '1', key, expected, value, px(lifetimeMs))) === 1
    },
    async delete(key) {
      await send('DEL', key)
    },
  }
}
