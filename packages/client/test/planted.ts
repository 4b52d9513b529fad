import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as sound from '@weauth/client'

// A test that cannot fail proves nothing. Here each row of a table names a bug, and is run twice: over the client as it is, where it must
// hold, and over the client with the bug planted in its source, where it must not.

/** The client, as it is or with a bug. */
export type Client = typeof sound

/** A change of source: `from`, which must stand there once, becomes `to`. */
export type Edit = readonly [file: string, from: string, to: string]

/** One row. */
export type Row = {
  readonly row: string
  /** What holds. */
  readonly what: string
  /** The bug that the row catches. */
  readonly bug: string
  readonly plant: readonly Edit[]
  readonly holds: (client: Client, t: TestContext) => Promise<void>
}

const packages = pathToFileURL(`${import.meta.dirname}/../../`).href
const planted: (readonly Edit[])[] = []
const numberOf = (url: string): string | undefined => /\?planted=(\d+)$/.exec(url)?.[1]

/** Modules without a bug, as JavaScript: they are the same each time. */
const stripped = new Map<string, string>()

function withEdits(file: string, edits: readonly Edit[]): string {
  let source = readFileSync(file, 'utf8')
  for (const [name, from, to] of edits) {
    if (!file.endsWith(`/${name}`)) continue
    assert.equal(source.split(from).length, 2, `«${from}» does not stand in ${name} once: plant the bug anew`)
    source = source.replace(from, () => to)
  }
  return source
}

function javascriptOf(file: string, edits: readonly Edit[]): string {
  const isEdited = edits.some(([name]) => file.endsWith(`/${name}`))
  const text = (!isEdited && stripped.get(file)) || stripTypeScriptTypes(withEdits(file, edits))
  if (!isEdited) stripped.set(file, text)
  return text
}

// The client's modules once more for each bug, under addresses of their own; no other module is touched.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    const number = numberOf(context.parentURL ?? '') ?? numberOf(specifier)
    const isOurs = /^(?:client|protocol)\/src\//.test(resolved.url.replace(packages, ''))
    return number === undefined || !isOurs || numberOf(resolved.url) !== undefined
      ? resolved
      : { ...resolved, url: `${resolved.url}?planted=${number}` }
  },
  load(url, context, next) {
    const number = numberOf(url)
    if (number === undefined) return next(url, context)
    const file = fileURLToPath(url.replace(/\?.*/, ''))
    const source = javascriptOf(file, planted[Number(number)] ?? [])
    return { format: 'module', source, shortCircuit: true }
  },
})

async function plantBug(edits: readonly Edit[]): Promise<Client> {
  for (const [name] of edits) readFileSync(fileURLToPath(`${packages}${name}`))
  const number = planted.push(edits) - 1
  return (await import(`${packages}client/src/index.ts?planted=${number}`)) as Client
}

/** Tests each row, and that it notices its bug. */
export function proveRows(rows: readonly Row[]): void {
  test('loaded anew without a bug, the client holds in every row: what is noticed below are the bugs', async (t) => {
    const anew = await plantBug([])
    for (const { holds } of rows) await holds(anew, t)
  })
  for (const { row, what, bug, plant, holds } of rows) {
    test(`${row}: ${what} — and ${bug} is noticed`, { timeout: 20_000 }, async (t) => {
      await holds(sound, t)
      const buggy = await plantBug(plant)
      await assert.rejects(
        holds(buggy, t),
        (error) => error instanceof assert.AssertionError,
        'the planted bug was not noticed',
      )
    })
  }
}
