import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { connect, createServer } from 'node:tls'
import { promisify } from 'node:util'
import { openCertificateAuthority } from '@weauth/platform/impersonation'
import { wechatNames } from '@weauth/protocol'

const clock = { now: () => Date.now() }
const folder = mkdtempSync(join(tmpdir(), 'weauth-ca-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const place = join(folder, 'ca')
const authority = await openCertificateAuthority(place, clock)

const run = promisify(execFile)
const openssl = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  run('openssl', args).catch((error: { stdout: string; stderr: string }) => error)
const { stdout: version } = await openssl('version')
const skip = version === '' || version === undefined ? 'openssl is not installed here' : false

type Made = { readonly certificate: string; readonly key: string }

/** What a thief of the key would make: a certificate of their choice, by OpenSSL and not by us. */
async function forge(subject: string, extensions: string, by: Made): Promise<Made> {
  const [key, request, certificate, extfile] = ['key', 'csr', 'pem', 'ext'].map((end) =>
    join(folder, `forged-${subject}.${end}`),
  )
  assert.ok(key && request && certificate && extfile)
  writeFileSync(extfile, extensions)
  const made = '-new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'.split(' ')
  await openssl('req', ...made, '-subj', `/CN=${subject}`, '-keyout', key, '-out', request)
  const signer = ['-CA', by.certificate, '-CAkey', by.key, '-days', '5', '-extfile', extfile]
  await openssl('x509', '-req', '-in', request, ...signer, '-out', certificate)
  assert.ok(existsSync(certificate), 'openssl made no certificate')
  return { certificate, key }
}

const root: Made = { certificate: authority.file, key: join(place, 'key.pem') }

/** What OpenSSL says of a certificate under the authority; `between` stands between the two. */
async function verify(certificate: string, between?: string): Promise<string> {
  const chain = between === undefined ? [] : ['-untrusted', between]
  const trust = ['-no-CApath', '-no-CAstore', '-CAfile', authority.file]
  const { stdout, stderr } = await openssl('verify', ...trust, ...chain, certificate)
  return stdout + stderr
}

// Catches certificates that do not name their keys: Python refuses them since 3.13, which checks as strictly.
test('OpenSSL accepts the leaf at its strictest', { skip }, async () => {
  const file = join(folder, 'strict.pem')
  writeFileSync(file, (await authority.leaf()).certificate)
  const trust = ['-no-CApath', '-no-CAstore', '-CAfile', authority.file]
  const { stdout, stderr } = await openssl('verify', '-x509_strict', '-purpose', 'sslserver', ...trust, file)
  assert.match(stdout + stderr, /strict\.pem: OK/)
})

test('OpenSSL accepts the leaf for every name of WeChat, and for no other', { skip }, async () => {
  const file = join(folder, 'leaf.pem')
  writeFileSync(file, (await authority.leaf()).certificate)
  assert.match(await verify(file), /leaf\.pem: OK/)
  assert.match(
    (await openssl('x509', '-in', file, '-noout', '-checkhost', 'sz.api.weixin.qq.com')).stdout,
    /does match/,
  )
  assert.match((await openssl('x509', '-in', file, '-noout', '-checkhost', 'weixin.qq.com')).stdout, /does NOT match/)
})

// Catches an authority without name constraints: whoever reads its key could impersonate any site to this user.
for (const name of ['bank.example.com', 'open.weixin.qq.com.evil.com', 'qq.com', 'weixin.qq.com']) {
  test(`OpenSSL rejects a leaf for ${name}`, { skip }, async () => {
    const { certificate } = await forge(name, `subjectAltName=DNS:${name}`, root)
    assert.match(await verify(certificate), /permitted subtree violation/)
  })
}

// Catches constraints that are believed to hold for a name in the subject, where old clients look for it.
test('OpenSSL rejects a leaf with another name in its subject alone', { skip }, async () => {
  const { certificate } = await forge('bank.example.net', 'keyUsage=digitalSignature', root)
  assert.match(await verify(certificate), /permitted subtree violation/)
})

test('Node rejects a server with a leaf for another name', { skip }, async (t) => {
  const { certificate, key } = await forge('shop.example.com', 'subjectAltName=DNS:shop.example.com', root)
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', servername: 'shop.example.com', ca: authority.certificate })
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
  assert.match(`${error.code} ${error.message}`, /permitted subtree violation/)
})

test(
  'OpenSSL accepts what is forged for open.weixin.qq.com: the rejections are those of the names',
  { skip },
  async () => {
    const { certificate } = await forge('open.weixin.qq.com', 'subjectAltName=DNS:open.weixin.qq.com', root)
    assert.match(await verify(certificate), /: OK/)
  },
)

// Catches constraints that permit WeChat's names and forget that an address is no name.
for (const address of ['127.0.0.1', '8.8.8.8', '2001:db8::1']) {
  test(`OpenSSL rejects a leaf for ${address}`, { skip }, async () => {
    const { certificate } = await forge(
      `ip-${address.replaceAll(/\W/g, '-')}`,
      `subjectAltName=DNS:open.weixin.qq.com,IP:${address}`,
      root,
    )
    assert.match(await verify(certificate), /excluded subtree violation/)
  })
}

// Catches a path length that is not 0: a second authority could drop the constraints.
test('OpenSSL rejects an authority under the authority', { skip }, async () => {
  const between = await forge('between', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign', root)
  const leaf = await forge('under', 'subjectAltName=DNS:open.weixin.qq.com', between)
  assert.match(await verify(leaf.certificate, between.certificate), /path length constraint exceeded/)
})

test(
  'the authority is constrained in critical extensions, so that a client which knows none refuses it',
  { skip },
  async () => {
    const { stdout } = await openssl('x509', '-in', authority.file, '-noout', '-text')
    assert.match(stdout, /Name Constraints: critical/)
    assert.match(stdout, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/)
    assert.match(stdout, /id-ecPublicKey[\s\S]*prime256v1/)
  },
)

test('the folder is its owner’s alone, and the key too', { skip: process.platform === 'win32' }, () => {
  assert.equal(statSync(place).mode & 0o777, 0o700)
  assert.equal(statSync(root.key).mode & 0o777, 0o600)
})

test('opened again it is the same authority; of twenty that open a new folder at once, all get the same', async () => {
  assert.equal((await openCertificateAuthority(place, clock)).pin, authority.pin)
  // Catches a certificate and a key that two processes wrote.
  const together = join(folder, 'together')
  const all = await Promise.all(Array.from({ length: 20 }, () => openCertificateAuthority(together, clock)))
  assert.equal(new Set(all.map(({ pin }) => pin)).size, 1)
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('together.')),
    [],
  )
})

test('a month before its end it is replaced: by one, for all that ask at once; its certificate is kept, its key is not', async () => {
  const ending = join(folder, 'ending')
  const first = await openCertificateAuthority(ending, clock)
  assert.deepEqual(first.replaced, [])
  const late = { now: () => first.endsAtMs - 29 * 86_400_000 }
  const all = await Promise.all(Array.from({ length: 20 }, () => openCertificateAuthority(ending, late)))
  assert.equal(new Set([first, ...all].map(({ pin }) => pin)).size, 2)
  const second = await openCertificateAuthority(ending, late)
  assert.notEqual(new X509Certificate(second.certificate).subject, new X509Certificate(first.certificate).subject)
  assert.equal(second.replaced.length, 1)
  const [old = ''] = second.replaced
  assert.equal(readFileSync(old, 'utf8'), first.certificate)
  assert.deepEqual(readdirSync(dirname(old)), ['certificate.pem'])
})

// Catches a process that found an authority ending, and puts away what another has put in its place meanwhile.
test('an authority that another process replaces at the same time is replaced once', async () => {
  const shared = join(folder, 'shared')
  const { endsAtMs } = await openCertificateAuthority(shared, clock)
  const open = `import { openCertificateAuthority } from '@weauth/platform/impersonation'
    console.log((await openCertificateAuthority(${JSON.stringify(shared)}, { now: () => ${endsAtMs} })).pin)`
  let other: string | undefined
  // Asked for the time, after it has read and before it acts.
  const now = (): number => {
    other ??= execFileSync(process.execPath, ['--conditions=weauth-source', '--input-type=module', '-e', open], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).trim()
    return endsAtMs
  }
  const { pin, replaced } = await openCertificateAuthority(shared, { now })
  assert.equal(pin, other)
  assert.equal(replaced.length, 1)
})

// Catches leaves that nobody accepts, once a later weauth knows a name that the constraints do not.
test('an authority that may not speak for all of the names is replaced', { skip }, async () => {
  const narrow = join(folder, 'narrow')
  mkdirSync(narrow)
  const names = wechatNames.slice(1).map((name) => `permitted;DNS:${name}`)
  const config = `[req]\ndistinguished_name=dn\n[dn]\n[ca]\nnameConstraints=critical,${names.join(',')}\n`
  writeFileSync(join(folder, 'narrow.cnf'), config)
  const made = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 700 -subj /CN=narrow -extensions ca'
  const places = ['-keyout', join(narrow, 'key.pem'), '-out', join(narrow, 'certificate.pem')]
  await openssl('req', ...made.split(' '), '-config', join(folder, 'narrow.cnf'), ...places)
  assert.ok(existsSync(join(narrow, 'certificate.pem')), 'openssl made no certificate')
  const { certificate, replaced } = await openCertificateAuthority(narrow, clock)
  assert.notEqual(new X509Certificate(certificate).subject, 'CN=narrow')
  assert.equal(replaced.length, 1)
})

test('a folder with something else in it is refused with what to do', async () => {
  const broken = join(folder, 'broken')
  await openCertificateAuthority(broken, clock)
  writeFileSync(join(broken, 'key.pem'), 'nonsense')
  await assert.rejects(openCertificateAuthority(broken, clock), /delete the folder, and trust the new one/)
  rmSync(join(broken, 'key.pem'))
  await assert.rejects(openCertificateAuthority(broken, clock), /delete the folder, and trust the new one/)
})

test('a leaf lives seven days, and each has a key of its own', async () => {
  const [one, other] = [await authority.leaf(), await authority.leaf()]
  assert.notEqual(one.key, other.key)
  const { validTo } = new X509Certificate(one.certificate)
  const days = (Date.parse(validTo) - clock.now()) / 86_400_000
  assert.ok(days > 6.9 && days <= 7)
})
