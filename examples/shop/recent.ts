import { randomInt } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 32 characters of a-zA-Z0-9, 190 bits: nobody guesses a state or a session. */
export const randomText = (): string => Array.from({ length: 32 }, () => alphabet.charAt(randomInt(62))).join('')

/**
 * Remembers the newest thousand entries, so that whoever calls /login all day does not fill the memory.
 * A site of more than one process keeps them in its database instead.
 */
export class Recent<Value> {
  readonly #entries = new Map<string, Value>()

  set(key: string, value: Value): void {
    this.#entries.set(key, value)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > 1000 && oldest !== undefined) this.#entries.delete(oldest)
  }

  get(key: string | undefined): Value | undefined {
    return key === undefined ? undefined : this.#entries.get(key)
  }

  /** Gets an entry once: whoever comes second finds nothing. */
  take(key: string | undefined): Value | undefined {
    const value = this.get(key)
    if (key !== undefined) this.#entries.delete(key)
    return value
  }
}
