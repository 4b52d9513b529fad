import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

let building: Promise<unknown> | undefined

/** Makes what would be published, once for all tests of a process. */
export async function build(): Promise<void> {
  building ??= promisify(execFile)(process.execPath, [join(import.meta.dirname, '../scripts/build.ts')])
  await building
}
