/** A reporter for `node --test` in a process that `run-tests.ts` started: what it is told goes there. */
import { Transform } from 'node:stream'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

/** A message to the parent: a test that ended, with all in it, or at the end how many there were of each kind. */
export type Told = { readonly test: readonly TestEvent[] } | { readonly counts: Readonly<Record<string, number>> }

/** An error goes as text: its cause, and what it compared, would be lost between processes. */
function toJson(_: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return inspect('code' in value && value.code === 'ERR_TEST_FAILURE' && value.cause ? value.cause : value)
}

// Else a test of which something listens for messages would keep the process alive.
process.channel?.unref()
// Nobody is left to tell.
process.once('disconnect', () => process.exit(1))

let test: TestEvent[] = []

function told(event: TestEvent): Told | undefined {
  if (event.type === 'test:summary') return { counts: { ...event.data.counts } }
  if (event.type === 'test:start' || (event.type === 'test:diagnostic' && event.data.nesting > 0)) test.push(event)
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return undefined
  test.push(event)
  if (event.data.nesting > 0) return undefined
  const whole = { test }
  test = []
  return whole
}

const relay: Transform = new Transform({
  writableObjectMode: true,
  transform(event: TestEvent, _, done) {
    const message = told(event)
    if (message) process.send?.(JSON.stringify(message, toJson), done)
    else done()
  },
})
export default relay
