import { CacheInterface } from 'node-easywechat'

/** node-easywechat's cache, in memory: its default writes files. */
export class MemoryCache extends CacheInterface {
  readonly #values = new Map<string, unknown>()

  override async get(key: string): Promise<unknown> {
    return this.#values.get(key)
  }

  override async has(key: string): Promise<boolean> {
    return this.#values.has(key)
  }

  override async set(key: string, value: unknown): Promise<boolean> {
    this.#values.set(key, value)
    return true
  }

  override async delete(key: string): Promise<boolean> {
    return this.#values.delete(key)
  }
}
