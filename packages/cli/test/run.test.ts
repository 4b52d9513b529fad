import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { openCertificateAuthority } from '@weauth/platform/impersonation'
import { env, folder, has, missing, program, root, under } from './run-world.ts'
import { plain, run, start, weauth } from './weauth-process.ts'

const oneCall = 'https://api.weixin.qq.com/sns/auth'
const bun = join(root, 'node_modules/@oven/bun-linux-x64/bin/bun')
const java = program(
  'Call.java',
  `import java.net.*; import java.net.http.*;
public class Call { public static void main(String[] a) throws Exception {
  System.out.print(new String(URI.create("${oneCall}").toURL().openStream().readAllBytes()));
  HttpClient client = HttpClient.newBuilder().build();
  System.out.print(client.send(HttpRequest.newBuilder(URI.create("${oneCall}")).build(), HttpResponse.BodyHandlers.ofString()).body());
} }`,
)
// As strict as Python is by itself since 3.13.
const python = `import ssl, urllib.request
context = ssl.create_default_context()
context.verify_flags |= ssl.VERIFY_X509_STRICT
print(urllib.request.urlopen("${oneCall}", context=context).read().decode())`

const stacks: readonly [name: string, command: readonly string[], skip: string | false][] = [
  ['curl', ['curl', '-sS', oneCall], missing('curl', '--version')],
  ['Python', ['python3', '-c', python], missing('python3', '--version')],
  ['Java', ['java', java], missing('keytool', '-help')],
  ['Ruby', ['ruby', '-ropen-uri', '-e', `print URI("${oneCall}").read`], missing('ruby', '--version')],
  ['PHP', ['php', '-r', `$c = curl_init("${oneCall}"); curl_exec($c);`], missing('php', '--version')],
  [
    'Bun',
    [bun, '-e', `console.log(await (await fetch("${oneCall}")).text())`],
    existsSync(bun) ? false : 'Bun is not installed here',
  ],
]
for (const [name, command, skip] of stacks) {
  test(`${name} calls the platform for WeChat, its certificate verified`, { skip }, async () => {
    const { code, out, err } = await under(command)
    assert.match(out, /^(\{"errcode":41001,"errmsg":"access_token missing"\}\s*){1,2}$/, err)
    assert.equal(code, 0)
    assert.match(err, /GET api\.weixin\.qq\.com\/sns\/auth +41001/)
  })
}

// Catches a summary that prints queries: the secret and the code are in them.
test('wechat-oauth logs a user in with its hosts hard-coded and not a line changed', async () => {
  const source = program(
    'login.cjs',
    `const OAuth = require(${JSON.stringify(join(root, 'node_modules/wechat-oauth'))})
const api = new OAuth('wx0a1b2c3d4e5f6071', '0123456789abcdef0123456789abcdef')
const headers = { 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }
const link = api.getAuthorizeURL('http://localhost:3000/cb', 's1', 'snsapi_userinfo')
fetch(link, { headers, redirect: 'manual' }).then((answer) => {
  const code = new URL(answer.headers.get('location')).searchParams.get('code')
  api.getUserByCode(code, (error, user) => console.log(error || user.nickname))
})`,
  )
  const { out, err } = await under(['node', source], ['--callback', 'localhost:3000'])
  assert.equal(out, '小艾\n', err)
  assert.match(err, /GET open\.weixin\.qq\.com\/connect\/oauth2\/authorize +ok/)
  assert.doesNotMatch(err, /0123456789abcdef|code=/)
})

const askShop = (port: number): string =>
  `require('https').get({ host: '127.0.0.1', port: ${port}, rejectUnauthorized: false }, (answer) => {
    console.log(answer.socket.getPeerCertificate().fingerprint256)
    answer.destroy()
  })`

test('a host that is not WeChat’s is untouched: the program sees its own certificate, by Node and by the proxy', async (t) => {
  const authority = await openCertificateAuthority(join(folder, 'other'), { now: () => Date.now() })
  const leaf = await authority.leaf()
  const { X509Certificate } = await import('node:crypto')
  const { fingerprint256 } = new X509Certificate(leaf.certificate)
  const shop = createServer({ key: leaf.key, cert: leaf.certificate }, (_, response) => response.end('the shop\n'))
  shop.listen(0, '127.0.0.1')
  await once(shop, 'listening')
  t.after(() => shop.close().closeAllConnections())
  const { port } = shop.address() as AddressInfo
  const { out, err } = await under([process.execPath, '-e', askShop(port)])
  assert.equal(out.trim(), fingerprint256)
  assert.match(err, /no host of WeChat was called/)
  if (!has('curl', '--version')) return
  // NO_PROXY names this machine: without it the tunnel is taken.
  const curl = await under(['curl', '-sS', '--noproxy', '', '-k', `https://127.0.0.1:${port}/`])
  assert.equal(curl.out, 'the shop\n')
})

