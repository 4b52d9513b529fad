import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { KeyValueStore } from '@weauth/client'
import { memoryStore, sqliteStore } from '@weauth/client'
import type { MadeKeyValueStore } from '@weauth/client/testing'
import { keyValueConformance, keyValueTests } from '@weauth/client/testing'

/** A store that goes by a clock of the test's. */
function clocked(make: (now: () => number) => KeyValueStore): MadeKeyValueStore {
  let now = 1_700_000_000_000
  return {
    store: make(() => now),
    advance: (ms) => {
      now += ms
    },
  }
}

const inMemory = (now: () => number): KeyValueStore => memoryStore({ now })

keyValueConformance('the store in memory', () => clocked(inMemory))
keyValueConformance('the store in SQLite', () => {
  const database = new DatabaseSync(':memory:')
  return { ...clocked((now) => sqliteStore(database, { now })), discard: () => database.close() }
})

test('the store in memory forgets the longest untouched key when it is full', async () => {
  const store = memoryStore({ most: 2 })
  await store.set('a', '1', 1000)
  await store.set('b', '2', 1000)
  await store.set('a', '3', 1000)
  await store.set('c', '4', 1000)
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((key) => store.get(key))), ['3', undefined, '4'])
})

// Catches a flood of logins that pushes users' tokens out.
test('the store in memory, when it is full, keeps what lives long and gives up what ends first', async () => {
  let now = 0
  const store = memoryStore({ most: 3, now: () => now })
  await store.set('token', '1', 180 * 86_400_000)
  for (let login = 0; login < 20; login++) {
    now += 1000
    await store.set(`login ${login}`, 'x', 600_000)
    assert.equal(await store.get(`login ${login}`), 'x')
  }
  assert.equal(await store.get('token'), '1')
})

test('purging SQLite deletes what has expired and tells how much, and a second store finds the table there', async () => {
  const database = new DatabaseSync(':memory:')
  let now = 0
  const store = sqliteStore(database, { now: () => now })
  await store.set('a', '1', 1000)
  await store.set('b', '2', 2000)
  now = 1000
  assert.equal(await store.purge(), 1)
  assert.equal(await sqliteStore(database, { now: () => now }).get('b'), '2')
  database.close()
})

// Catches a table that grows for ever because nobody calls `purge`, and a sweep that takes what is alive.
test('SQLite’s table stays small by itself, and what lives stays in it', async () => {
  const database = new DatabaseSync(':memory:')
  let now = 0
  const store = sqliteStore(database, { now: () => now })
  await store.set('token', 'a', 1e12)
  for (let login = 0; login < 5000; login++) {
    now += 1000
    await store.set(`login ${login}`, 'x', 60_000)
    await store.setIf(`login ${login}`, 'x', 'y', 60_000)
  }
  const { rows } = database.prepare('SELECT count(*) AS rows FROM weauth_kv').get() as { rows: number }
  assert.ok(rows <= 61 + 64, `${rows} rows`)
  assert.equal(await store.get('token'), 'a')
  database.close()
})

// Catches a sweep that begins only after so many writes: what runs for one request at a time would never come so far.
test('a store that writes once and is gone has swept, too; a sweep that fails fails no write', async () => {
  const database = new DatabaseSync(':memory:')
  let now = 0
  for (let request = 0; request < 10; request++) {
    now += 1000
    await sqliteStore(database, { now: () => now }).set(`login ${request}`, 'x', 1000)
  }
  assert.equal(database.prepare('SELECT 1 FROM weauth_kv').all().length, 1)
  const locked = sqliteStore({
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql)
      const run: typeof statement.run = () => {
        throw new Error('database is locked')
      }
      return sql.startsWith('DELETE') ? Object.assign(statement, { run }) : statement
    },
  })
  await locked.set('key', 'a', 1000)
  database.close()
})

/** A store with one thing wrong, for the suite to find. */
type Bug = (store: KeyValueStore) => Partial<KeyValueStore>
const bugs: Readonly<Record<string, readonly [Bug, ...found: string[]]>> = {
  'setIf gets, then sets': [
    (store) => ({
      async setIf(key, expected, value, lifetimeMs) {
        if ((await store.get(key)) !== expected) return false
        await store.set(key, value, lifetimeMs)
        return true
      },
    }),
    'of fifty that create a key at once, one does',
    'of fifty that replace the same value at once, one does, and its value stays',
    'of fifty that create an expired key anew at once, one does',
    'twenty that count together lose no count',
  ],
  'setIf takes the empty text for none': [
    (store) => ({
      setIf: (key, expected, value, lifetimeMs) => store.setIf(key, expected || undefined, value, lifetimeMs),
    }),
    'the empty text is a value, and not the absence of one',
    'any text comes back as it was: empty, long, of all alphabets, with quotes and line breaks',
  ],
  'setIf lets what it sets live too long': [
    (store) => ({ setIf: (key, expected, value) => store.setIf(key, expected, value, 1e12) }),
    'what setIf sets has its own lifetime, and a refused one changes none',
  ],
  'nothing ever ends': [
    (store) => ({ set: (key, value) => store.set(key, value, 1e12) }),
    'a value lives as long as was said and no longer',
    'what has expired or was deleted is none to setIf',
    'of fifty that create an expired key anew at once, one does',
  ],
  'keys are alike but for their case': [
    (store) => ({
      get: (key) => store.get(key.toLowerCase()),
      set: (key, ...rest) => store.set(key.toLowerCase(), ...rest),
    }),
    'what was set is found, and nothing else',
  ],
}

for (const [bug, [plant, ...expected]] of Object.entries(bugs)) {
  test(`the suite finds the planted bug: ${bug}`, async () => {
    const found: string[] = []
    for (const [sentence, run] of Object.entries(keyValueTests)) {
      const made = clocked(inMemory)
      const store = { ...made.store, ...plant(made.store) }
      await run({ ...made, store }).catch(() => found.push(sentence))
    }
    for (const sentence of expected) assert.ok(found.includes(sentence), `${sentence}: ${found.join('; ')}`)
  })
}
