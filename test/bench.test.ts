import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { readAnswer } from '../bench/connection.ts'
import { discardDatabases } from '../bench/database.ts'
import { open } from '../bench/measure.ts'
import { settings } from '../bench/settings.ts'
import { asTable, ratio } from '../bench/table.ts'

// Speed is measured by `npm run bench` and asserted nowhere. What is tested is that it measures whole logins, and adds up.

after(discardDatabases)

// One of each kind: the others differ in a setting.
const measured = new Set([
  'node:http, constant bytes',
  'smallest durable store',
  'weauth, SQLite',
  'weauth, PostgreSQL, two instances',
])

for (const { name, ...setting } of settings.filter(({ name }) => measured.has(name))) {
  test(`the benchmark drives whole logins on ${name}`, async () => {
    const { sample: drive, close } = await open({ name, ...setting })
    const sample = await drive(2, 0.2).finally(close)
    assert.ok(sample.logins > 0 && sample.p99 >= sample.p50)
    assert.ok(Math.abs(sample.requests / sample.logins - 5) < 1e-9, 'five requests each')
    assert.ok(sample.cpuPerRequest > 0 && sample.cpu > 0)
  })
}

test('an answer is read when it is complete, by length or by chunks, and not before', () => {
  const length = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
  const chunks = 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'
  for (const text of [length, chunks]) {
    assert.equal(readAnswer(text)?.body, 'hello')
    for (let end = 0; end < text.length; end += 1) assert.equal(readAnswer(text.slice(0, end)), undefined)
  }
  assert.equal(readAnswer(chunks)?.status, 201)
})

test('a ratio is taken round by round, so that a slow round weighs on both sides alike', () => {
  const sample = (requests: number) =>
    ({ requests, logins: 0, seconds: 1, p50: 0, p99: 0, cpu: 0, cpuPerRequest: 0, rss: 0 }) as const
  const floor = { name: 'floor', users: 1, samples: [100, 50, 80].map(sample) }
  const half = { name: 'half', users: 1, samples: [50, 25, 60].map(sample) }
  assert.deepEqual(
    ratio(half, floor, ({ requests }) => requests),
    { median: 0.5, least: 0.5, most: 0.75 },
  )
})

test('a table is Markdown with aligned columns', () => {
  assert.equal(
    asTable([
      ['a', 'long'],
      ['wide', 'b'],
    ]),
    '| a    | long |\n| ---- | ---- |\n| wide | b    |',
  )
})
