import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { wechatNames } from '@weauth/protocol'
import type { TrustPlan } from '../src/ca/index.ts'
import { trustPlan } from '../src/ca/index.ts'
import type { Ended } from './weauth-process.ts'
import { run, weauth } from './weauth-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'weauth-ca-command-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const home = { WEAUTH_HOME: join(folder, 'home'), SUDO_USER: '' }
const ca = (args: readonly string[], env: NodeJS.ProcessEnv = home): Promise<Ended> => run(['ca', ...args], env)

const debianStore = '/usr/local/share/ca-certificates'
const hasDebianStore = existsSync(debianStore) && existsSync('/usr/sbin/update-ca-certificates')

test('path makes the authority where there is none, tells where it is, and the same the next time', async () => {
  const { code, out, err } = await ca(['path'])
  assert.deepEqual({ code, out, err }, { code: 0, out: `${join(folder, 'home/ca/certificate.pem')}\n`, err: '' })
  const made = readFileSync(out.trim(), 'utf8')
  assert.equal((await ca(['path'])).out, out)
  assert.equal(readFileSync(out.trim(), 'utf8'), made)
})

test(
  'without WEAUTH_HOME it is where the system has the data of programs',
  { skip: process.platform !== 'linux' },
  async () => {
    const data = { WEAUTH_HOME: '', XDG_DATA_HOME: join(folder, 'data') }
    assert.equal((await ca(['path'], data)).out, `${join(folder, 'data/weauth/ca/certificate.pem')}\n`)
    const user = { WEAUTH_HOME: '', XDG_DATA_HOME: '', HOME: join(folder, 'user') }
    const { out } = await ca(['path'], user)
    assert.equal(out, `${join(folder, 'user/.local/share/weauth/ca/certificate.pem')}\n`)
    assert.equal(statSync(dirname(out.trim())).mode & 0o777, 0o700)
  },
)

test('show tells what it is and what it can speak for, in both languages', async () => {
  const { fingerprint256, subject } = new X509Certificate(readFileSync((await ca(['path'])).out.trim()))
  for (const [language, limit] of [
    ['zh', '任何 IP 地址'],
    ['en', 'any IP address'],
  ] as const) {
    const { code, out } = await ca(['show', '--lang', language])
    assert.equal(code, 0)
    for (const told of [fingerprint256, subject.slice(3), limit, ...wechatNames]) assert.ok(out.includes(told), told)
  }
})

