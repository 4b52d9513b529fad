import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'

const file = join(import.meta.dirname, '../start.ts')

/** Runs what `npm start` runs. The locale of whoever runs the tests must not decide what is printed. */
const start = (options: readonly string[], locale = 'C') =>
  spawn(process.execPath, ['--conditions=weauth-source', file, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: locale },
    timeout: 10_000,
    killSignal: 'SIGKILL',
  })

test('start prints one line when both are ready, serves both, and ends with 0 on Ctrl-C though a browser keeps connections', async (t) => {
  const child = start(['--port', '0', '--shop-port', '0', '--json'])
  t.after(() => child.kill('SIGKILL'))
  const errors = text(child.stderr)
  const [line] = (await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    once(child, 'exit').then(([code]) => assert.fail(`start ended with ${code}`)),
  ])) as [string]
  const { shop, platform } = JSON.parse(line) as { shop: string; platform: string }
  assert.match(await (await fetch(shop)).text(), /示例商城/)
  assert.match(await (await fetch(platform)).text(), /wx0a1b2c3d4e5f6071/)
  // As browsers do, ahead of need.
  const unused = [shop, platform].map((url) => connect(Number(new URL(url).port), '127.0.0.1'))
  await Promise.all(unused.map((socket) => once(socket, 'connect')))
  child.kill('SIGINT')
  assert.deepEqual(await once(child, 'exit'), [0, null])
  assert.equal(await errors, '')
})

test('a port that is taken is told with what to do, in the language of the locale, and the exit code is 1', async (t) => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const cases = [
    ['C', ['--port', `${port}`, '--shop-port', '0'], `port ${port} is in use`, '-- --port 0'],
    ['C', ['--port', '0', '--shop-port', `${port}`], `port ${port} is in use`, '-- --shop-port 0'],
    ['zh_CN.UTF-8', ['--port', '0', '--shop-port', `${port}`], `端口 ${port} 已被占用`, '-- --shop-port 0'],
  ] as const
  for (const [locale, options, what, next] of cases) {
    const child = start(options, locale)
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    assert.equal(child.exitCode, 1)
    assert.ok(err.includes(what) && err.includes(next), err)
    assert.equal(out, '')
  }
})

test('options that cannot be understood end with 2 and the list of options', async () => {
  for (const options of [['--prot', '1'], ['--port', '99999'], ['--port']]) {
    const child = start([...options, '--json'])
    const [err] = await Promise.all([text(child.stderr), once(child, 'close')])
    assert.equal(child.exitCode, 2)
    assert.match(err, /--shop-port PORT/)
  }
})
