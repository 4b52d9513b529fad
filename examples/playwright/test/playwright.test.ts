import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { builtinSeed, createPlatform } from '@weauth/platform'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const folder = join(import.meta.dirname, '..')
const skip = process.platform === 'linux' ? false : 'npm brings a Chromium along on Linux only'
after(() => rmSync(join(folder, 'test-results'), { recursive: true, force: true }))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Runs the example by Playwright's own runner, as a user does. */
async function playwright(port: number, url?: string): Promise<string> {
  const { default: files } = await import('@sparticuz/chromium')
  const env = {
    ...process.env,
    CHROME_PATH: await files.executablePath(),
    PORT: String(port),
    WEAUTH_URL: url,
    NODE_OPTIONS: '--conditions=weauth-source',
    FORCE_COLOR: '0',
  }
  const command = [join(root, 'node_modules/@playwright/test/cli.js'), 'test']
  return (await run(process.execPath, command, { cwd: folder, env })).stdout
}

test('the runner of Playwright takes the fixtures, with a platform for each worker', { skip }, async () => {
  assert.match(await playwright(await freePort()), /^ +2 passed/m)
})

// Catches fixtures that start a platform of their own beside the one that the site's server calls.
test('under weauth run the platform is the one of the run', { skip }, async (t) => {
  const port = await freePort()
  const platform = await createPlatform({ seed: builtinSeed([`127.0.0.1:${port}`]), defaultUser: 'alice' })
  t.after(() => platform.close())
  const { url } = await platform.listen()
  assert.match(await playwright(port, url), /^ +2 passed/m)
  assert.ok(platform.traces().some(({ path }) => path === '/connect/oauth2/authorize'))
})
