import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { greeting } from '../../test/run-example.ts'

// Not among the tests of `npm test`: it installs Nest.

function must(command: string, ...args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: import.meta.dirname, stdio: 'inherit', timeout: 240_000 })
  assert.equal(status, 0, `${command} ${args.join(' ')} failed`)
}

void test('the example in Nest, compiled with its decorators, logs a user in and greets them', async (t) => {
  must('npm', 'ci', '--workspaces=false', '--no-audit', '--no-fund', '--loglevel=error')
  must(process.execPath, join(import.meta.dirname, 'node_modules/typescript/bin/tsc'))
  const page = await greeting(t, join(import.meta.dirname, 'dist/main.js'))
  assert.match(page, /^你好，小艾\nunionid:/)
})
