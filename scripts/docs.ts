/** Writes the documents that are made from the tables of `@weauth/protocol`. A test compares them with what stands in `docs/`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documents } from './documents.ts'

for (const [name, text] of Object.entries(documents())) {
  writeFileSync(join(import.meta.dirname, '../docs', name), text)
  process.stdout.write(`docs/${name}\n`)
}
