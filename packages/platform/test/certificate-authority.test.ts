import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { openCertificateAuthority } from '@weauth/platform/impersonation'

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
  await openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-subj',
    `/CN=${subject}`,
    '-out',
    request,
  )
  await openssl(
    'x509',
    '-req',
    '-in',
    request,
    '-CA',
    by.certificate,
    '-CAkey',
    by.key,
    '-days',
    '5',
    '-extfile',
    extfile,
    '-out',
    certificate,
  )
  assert.ok(existsSync(certificate), 'openssl made no certificate')
  return { certificate, key }
}

const root: Made = { certificate: authority.file, key: join(place, 'key.pem') }

/** What OpenSSL says of a certificate under the authority; `between` stands between the two. */
async function verify(certificate: string, between?: string): Promise<string> {
  const chain = between === undefined ? [] : ['-untrusted', between]
  const { stdout, stderr } = await openssl(
    'verify',
    '-no-CApath',
    '-no-CAstore',
    '-CAfile',
    authority.file,
    ...chain,
    certificate,
  )
  return stdout + stderr
}

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

test('a month before its end an authority is replaced, and the old one kept aside', async () => {
  const ending = join(folder, 'ending')
  const first = await openCertificateAuthority(ending, clock)
  const late = { now: () => first.endsAtMs - 29 * 86_400_000 }
  const second = await openCertificateAuthority(ending, late)
  assert.notEqual(second.pin, first.pin)
  assert.notEqual(new X509Certificate(second.certificate).subject, new X509Certificate(first.certificate).subject)
  assert.equal(readdirSync(folder).filter((name) => name.startsWith('ending.ended-')).length, 1)
})

test('a folder with something else in it is refused with what to do', async () => {
  const broken = join(folder, 'broken')
  await openCertificateAuthority(broken, clock)
  writeFileSync(join(broken, 'key.pem'), 'nonsense')
  await assert.rejects(openCertificateAuthority(broken, clock), /delete the folder, and trust the new one/)
})

test('a leaf lives seven days, and each has a key of its own', async () => {
  const [one, other] = [await authority.leaf(), await authority.leaf()]
  assert.notEqual(one.key, other.key)
  const { validTo } = new X509Certificate(one.certificate)
  const days = (Date.parse(validTo) - clock.now()) / 86_400_000
  assert.ok(days > 6.9 && days <= 7)
})
