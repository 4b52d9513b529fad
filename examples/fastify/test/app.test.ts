import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { greeting } from '../../../test/run-example.ts'

test('the example in Fastify, run as it is, logs a user in and greets them', async (t) => {
  assert.match(await greeting(t, join(import.meta.dirname, '../app.ts')), /^你好，小艾\nunionid:/)
})