test('offline, another host is refused with a sentence, in Node and by the proxy, and told of at the end', async () => {
  const source = `fetch('https://shop.example.com').catch((error) => console.log(error.cause.message))`
  const { out, err } = await under([process.execPath, '-e', source], ['--offline'])
  assert.match(out, /offline: shop\.example\.com is not reached/)
  assert.match(err, /refused, being offline: shop\.example\.com$/m)
  if (!has('curl', '--version')) return
  const curl = await under(['curl', '-sS', 'http://shop.example.com/'], ['--offline'])
  assert.match(curl.out, /offline: shop\.example\.com is not reached/)
  // Catches a tunnel refused by a number alone: few programs show the body of that answer.
  const tunnel = await under(['curl', '-sSv', 'https://shop.example.com/'], ['--offline'])
  assert.match(tunnel.err, /403 Refused by weauth: only WeChat's hosts are answered/)
})

// Catches a command ended by a signal that is told as any failure.
test('the exit code is the command’s, and its input and output are its own', async () => {
  assert.equal((await under([process.execPath, '-e', 'process.exit(3)'])).code, 3)
  assert.equal((await under([process.execPath, '-e', "process.kill(process.pid, 'SIGKILL')"])).code, 137)
  const child = spawn(process.execPath, [weauth, 'run', '--quiet', '--', 'cat'], { env: { ...plain, ...env } })
  child.stdin.end('through')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  assert.deepEqual([out, err], ['through', ''])
})

const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']
// Catches a signal that ends weauth alone, and leaves the command behind.
for (const signal of signals)
  test(`${signal} reaches the command, which may take its time`, async () => {
    const source = `process.on('${signal}', () => { console.log('tidied'); process.exit(7) }); console.log('up'); setTimeout(() => process.exit(9), 15_000)`
    const child = spawn(process.execPath, [weauth, 'run', '-q', '--', process.execPath, '-e', source], {
      env: { ...plain, ...env },
      timeout: 20_000,
    })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      if (out === '') child.kill(signal)
      out += part
    })
    const [code] = (await once(child, 'close')) as [number]
    assert.deepEqual([out, code], ['up\ntidied\n', 7])
  })

// Other tests have runs of their own beside these.
const temporary = join(folder, 'temporary')
mkdirSync(temporary)
const apart = { TMPDIR: temporary, TEMP: temporary }
const runFolders = (): string[] => readdirSync(temporary).filter((name) => /^weauth-run-\d/.test(name))

// Catches leftovers that nobody removes.
test('killed with SIGKILL the command leaves nothing behind; of a killed run the next one removes what is left', async () => {
  assert.equal((await under([process.execPath, '-e', "process.kill(process.pid, 'SIGKILL')"], [], apart)).code, 137)
  assert.deepEqual(runFolders(), [])
  const child = spawn(
    process.execPath,
    [weauth, 'run', '--', process.execPath, '-e', "console.log('up'); process.stdin.resume()"],
    {
      env: { ...plain, ...env, ...apart },
    },
  )
  await once(child.stdout, 'data')
  assert.match(runFolders().join(), new RegExp(`^weauth-run-${child.pid}-[^,]+$`))
  child.kill('SIGKILL')
  await once(child, 'exit')
  await under(['true'], [], apart)
  assert.deepEqual(runFolders(), [])
})

test('--join uses a platform that runs already, and tells it to the command', async (t) => {
  const { url } = await start(t, ['--callback', 'localhost:3000'])
  const source = `console.log(process.env.WEAUTH_URL); fetch('${oneCall}').then((r) => r.text()).then(console.log)`
  const { out } = await under([process.execPath, '-e', source], ['--join', url])
  assert.equal(out, `${url}\n{"errcode":41001,"errmsg":"access_token missing"}\n`)
})

