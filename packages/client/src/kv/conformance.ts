// oxlint-disable-next-line no-restricted-imports -- reached through the door `@weauth/client/testing` alone, which runs on Node
import assert from 'node:assert/strict'
// oxlint-disable-next-line no-restricted-imports -- as above
import { describe, it } from 'node:test'
import type { KeyValueStore } from './key-value.ts'

/** A store to be tested. */
export type MadeKeyValueStore = {
  readonly store: KeyValueStore
  /**
   * Lets so much time pass for the store. One that goes by a clock of its own (a database's) makes every row that much older instead.
   */
  readonly advance: (ms: number) => void | Promise<void>
  /** Deletes what the store kept, and closes it. */
  readonly discard?: () => void | Promise<void>
}

/** Makes a new, empty store. */
export type MakeKeyValueStore = () => MadeKeyValueStore | Promise<MadeKeyValueStore>

type Test = (made: MadeKeyValueStore) => Promise<void>

const minute = 60_000

/** How many of fifty that run at once were told that they did. */
async function winnersOf(race: (racer: number) => Promise<boolean>): Promise<number> {
  const results = await Promise.all(Array.from({ length: 50 }, (_, racer) => race(racer)))
  return results.filter(Boolean).length
}

const keeping: Readonly<Record<string, Test>> = {
  'a key that was never set has no value': async ({ store }) => {
    assert.equal(await store.get('none'), undefined)
  },
  'what was set is found, and nothing else': async ({ store }) => {
    await store.set('one', 'first', minute)
    await store.set('ONE', 'second', minute)
    assert.deepEqual(
      [await store.get('one'), await store.get('ONE'), await store.get('on')],
      ['first', 'second', undefined],
    )
  },
  'set replaces the value and begins its lifetime anew': async ({ store, advance }) => {
    await store.set('key', 'old', minute)
    await advance(minute - 1000)
    await store.set('key', 'new', minute)
    await advance(minute - 1000)
    assert.equal(await store.get('key'), 'new')
  },
  'a value lives as long as was said and no longer': async ({ store, advance }) => {
    await store.set('short', 'a', minute)
    await store.set('long', 'b', 2 * minute)
    await advance(minute - 1000)
    assert.equal(await store.get('short'), 'a')
    await advance(1000)
    assert.deepEqual([await store.get('short'), await store.get('long')], [undefined, 'b'])
  },
  'a lifetime of half a year is kept': async ({ store, advance }) => {
    const days = 180 * 1440 * minute
    await store.set('key', 'a', days)
    await advance(days - minute)
    assert.equal(await store.get('key'), 'a')
  },
  'what was deleted is gone, and deleting nothing does no harm': async ({ store }) => {
    await store.set('key', 'a', minute)
    await store.set('other', 'b', minute)
    await store.delete('key')
    await store.delete('key')
    assert.deepEqual([await store.get('key'), await store.get('other')], [undefined, 'b'])
  },
  'any text comes back as it was: empty, long, of all alphabets, with quotes and line breaks': async ({ store }) => {
    const texts = [
      '',
      '小艾 👩‍💻 \u0301é',
      `'; DROP TABLE weauth_kv; --`,
      '{"a":"\\u0000\\n"}',
      'a\r\n\t"b"\\',
      '长'.repeat(100_000),
    ]
    for (const [index, text] of texts.entries()) {
      await store.set(`键:${index}'"`, text, minute)
      assert.equal(await store.get(`键:${index}'"`), text)
      assert.ok(await store.setIf(`键:${index}'"`, text, `${text}!`, minute), 'it is compared as it was')
      assert.equal(await store.get(`键:${index}'"`), `${text}!`)
    }
  },
}

