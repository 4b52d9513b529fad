import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { build } from './built.ts'

// What would be published, installed where nothing of the repository can be reached.

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'weauth-package-'))
after(() => rmSync(folder, { recursive: true }))

const packages = ['protocol', 'client', 'platform', 'cli']

/**
 * npm hands its own settings to the scripts it runs, and through them to the npm run here: a workspace or a dry run of the one must not
 * become that of the other. Which registry, cache and proxy to use is kept.
 */
const isKept = (name: string): boolean =>
  !/^npm_/i.test(name) ||
  /^npm_config_(?:registry|cache|userconfig|globalconfig|cafile|strict_ssl|(?:https?_)?proxy|noproxy)$/i.test(name)
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => isKept(name))),
  // The Node of this test comes first: the command of an installed package looks for `node`.
  PATH: `${join(process.execPath, '..')}${delimiter}${process.env['PATH'] ?? ''}`,
  // What is made for an installation is not to be left in that of whoever runs the tests.
  WEAUTH_HOME: join(tmpdir(), `weauth-home-${process.pid}`),
}

const execute = promisify(execFile)

async function node(...args: string[]): Promise<string> {
  return (await execute(process.execPath, args, { cwd: folder, env })).stdout
}

/** npm is a script: run by this Node where its place is known, else found by name. */
async function npm(...args: string[]): Promise<string> {
  const script = process.env['npm_execpath']
  const [command, ...first] = script?.endsWith('.js') ? [process.execPath, script] : ['npm']
  const shell = command === 'npm' && process.platform === 'win32'
  return (await execute(command ?? 'npm', [...first, ...args], { cwd: folder, env, shell })).stdout
}

type Packed = { readonly name: string; readonly filename: string; readonly files: { readonly path: string }[] }
let packed: Packed[] = []

before(async () => {
  await build()
  const sources = packages.map((name) => join(root, 'packages', name))
  packed = JSON.parse(await npm('pack', '--json', '--ignore-scripts', ...sources)) as Packed[]
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const tarballs = packed.map(({ filename }) => `./${filename}`)
  await npm(
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    // Where the registry is out of reach and the cache is empty, fail soon.
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
    '--ignore-scripts',
    '--loglevel=error',
    ...tarballs,
  )
})

test('the packages hold what runs and nothing else: no sources, no tests, no trace of TypeScript imports', () => {
  assert.deepEqual(
    packed.map(({ name }) => name),
    ['@weauth/protocol', '@weauth/client', '@weauth/platform', 'weauth'],
  )
  for (const { name, files } of packed) {
    const others = files.filter(
      ({ path }) =>
        !/^(?:dist\/[\w/-]+\.(?:d\.ts|js)|dist\/run\/preload\.cjs|bin\/weauth\.js|browser\.cjs|package\.json|README\.md|LICENSE)$/.test(
          path,
        ),
    )
    assert.deepEqual(others, [], name)
    for (const { path } of files.filter((file) => file.path.startsWith('dist/'))) {
      const text = readFileSync(join(folder, 'node_modules', name, path), 'utf8')
      assert.doesNotMatch(text, /(?:from|import)\s*\(?['"][^'"]+(?<!\.d)\.ts['"]/, `${name}/${path}`)
    }
  }
})

const weauth = (): string => join(folder, 'node_modules/weauth/bin/weauth.js')

test('the installed command runs a program against its platform: the file that Node loads is in the package', async () => {
  const source = "fetch('https://api.weixin.qq.com/sns/auth').then((r) => r.text()).then((t) => console.log(t))"
  const out = await node(weauth(), 'run', '--quiet', '--', process.execPath, '-e', source)
  assert.equal(out, '{"errcode":41001,"errmsg":"access_token missing"}\n')
})

// Catches paths of the repository in what is made for containers.
test('the installed command makes a Compose file that mounts where it is installed, and names itself in there', async () => {
  const out = await node(weauth(), 'hosts', '--compose', 'app')
  assert.ok(out.includes(`"${join(folder, 'node_modules').replaceAll('\\', '/')}:/weauth/node_modules:ro"`), out)
  assert.match(out, /command: \["node","\/weauth\/node_modules\/weauth\/bin\/weauth\.js","hosts",/)
})

test('the installed command tells its version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8')) as { version: string }
  assert.equal(await npm('exec', '--offline', '--', 'weauth', '--version'), `${version}\n`)
})

test('the installed command serves WeChat’s interfaces and ends cleanly', async (t) => {
  const child = spawn(process.execPath, [weauth(), '--json', '--port', '0'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(line.toString()) as { url: string }
  const reply = (await (await fetch(`${url}/sns/auth`)).json()) as { errcode: number }
  assert.equal(reply.errcode, 41001)
  child.kill('SIGTERM')
  if (process.platform !== 'win32') assert.deepEqual(await once(child, 'exit'), [0, null])
})

test('client and platform are imported by their doors and complete a call without a port', async () => {
  writeFileSync(
    join(folder, 'use.js'),
    `import * as client from '@weauth/client'
import { createTestPlatform } from '@weauth/platform/testing'
const platform = await createTestPlatform()
const reply = await platform.fetch(new Request('https://api.weixin.qq.com/sns/auth'))
console.log(typeof client.exchangeCode, (await reply.json()).errcode)
await platform.close()
`,
  )
  assert.equal(await node('use.js'), 'function 41001\n')
})

test('the declarations are read by a strict compiler', async () => {
  writeFileSync(
    join(folder, 'use.ts'),
    `import * as client from '@weauth/client'
import { createPlatform, type Platform } from '@weauth/platform'
import { createTestPlatform } from '@weauth/platform/testing'
export const use: [typeof client.exchangeCode, Promise<Platform>, typeof createTestPlatform] = [client.exchangeCode, createPlatform(), createTestPlatform]
`,
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await node(
    tsc,
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--types',
    'node',
    '--typeRoots',
    join(root, 'node_modules/@types'),
    'use.ts',
  )
})
