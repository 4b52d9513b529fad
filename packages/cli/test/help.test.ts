import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { behaviourIds } from '@weauth/protocol'
import { run, weauth } from './weauth-process.ts'

const options = [
  '--port',
  '--host',
  '--public-url',
  '--internal-url',
  '--allow-host',
  '--seed',
  '--callback',
  '--user',
  '--data',
  '--store',
  '--memory',
  '--profile',
  '--behaviour',
  '--mode',
  '--user-header',
  '--trusted-proxy',
  '--tls-cert',
  '--tls-key',
  '--log',
  '--json',
  '--lang',
  '--help',
  '--version',
]

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }

test('help lists every option and every behaviour, in both languages', async () => {
  for (const language of ['zh', 'en']) {
    const { code, out } = await run(['--help', '--lang', language])
    assert.equal(code, 0)
    const listed = out.split('\n').flatMap((line) => /^ {2}(?:-\w, )?(--[a-z-]+)/.exec(line)?.[1] ?? [])
    assert.deepEqual(listed, options)
    for (const id of behaviourIds) assert.match(out, new RegExp(`^  ${id} `, 'm'))
  }
})

test('the locale chooses the language, and --lang overrules it', async () => {
  assert.match((await run(['-h'], { LC_ALL: 'zh_CN.UTF-8' })).out, /^用法/)
  assert.match((await run(['-h'], { LC_ALL: 'de_DE.UTF-8' })).out, /^Usage/)
  assert.match((await run(['-h', '--lang=en'], { LC_ALL: 'zh_CN.UTF-8' })).out, /^Usage/)
})

test('the version is that of the package', async () => {
  assert.deepEqual(await run(['--version']), { code: 0, out: `${manifest.version}\n`, err: '' })
})

test('npm exec weauth works in the repository, with no build', async () => {
  const npm = process.env['npm_execpath'] === undefined ? ['npm'] : [process.execPath, process.env['npm_execpath']]
  const { code, out } = await run(['exec', '--', 'weauth', '--version'], {}, npm)
  assert.deepEqual({ code, out }, { code: 0, out: `${manifest.version}\n` })
})

const systemNode = '/usr/bin/node'
const systemVersion = existsSync(systemNode) ? spawnSync(systemNode, ['--version'], { encoding: 'utf8' }).stdout : ''
const isOld = Number(/^v(\d+)/.exec(systemVersion)?.[1] ?? 99) < 24

test(
  'an old Node is told which one is needed, in a sentence and not in a syntax error',
  { skip: isOld ? false : 'no old Node on this machine' },
  async () => {
    const { code, out, err } = await run([], {}, [systemNode, weauth])
    assert.deepEqual({ code, out }, { code: 2, out: '' })
    assert.match(err, /^weauth 需要 Node\.js 24\.12 .+\nweauth needs Node\.js 24\.12 .+\n$/)
  },
)