// Catches one address taken for another: the command told of the public one, or WeChat's hosts sent there instead of where it listens.
test('bound, public and internal address are three: the command is told the internal one', async () => {
  const addresses = ['--public-url', 'https://wx.example.com', '--internal-url', 'http://weauth.internal:8080']
  const source = `console.log(process.env.WEAUTH_URL); fetch('${oneCall}').then((r) => r.text()).then(console.log)`
  const { out, err } = await under([process.execPath, '-e', source], addresses)
  assert.equal(out, 'http://weauth.internal:8080\n{"errcode":41001,"errmsg":"access_token missing"}\n')
  assert.match(err, /WeChat is https:\/\/wx\.example\.com$/m)
})

// Catches certificates that replace the user’s own, and a NO_PROXY that lets WeChat pass.
test('what was in the environment stays: options of Node, files of certificates, hosts without a proxy but WeChat’s', async () => {
  const extra = program('extra.cjs', "process.env.PRELOADED = 'yes'")
  const own = program('own.pem', '# the user’s own\n')
  mkdirSync(join(folder, 'ini'), { recursive: true })
  const source = `const { readFileSync } = require('fs')
    console.log(process.env.PRELOADED, process.env.NO_PROXY, readFileSync(process.env.REQUESTS_CA_BUNDLE, 'utf8').slice(0, 16).trim())
    console.log(readFileSync(process.env.REQUESTS_CA_BUNDLE, 'utf8').includes('BEGIN CERTIFICATE'), process.env.PHP_INI_SCAN_DIR.split(':')[0])
    console.log(require('child_process').execSync('echo $NO_PROXY').toString().trim())`
  const { out } = await under([process.execPath, '-e', source], [], {
    NODE_OPTIONS: `--require "${extra}"`,
    REQUESTS_CA_BUNDLE: own,
    NO_PROXY: 'db.internal,.qq.com,api.weixin.qq.com,*',
    PHP_INI_SCAN_DIR: join(folder, 'ini'),
  })
  const [node, shell] = ['db.internal,.qq.com,api.weixin.qq.com,*', 'db.internal,localhost,127.0.0.1,::1']
  assert.equal(out, `yes ${node} # the user’s own\ntrue ${join(folder, 'ini')}\n${shell}\n`)
})

test('mistakes are told with what to do', async () => {
  const cases: readonly [args: readonly string[], code: number, text: RegExp][] = [
    [['run'], 2, /no command to run\n +put it behind --/],
    [
      ['run', 'node', 'app.js'],
      2,
      /unexpected argument node\n +the command goes behind --, as in: weauth run -- node app\.js/,
    ],
    [['run', '--', 'no-such-command'], 127, /no such command: no-such-command/],
    [['run', '--', folder], 126, /cannot run.+\n +it may not be executed: run it by what reads it/],
    [['run', '--bogus', '--', 'true'], 2, /weauth run --help lists every option/],
    [['run', '--join', 'http://127.0.0.1:9', '--', 'true'], 1, /no weauth platform at http:\/\/127\.0\.0\.1:9/],
    [['run', '--join', 'http://127.0.0.1:9', '--seed', 'x', '--', 'true'], 2, /--seed cannot go with --join/],
    [['run', '--ofline', '--', 'true'], 2, /did you mean --offline\?/],
  ]
  for (const [args, code, expected] of cases) {
    const ended = await run(args, env)
    assert.match(ended.err, expected)
    assert.equal(ended.code, code, args.join(' '))
  }
})

// Catches a platform that is left open, and keeps the process alive, when what comes after it fails.
test('a folder of certificates that cannot be used ends run and browser with what to do', async () => {
  const file = program('no folder', '')
  for (const args of [
    ['run', '--', 'true'],
    ['browser', 'http://localhost:3000/'],
  ]) {
    const { code, err } = await run(args, { ...env, WEAUTH_HOME: file, CHROME_PATH: process.execPath })
    assert.match(err, /the folder of certificates cannot be used.+\n +name a folder you may write to in WEAUTH_HOME/)
    assert.equal(code, 1)
  }
})

test('help tells of run, and run of its options; what stands behind -- is the command’s', async () => {
  assert.match((await run(['--help'])).out, /^ {2}run {2,}runs a command for which WeChat is the platform$/m)
  assert.match((await run(['run', '--help', '--lang', 'zh'])).out, /^用法：weauth run \[选项\] -- 命令/)
  assert.match((await under([process.execPath, '--version'])).out, /^v\d+/)
})
