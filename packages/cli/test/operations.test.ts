import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { openCertificateAuthority } from '@weauth/platform/impersonation'
import { run, start } from './weauth-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'weauth-cli-'))
after(() => rmSync(folder, { recursive: true }))

const appid = 'wx00000000000000a1'
const secret = 'fedcba9876543210fedcba9876543210'
const seed = join(folder, 'weauth.yaml')
writeFileSync(
  seed,
  `apps:
  - { appid: ${appid}, secret: ${secret}, name: 店, callbackDomains: [shop.example.com] }
users:
  - { id: ann, nickname: 安 }
`,
)
const identityKey = join(folder, 'identity-key')
writeFileSync(identityKey, 'an identity key of the tests alone, long enough\n')
const production = `--mode production --json --seed ${seed} --user-header X-User-Id --trusted-proxy 127.0.0.1`.split(
  ' ',
)
const env = { WEAUTH_IDENTITY_KEY_FILE: identityKey, WEAUTH_ADMIN_TOKEN: 'canary-admin-token' }

const link = (url: string): string =>
  `${url}/connect/oauth2/authorize?appid=${appid}&redirect_uri=https%3A%2F%2Fshop.example.com%2F&response_type=code&scope=snsapi_base&state=a`

// Catches a log that writes what was asked, where secret and code stand in the query.
test('the log is one JSON object a line, and holds no secret, code or token', async (t) => {
  const platform = await start(t, [...production, '--log', 'json'], env)
  const { url } = platform
  const back = await fetch(link(url), { redirect: 'manual', headers: { 'x-user-id': 'ann' } })
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? assert.fail('no code')
  const exchange = `${url}/sns/oauth2/access_token?appid=${appid}&secret=${secret}&code=${code}&grant_type=authorization_code`
  const tokens = (await (await fetch(exchange)).json()) as Record<string, string>
  await (await fetch(exchange)).text()
  await (await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer canary-admin-token' } })).text()
  const ended = once(platform.process, 'close')
  platform.process.kill('SIGTERM')
  assert.deepEqual((await ended)[0], 0)
  const lines = platform
    .err()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['ready', 'request', 'request', 'request', 'closing'],
  )
  assert.deepEqual(
    lines.slice(1, 4).map(({ route, errcode, userId }) => [route, errcode, userId]),
    [
      ['/connect/oauth2/authorize', undefined, 'ann'],
      ['/sns/oauth2/access_token', undefined, 'ann'],
      ['/sns/oauth2/access_token', 40163, undefined],
    ],
  )
  const { access_token = '', refresh_token = '' } = tokens
  for (const canary of [secret, code, access_token, refresh_token, 'canary-admin-token', 'an identity key']) {
    assert.ok(canary !== '' && !platform.err().includes(canary), canary)
  }
})

// Catches a signal handler that stays: who asks a second time would wait as long as the first time.
test('a second signal ends it at once', async (t) => {
  const platform = await start(t, [...production, '--log', 'json'], env)
  const ended = once(platform.process, 'close')
  platform.process.kill('SIGTERM')
  while (!platform.err().includes('"closing"') && platform.process.stderr) await once(platform.process.stderr, 'data')
  platform.process.kill('SIGTERM')
  assert.deepEqual(await ended, [null, 'SIGTERM'])
})

test('certificate and key from files give https, with no proxy', async (t) => {
  const authority = await openCertificateAuthority(join(folder, 'ca'), { now: () => Date.now() })
  const { certificate, key } = await authority.leaf()
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  writeFileSync(certFile, certificate)
  writeFileSync(keyFile, key)
  const platform = await start(t, [...production, '--tls-cert', certFile, '--tls-key', keyFile], env)
  const { url } = JSON.parse(platform.out()) as { url: string }
  assert.match(url, /^https:\/\/127\.0\.0\.1:\d+$/)
  const asked = request(`${url}/healthz`, { ca: authority.certificate, servername: 'open.weixin.qq.com' }).end()
  const [response] = await once(asked, 'response')
  assert.equal(await text(response), 'ok\n')
})

test('a secret that is given twice, or whose file is not there, is told by its name alone', async () => {
  const twice = await run([...production, '--port', '0'], { ...env, WEAUTH_IDENTITY_KEY: 'canary'.repeat(9) })
  assert.deepEqual([twice.code, twice.out], [2, ''])
  assert.match(twice.err, /WEAUTH_IDENTITY_KEY and WEAUTH_IDENTITY_KEY_FILE/)
  assert.doesNotMatch(twice.err, /canary/)
  const missing = await run([...production, '--port', '0'], { WEAUTH_IDENTITY_KEY_FILE: join(folder, 'none') })
  assert.equal(missing.code, 1)
  assert.match(missing.err, /WEAUTH_IDENTITY_KEY_FILE[^]*ENOENT/)
})

test('a platform is backed up while it runs, and restored where no data is', async (t) => {
  const [data, other, file] = [join(folder, 'data'), join(folder, 'other'), join(folder, 'backup.sqlite')]
  await start(t, ['--json', '--data', data])
  const backup = await run(['backup', file, '--data', data])
  assert.deepEqual([backup.code, backup.err], [0, ''])
  const again = await run(['backup', file, '--data', data])
  assert.equal(again.code, 1)
  assert.match(again.err, /EEXIST[^]*must be new/)
  const occupied = await run(['restore', file, '--data', data])
  assert.equal(occupied.code, 1)
  assert.match(occupied.err, /weauth\.sqlite exists/)
  const restored = await run(['restore', file, '--data', other])
  assert.deepEqual([restored.code, restored.err], [0, ''])
  const { apps } = JSON.parse((await start(t, ['--json', '--data', other])).out()) as { apps: unknown[] }
  assert.ok(apps.length > 0)
})

test('backup and restore say what is missing', async () => {
  for (const [args, expected] of [
    [['backup'], /the file is missing/],
    [['backup', 'a.sqlite'], /--data is missing/],
    [['backup', join(folder, 'x.sqlite'), '--data', join(folder, 'none')], /no backup: .*ENOENT/],
    [['restore', 'a.sqlite'], /--data is missing/],
    [['restore', '--data', folder], /the file is missing/],
    [['restore', '--store', 'mysql://x/y'], /--store/],
  ] as const) {
    const { code, err } = await run(args)
    assert.notEqual(code, 0)
    assert.match(err, expected)
  }
})

/** A PostgreSQL that asks for a password in clear and refuses any; returns its port, and the passwords it was given. */
async function listenForPasswords(t: TestContext): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = []
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])) // AuthenticationCleartextPassword
      socket.once('data', (message) => {
        heard.push(message.subarray(5, -1).toString())
        const refusal = 'SFATAL\0C28P01\0Mwrong password\0\0'
        const length = Buffer.alloc(4)
        length.writeInt32BE(4 + refusal.length)
        socket.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(refusal)]))
      })
    })
  })
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { port: (server.address() as AddressInfo).port, heard }
}

// Catches a command that lets PGPASSWORD override the URL.
test('platform and restore alike give the password of the URL, and without one PGPASSWORD', async (t) => {
  const { port, heard } = await listenForPasswords(t)
  for (const command of [[], ['restore']]) {
    for (const user of ['ann:of-the-url', 'ann']) {
      const { code, err } = await run([...command, '--store', `postgres://${user}@127.0.0.1:${port}/weauth`], {
        PGPASSWORD: 'of-the-environment',
      })
      assert.equal(code, 1)
      assert.match(err, /wrong password/)
    }
  }
  assert.deepEqual(heard, ['of-the-url', 'of-the-environment', 'of-the-url', 'of-the-environment'])
})