const once: Readonly<Record<string, Test>> = {
  'setIf without an expected value sets only where there is none': async ({ store }) => {
    assert.equal(await store.setIf('key', undefined, 'a', minute), true)
    assert.equal(await store.setIf('key', undefined, 'b', minute), false)
    assert.equal(await store.get('key'), 'a')
  },
  'setIf replaces the expected value and no other': async ({ store }) => {
    assert.equal(await store.setIf('key', 'a', 'b', minute), false)
    assert.equal(await store.get('key'), undefined)
    await store.set('key', 'a', minute)
    assert.equal(await store.setIf('key', 'A', 'b', minute), false)
    assert.equal(await store.setIf('key', 'a', 'b', minute), true)
    assert.equal(await store.setIf('key', 'a', 'c', minute), false)
    assert.equal(await store.get('key'), 'b')
  },
  'the empty text is a value, and not the absence of one': async ({ store }) => {
    assert.equal(await store.setIf('key', '', 'a', minute), false)
    await store.set('key', '', minute)
    assert.equal(await store.setIf('key', undefined, 'a', minute), false)
    assert.equal(await store.setIf('key', '', 'a', minute), true)
  },
  'what has expired or was deleted is none to setIf': async ({ store, advance }) => {
    await store.set('key', 'a', minute)
    await advance(minute)
    assert.equal(await store.setIf('key', 'a', 'b', minute), false)
    assert.equal(await store.setIf('key', undefined, 'c', minute), true)
    await store.delete('key')
    assert.equal(await store.setIf('key', undefined, 'd', minute), true)
    assert.equal(await store.get('key'), 'd')
  },
  'what setIf sets has its own lifetime, and a refused one changes none': async ({ store, advance }) => {
    await store.setIf('key', undefined, 'a', minute)
    await store.setIf('key', 'a', 'b', 3 * minute)
    await store.setIf('key', 'a', 'c', 9 * minute)
    await advance(2 * minute)
    assert.equal(await store.get('key'), 'b')
    await advance(minute)
    assert.equal(await store.get('key'), undefined)
  },
  'of fifty that create a key at once, one does': async ({ store }) => {
    assert.equal(await winnersOf((racer) => store.setIf('key', undefined, `racer ${racer}`, minute)), 1)
  },
  'of fifty that replace the same value at once, one does, and its value stays': async ({ store }) => {
    await store.set('key', 'open', minute)
    let winner = -1
    const race = async (racer: number): Promise<boolean> => {
      const won = await store.setIf('key', 'open', `taken by ${racer}`, minute)
      if (won) winner = racer
      return won
    }
    assert.equal(await winnersOf(race), 1)
    assert.equal(await store.get('key'), `taken by ${winner}`)
  },
  'of fifty that create an expired key anew at once, one does': async ({ store, advance }) => {
    await store.set('key', 'old', minute)
    await advance(minute)
    assert.equal(await winnersOf((racer) => store.setIf('key', undefined, `racer ${racer}`, minute)), 1)
  },
  'twenty that count together lose no count': async ({ store }) => {
    await store.set('key', '0', minute)
    const count = async (): Promise<void> => {
      for (;;) {
        const present = (await store.get('key')) ?? ''
        if (await store.setIf('key', present, String(Number(present) + 1), minute)) return
      }
    }
    await Promise.all(Array.from({ length: 20 }, count))
    assert.equal(await store.get('key'), '20')
  },
}

/** The tests by name; each name is a sentence that is true of a store that passes. */
export const keyValueTests: Readonly<Record<string, Test>> = { ...keeping, ...once }

/**
 * Registers the tests, for `node:test`, that every {@link KeyValueStore} must pass.
 *
 * @example
 * keyValueConformance('the store in memory', () => {
 *   let now = 0
 *   return { store: memoryStore({ now: () => now }), advance: (ms) => void (now += ms) }
 * })
 */
export function keyValueConformance(name: string, makeStore: MakeKeyValueStore): void {
  void describe(name, () => {
    for (const [sentence, test] of Object.entries(keyValueTests)) {
      void it(sentence, async () => {
        const made = await makeStore()
        try {
          await test(made)
        } finally {
          await made.discard?.()
        }
      })
    }
  })
}