test('show names those that were replaced, and untrust is about them too', async () => {
  const replaced = join(folder, 'home/ca.replaced-01')
  mkdirSync(replaced)
  const old = join(replaced, 'certificate.pem')
  writeFileSync(old, readFileSync(join(folder, 'home/ca/certificate.pem')))
  const { out } = await ca(['show'])
  assert.match(out, /it has replaced these \(if your system trusts them: weauth ca untrust/)
  assert.ok(out.includes(old))
  if (hasDebianStore) assert.equal((await ca(['untrust', '--dry-run'])).out.match(/rm -f/g)?.length, 2)
  rmSync(replaced, { recursive: true })
})

test('mistakes are told with their next step', async () => {
  writeFileSync(join(folder, 'file'), '')
  const cases: [args: string[], env: NodeJS.ProcessEnv, code: number, err: RegExp][] = [
    [[], home, 2, /nothing to do after weauth ca\n.+known: path, show, trust, untrust/],
    [['shows'], home, 2, /weauth ca has no shows\n.+did you mean show\?/],
    [['show', '--dry'], home, 2, /no option --dry\n/],
    [['path', 'extra'], home, 2, /unexpected argument extra/],
    [['path'], { WEAUTH_HOME: join(folder, 'file') }, 1, /the folder of certificates cannot be used.+\n.+WEAUTH_HOME/],
    // Catches root's own authority being trusted, which no run of the user's uses.
    [
      ['trust'],
      { WEAUTH_HOME: '', SUDO_USER: 'me', HOME: folder },
      2,
      /would be root's, and not yours\n.+without sudo/,
    ],
  ]
  for (const [args, env, code, err] of cases) {
    const ended = await ca(args, env)
    assert.match(ended.err, err)
    assert.deepEqual({ code: ended.code, out: ended.out }, { code, out: '' })
  }
})

test('help lists the actions and options, in both languages', async () => {
  for (const language of ['zh', 'en']) {
    const { code, out } = await ca(['--help', '--lang', language])
    assert.equal(code, 0)
    for (const name of ['path', 'show', 'trust', 'untrust', '--dry-run'])
      assert.match(out, new RegExp(`^  ${name} `, 'm'))
  }
})

/** The commands of a plan for the certificate in a file, by system. */
function commands(
  file: string,
  action: 'trust' | 'untrust',
  system: NodeJS.Platform,
  present: readonly string[],
): string[] | undefined {
  const machine = { system, has: (path: string) => present.includes(path), home: '/home/me' }
  const plan: TrustPlan | undefined = trustPlan(action, [{ file, certificate: readFileSync(file, 'utf8') }], machine)
  return plan && [...plan.each.flat(), ...plan.finally].map((step) => step.join(' ').replaceAll(file, 'FILE'))
}

test('every system is asked by its own command; macOS and Windows for the user alone', async () => {
  const file = (await ca(['path'])).out.trim()
  const { fingerprint, fingerprint256 } = new X509Certificate(readFileSync(file))
  const sha1 = fingerprint.replaceAll(':', '')
  const crt = `/usr/local/share/ca-certificates/weauth-${fingerprint256.replaceAll(':', '').slice(0, 8).toLowerCase()}.crt`
  const keychain = join('/home/me', 'Library/Keychains/login.keychain-db')
  const debian = ['/usr/local/share/ca-certificates', '/usr/bin/trust']
  assert.deepEqual(commands(file, 'trust', 'linux', debian), [`install -m 644 FILE ${crt}`, 'update-ca-certificates'])
  assert.deepEqual(commands(file, 'untrust', 'linux', debian), [`rm -f ${crt}`, 'update-ca-certificates --fresh'])
  assert.deepEqual(commands(file, 'trust', 'linux', ['/usr/bin/trust']), ['trust anchor --store FILE'])
  assert.deepEqual(commands(file, 'untrust', 'linux', ['/usr/bin/trust']), ['trust anchor --remove FILE'])
  assert.equal(commands(file, 'trust', 'linux', []), undefined)
  assert.deepEqual(commands(file, 'trust', 'darwin', []), [
    `security add-trusted-cert -r trustRoot -p ssl -k ${keychain} FILE`,
  ])
  assert.deepEqual(commands(file, 'untrust', 'darwin', []), [
    'security remove-trusted-cert FILE',
    `security delete-certificate -Z ${sha1} ${keychain}`,
  ])
  assert.deepEqual(commands(file, 'trust', 'win32', []), ['certutil -user -addstore Root FILE'])
  assert.deepEqual(commands(file, 'untrust', 'win32', []), [`certutil -user -delstore Root ${sha1}`])
})

const works = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0

/** The system's folders, as copies that are seen by what runs in here alone; with a few authorities only, for every one takes its time. */
const ownStore = `set -e
for place in /etc/ssl ${debianStore} /etc/ca-certificates/update.d; do
  [ -d "$place" ] || continue
  copy=$(mktemp -d "$SCRATCH/XXXXXX"); cp -a "$place/." "$copy"; mount --bind "$copy" "$place"
done
find /etc/ssl/certs -type l -delete
conf=/etc/ca-certificates.conf
[ ! -f "$conf" ] || { grep -v '^[#!]' "$conf" | head -n 3 > "$SCRATCH/conf"; mount --bind "$SCRATCH/conf" "$conf"; }
[ ! -d /etc/ca-certificates/update.d ] || rm -f /etc/ca-certificates/update.d/*
`
const canMount = hasDebianStore && works('unshare', '--mount', 'mount', '--bind', '/tmp', '/tmp')
const why = canMount ? false : 'no Debian here whose store could be copied and mounted (unshare --mount)'

test(
  'trust puts it into the store of a Debian, untrust takes it out, and --dry-run does neither',
  { skip: why },
  async () => {
    const file = (await ca(['path'])).out.trim()
    const listed = (): string[] => readFileSync('/etc/ssl/certs/ca-certificates.crt', 'utf8').split('\n')
    const before = listed()
    const script = `${ownStore}
says() { if grep -qF "$LINE" /etc/ssl/certs/ca-certificates.crt; then echo trusted; else echo not trusted; fi; }
"$NODE" "$WEAUTH" ca trust --dry-run; says
"$NODE" "$WEAUTH" ca trust; says
"$NODE" "$WEAUTH" ca untrust; says`
    const scratch = join(folder, 'scratch')
    mkdirSync(scratch)
    const line = readFileSync(file, 'utf8').split('\n')[5] ?? assert.fail()
    const given = { ...home, SCRATCH: scratch, NODE: process.execPath, WEAUTH: weauth, LINE: line }
    const { code, out, err } = await run(['--mount', 'sh', '-c', script], given, ['unshare'])
    assert.equal(code, 0, err)
    const [install, update, ...told] = out.trimEnd().split('\n')
    assert.match(install ?? '', /^install -m 644 .+\.crt$/)
    assert.equal(update, 'update-ca-certificates')
    assert.deepEqual(told, [
      'not trusted',
      'your system trusts it now; to take that back: weauth ca untrust',
      'trusted',
      'your system trusts it no more',
      'not trusted',
    ])
    // What happened stayed in there.
    assert.deepEqual(listed(), before)
  },
)

const isRoot = process.getuid?.() === 0
const asNobody = hasDebianStore && (!isRoot || works('setpriv', '--version'))

test(
  'without root it is told what to run, and nothing has been changed',
  { skip: asNobody ? false : 'no Debian here with setpriv' },
  async () => {
    const own = mkdtempSync(join(tmpdir(), 'weauth-nobody-'))
    after(() => rmSync(own, { recursive: true, force: true }))
    if (isRoot) chownSync(own, 65_534, 65_534)
    // The capability to read stays, for some checkouts only root may read; none to write.
    const drop = isRoot
      ? ['setpriv', '--reuid', '65534', '--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search']
      : ['env']
    const { code, out, err } = await run(['ca', 'trust'], { ...home, WEAUTH_HOME: own }, [
      ...drop,
      process.execPath,
      weauth,
    ])
    assert.deepEqual({ code, out }, { code: 1, out: '' })
    assert.match(
      err,
      /only root can change the system's store\n +run this:\n +sudo install -m 644 .+\n +sudo update-ca-certificates\n/,
    )
  },
)

// Catches files of root's in the home of a user, which later runs of the user's cannot replace.
test(
  'under sudo that keeps the user’s home nothing is made there, by whatever command',
  { skip: isRoot ? false : 'not root here' },
  async () => {
    const user = join(folder, 'of a user')
    mkdirSync(user)
    chownSync(user, 65_534, 65_534)
    const sudo = { WEAUTH_HOME: '', XDG_DATA_HOME: '', SUDO_USER: 'me', HOME: user }
    for (const args of [
      ['ca', 'path'],
      ['run', '--', 'true'],
      ['hosts', '--https-port', '0'],
    ]) {
      const { code, err } = await run(args, sudo)
      assert.match(err, /would be root's\n +run it without sudo, or name another folder in WEAUTH_HOME/)
      assert.equal(code, 2)
    }
    assert.deepEqual(readdirSync(user), [])
    // A home of root's own is root's to use.
    const root = join(folder, 'of root')
    mkdirSync(root)
    assert.equal((await ca(['path'], { ...sudo, HOME: root })).code, 0)
  },
)
