import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { behaviourIds } from '@weauth/protocol'
import { run } from './weauth-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'weauth-cli-'))
after(() => rmSync(folder, { recursive: true }))
const badSeed = join(folder, 'bad.yaml')
writeFileSync(badSeed, 'apps:\n  - appid: wx00000000000000a1\n    secret: short\nuser: []\n')
const aFile = join(folder, 'file')
writeFileSync(aFile, '')

const production = ['--mode', 'production']
const behind = ['--user-header', 'X-User-Id', '--trusted-proxy', '127.0.0.1']

// Wrong arguments end with 2.
const usage: readonly (readonly [name: string, args: readonly string[], expected: RegExp])[] = [
  ['an unknown command', ['plaform'], /plaform[^]*platform/],
  ['an unknown option', ['--prot', '1'], /--prot\b[^]*--port\b/],
  ['an unknown option like no other', ['--frobnicate'], /--frobnicate[^]*weauth --help/],
  ['an argument too many', ['platform', 'again'], /again[^]*weauth --help/],
  ['a missing value', ['--seed', '--json'], /--seed /],
  ['an empty value', ['--host='], /--host /],
  ['a value for a flag', ['--json=yes'], /--json /],
  ['a port that is none', ['--port', '70000'], /--port[^]*70000[^]*65535/],
  ['a mode that is none', ['--mode', 'prod'], /prod[^]*development[^]*production/],
  ['a profile that is none', ['--profile', 'real'], /real[^]*documented[^]*observed/],
  ['a language that is none', ['--lang', 'fr'], /fr[^]*zh[^]*en/],
  ['an unknown behaviour', ['--behaviour', 'x=on'], new RegExp(behaviourIds.join(', '))],
  ['a misspelt behaviour', ['--behaviour', 'wechatonly=on'], /wechatonly[^]*wechat-only/],
  ['a behaviour neither on nor off', ['--behaviour', 'wechat-only=maybe'], /wechat-only=on[^]*wechat-only=off/],
  ['a behaviour that is true', ['--behaviour', 'wechat-only=true'], /did you mean wechat-only=on\?/],
  ['a behaviour that is of', ['--behaviour', 'wechat-only=of'], /did you mean wechat-only=off\?/],
  ['a behaviour without a name', ['--behaviour', '=on'], /NAME=on or NAME=off/],
  ['a public URL with a path', ['--public-url', 'https://x.example/a'], /--public-url[^]*https:\/\/wx\.example\.com/],
  ['an internal URL that is none', ['--internal-url', 'x.example'], /--internal-url/],
  ['a host that is a URL', ['--allow-host', 'http://x'], /--allow-host/],
  ['a callback that is a URL', ['--callback', 'http://localhost:3000'], /http:\/\/[^]*--callback localhost:3000/],
  [
    '--callback beside --seed',
    ['--callback', 'a.example', '--seed', 's.yaml'],
    /a\.example[^]*callbackDomains[^]*s\.yaml/,
  ],
  ['--data beside --memory', ['--data', folder, '--memory'], /--data[^]*--memory/],
  ['--store beside --data', ['--data', folder, '--store', 'postgres://x/y'], /--data and --store/],
  ['a store that is no database', ['--store', 'mysql://u:canary@x/y'], /--store[^]*postgres:\/\/user@host/],
  ['a default user that is none', ['--port', '0', '--user', 'ghost'], /ghost[^]*alice, bob/],
  ['--user-header in development', ['--user-header', 'X-A'], /--mode production/],
  ['a certificate without its key', ['--tls-cert', 'a.pem'], /--tls-key/],
  ['a log that is none', ['--log', 'xml'], /--log[^]*none or json/],
  ['production with the built-in apps', [...production, ...behind], /secret[^]*--seed/],
  ['production that knows nobody', [...production, '--seed', badSeed], /--user-header[^]*--trusted-proxy/],
  ['production that believes anybody', [...production, '--seed', badSeed, '--user-header', 'X-A'], /--trusted-proxy/],
  ['production with a default user', [...production, '--seed', badSeed, ...behind, '--user', 'a'], /--user/],
  [
    'a proxy that is no address',
    [...production, '--seed', badSeed, '--user-header', 'X-A', '--trusted-proxy', '10.0.0.0/40'],
    /10\.0\.0\.0\/40/,
  ],
  [
    'a header that is none',
    [...production, '--seed', badSeed, '--user-header', 'X A', '--trusted-proxy', '::1'],
    /X A/,
  ],
]

/** Asks for what cannot be; the answer must be `weauth: what happened` and the next step, with nothing on standard output and no stack trace. */
async function refused(args: readonly string[], code: 1 | 2, expected: RegExp): Promise<void> {
  const ended = await run(args)
  assert.deepEqual({ code: ended.code, out: ended.out }, { code, out: '' }, ended.err)
  assert.match(ended.err, /^weauth: .+\n[^]* {8}.+\n$/)
  assert.match(ended.err, expected)
  assert.doesNotMatch(ended.err, /^\s+at |canary/m)
}

for (const [name, args, expected] of usage) {
  test(`${name} ends with 2 and says what to do`, () => refused(args, 2, expected))
}

test('errors are told in Chinese to whoever speaks it', () =>
  refused(['--port', '70000', '--lang', 'zh'], 2, /--port 的值无效：70000\n {8}应为：0 到 65535/))

test('a port in use is told, with --port 0 as the way out', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await refused(['--port', String(port)], 1, new RegExp(`${port}[^]*--port 0`))
})

test('an address that is not this machine’s is told', () =>
  refused(['--port', '0', '--host', '192.0.2.200'], 1, /192\.0\.2\.200[^]*--host 0\.0\.0\.0/))

test('the faults of a seed are told together, each with its line', () =>
  refused(['--seed', badSeed], 1, /bad\.yaml:3:13 .+\n[^]*bad\.yaml:4:1 /))

test('a seed that is not there is told', () => refused(['--seed', join(folder, 'none.yaml')], 1, /none\.yaml/))

test('a data folder that cannot be made is told', () =>
  refused(['--data', join(aFile, 'data')], 1, /ENOTDIR[^]*--memory/))

test('a certificate that cannot be read is told', () =>
  refused(['--tls-cert', join(folder, 'none.pem'), '--tls-key', aFile], 1, /none\.pem[^]*ENOENT|ENOENT[^]*none\.pem/))

test('a certificate that is none is told', () => refused(['--tls-cert', aFile, '--tls-key', aFile], 1, /--tls-cert/))

test('a database that cannot be reached is told, without the password', async () => {
  await refused(['--store', 'postgres://u:canary@127.0.0.1:1/y'], 1, /postgres:\/\/u@127\.0\.0\.1:1\/y: .*ECONNREFUSED/)
})

test('a data file that is no database is told', async () => {
  writeFileSync(join(folder, 'weauth.sqlite'), 'not a database, and long enough to be looked at as one '.repeat(10))
  await refused(['--data', folder], 1, /not a database[^]*--data/)
})
