import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

// Catches a package that ends the process with code 0, as the one that brings PostgreSQL does: failed tests would count as passed.
test('a process with an embedded PostgreSQL ends with the code that it was given', () => {
  for (const code of [0, 3]) {
    const script = `import(${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))}); process.exitCode = ${code}`
    assert.equal(spawnSync(process.execPath, ['-e', script]).status, code)
  }
})
