import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { wechatNames } from '@weauth/protocol'
import { parse } from 'yaml'
import type { Ended } from './weauth-process.ts'
import { run, weauth } from './weauth-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'weauth-hosts-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const env = { WEAUTH_HOME: join(folder, 'home'), HTTPS_PROXY: '', https_proxy: '', NODE_OPTIONS: '' }
const hosts = (...args: string[]): Promise<Ended> => run(['hosts', ...args], env)
const root = join(import.meta.dirname, '../../..')

const isRoot = process.getuid?.() === 0
const works = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0
// A network and mounts of its own: port 443 and the hosts file in there are nobody else's.
const own = isRoot ? '-mn' : '-rmn'
const inside = 'ip link set lo up && mount --bind /etc/hosts /etc/hosts'
const skip = works('unshare', own, 'sh', '-c', inside) ? false : 'no private network and mounts here (unshare, ip)'

/** Runs a script in a network and mounts of its own, where the hosts file is what `lines` prints. */
function alone(script: string, lines: string, more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const scratch = mkdtempSync(join(folder, 'alone-'))
  const before = `set -e
ip link set lo up
{ echo 127.0.0.1 localhost; ${lines}; } > "$SCRATCH/hosts"
mount --bind "$SCRATCH/hosts" /etc/hosts
mkfifo "$SCRATCH/ready"
`
  const given = { ...env, ...more, SCRATCH: scratch, NODE: process.execPath, WEAUTH: weauth }
  return run([own, 'sh', '-c', `${before}${script}`], given, ['unshare'])
}

/** Starts a command in the script, keeps what it says in `$said` until it is ready, and ends it with the script. */
const serving = (command: string): string => `${command} > "$SCRATCH/ready" & server=$!
trap 'kill $server' EXIT
exec 3< "$SCRATCH/ready"
said=
while read -r line <&3; do
  said="$said$line
"
  case "$line" in *Ctrl-C* | {*) break ;; esac
done
`

const login = join(folder, 'login.cjs')
writeFileSync(
  login,
  `const OAuth = require(${JSON.stringify(join(root, 'node_modules/wechat-oauth'))})
const api = new OAuth('wx0a1b2c3d4e5f6071', '0123456789abcdef0123456789abcdef')
const headers = { 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }
fetch(api.getAuthorizeURL('http://localhost:3000/cb', 's1', 'snsapi_userinfo'), { headers, redirect: 'manual' }).then((answer) => {
  const code = new URL(answer.headers.get('location')).searchParams.get('code')
  api.getUserByCode(code, (error, user) => console.log(error || user.nickname))
})`,
)

const oneCall = 'https://api.weixin.qq.com/sns/auth'
const answer = '{"errcode":41001,"errmsg":"access_token missing"}'
const calls: readonly [name: string, command: string][] = [
  ['curl', `curl -sS --cacert "$CERTIFICATE" ${oneCall}`],
  [
    'python3',
    `SSL_CERT_FILE="$BUNDLE" python3 -c 'import urllib.request as u; print(u.urlopen("${oneCall}").read().decode())'`,
  ],
  ['curl', `curl -sS -6 --cacert "$CERTIFICATE" ${oneCall}`],
]
const present = calls.filter(([name]) => works(name, '--version'))

// Catches a port that only a proxy or a preloader finds, a certificate without the names, and IPv6 lookups that pass the hosts file by.
test(
  'by the printed lines, on port 443, clients reach the platform under WeChat’s names, and wechat-oauth logs a user in',
  { skip },
  async () => {
    const script = `${serving('"$NODE" "$WEAUTH" hosts --json --callback localhost:3000')}
CERTIFICATE="$WEAUTH_HOME/trust/certificate.pem"; BUNDLE="$WEAUTH_HOME/trust/bundle.pem"
printf "%s\\n" "$line"
${present.map(([, command]) => `${command}; echo`).join('\n')}
NODE_EXTRA_CA_CERTS="$CERTIFICATE" "$NODE" ${JSON.stringify(login)}`
    const { code, out, err } = await alone(script, '"$NODE" "$WEAUTH" hosts --lines')
    assert.equal(code, 0, `${out}${err}`)
    const [ready = '', ...said] = out.split('\n').filter(Boolean)
    assert.deepEqual(said, [...present.map(() => answer), '小艾'], err)
    const told = JSON.parse(ready) as Record<string, unknown>
    assert.deepEqual([told['port'], told['addresses']], [443, ['127.0.0.1', '::1']])
  },
)

type Service = {
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly volumes: readonly string[]
  readonly networks: { readonly default: { readonly aliases: readonly string[] } }
  readonly healthcheck: { readonly test: readonly string[] }
}
type Compose = { readonly services: Readonly<Record<string, Service>>; readonly volumes: object }

const words = (list: readonly string[]): string =>
  list.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')

// There is no Docker in here: the command, the names and the variables of the file are used as a container would. Catches a command, a path
// or a variable that is not as this weauth has it.
test(
  'what the Compose file says works: its command under its aliases, healthy by its check, trusted by its variables',
  { skip },
  async () => {
    const { services } = parse((await hosts('--compose', 'app', '--callback', 'localhost:3000')).out) as Compose
    const { weauth: platform = assert.fail(), app = assert.fail() } = services
    const [installed = ''] = platform.volumes
    const [source = '', target = ''] = installed.split(':')
    const home = join(folder, 'container')
    const translated = (text: string): string =>
      text.replace('/usr/local/share/weauth', join(home, 'trust')).replace(`${target}/`, `${source}/`)
    const [, ...command] = platform.command.map(translated)
    const [, , ...check] = platform.healthcheck.test
    const variables = Object.entries(app.environment).map(([name, value]) => `${name}=${translated(value)}`)
    const lines = `echo 127.0.0.1 weauth ${platform.networks.default.aliases.join(' ')}`
    const script = `${serving(`"$NODE" ${words(command)}`)}
"$NODE" ${words(check)} && echo healthy
env ${words(variables)} "$NODE" ${JSON.stringify(login)}
env ${words(variables)} "$NODE" -e 'fetch(process.env.WEAUTH_URL + "/sns/auth").then((r) => r.text()).then((t) => console.log("internal", t))'
if command -v curl > /dev/null; then env ${words(variables)} curl -sS ${oneCall}; fi`
    const { code, out, err } = await alone(script, lines, { WEAUTH_HOME: home })
    assert.deepEqual(
      out.split('\n').filter(Boolean),
      ['healthy', '小艾', `internal ${answer}`, ...(works('curl', '--version') ? [answer] : [])],
      err,
    )
    assert.equal(code, 0)
    // A container is given what it trusts, and no key.
    assert.ok(app.volumes.every((volume) => volume.startsWith('weauth-trust:') && volume.endsWith(':ro')))
  },
)

test('the Compose file hands on the platform’s options, and mounts the files they name', async () => {
  const seed = join(folder, 'my seed.yaml')
  const { out } = await hosts(
    '--compose',
    'app',
    '--compose',
    'job',
    '--seed',
    seed,
    '--data',
    folder,
    '--user',
    'alice',
    '--port',
    '5001',
  )
  const { services, volumes } = parse(out) as Compose
  assert.deepEqual(Object.keys(services), ['weauth', 'app', 'job'])
  assert.deepEqual(Object.keys(volumes), ['weauth-home', 'weauth-trust'])
  const { weauth: platform = assert.fail() } = services
  assert.deepEqual(platform.command.slice(3).toSorted(), [
    '--data=/data',
    '--host=0.0.0.0',
    '--internal-url=http://weauth:18080',
    '--port=18080',
    '--public-url=http://127.0.0.1:5001',
    '--seed=/seed/my seed.yaml',
    '--user=alice',
  ])
  assert.ok(platform.volumes.includes(`${seed}:/seed/my seed.yaml:ro`))
  assert.ok(platform.volumes.includes(`${folder}:/data`))
})

test(
  'it says where the platform is, what to write into the hosts file and what to trust, in both languages',
  { skip },
  async () => {
    for (const [language, title] of [
      ['zh', /微信即 http:\/\/127\.0\.0\.1:\d+/],
      ['en', /WeChat is http:\/\/127\.0\.0\.1:\d+/],
    ] as const) {
      const { out } = await alone(`${serving(`"$NODE" "$WEAUTH" hosts --lang ${language}`)}printf %s "$said"`, ':')
      assert.match(out, title)
      for (const name of wechatNames) assert.ok(out.includes(name), name)
      assert.match(out, /^SSL_CERT_FILE=.+trust\/bundle\.pem$/m)
    }
  },
)

// Catches the authority's own folder being given to others, with the key in it.
test('what others are to trust stands apart from the key, and everybody may read it', { skip }, async () => {
  const home = join(folder, 'apart')
  await alone(serving('"$NODE" "$WEAUTH" hosts --json'), ':', { WEAUTH_HOME: home })
  const place = join(home, 'trust')
  assert.deepEqual(readdirSync(place), ['bundle.pem', 'certificate.pem'])
  assert.deepEqual(
    [place, join(place, 'bundle.pem')].map((file) => statSync(file).mode & 0o777),
    [0o755, 0o644],
  )
  const [bundle = '', certificate = ''] = readdirSync(place).map((name) => readFileSync(join(place, name), 'utf8'))
  assert.match(new X509Certificate(certificate).subject, /^CN=weauth/)
  assert.ok((bundle.match(/BEGIN CERTIFICATE/g)?.length ?? 0) > 10)
  assert.doesNotMatch(bundle + certificate, /PRIVATE KEY/)
})

test('mistakes and a port that cannot be had are told with what to do', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const taken = String((server.address() as AddressInfo).port)
  const cases: readonly [args: readonly string[], code: number, text: RegExp][] = [
    [['--https-port', taken], 1, /port \d+ is in use\n +or use --https-port 8443/],
    [['--https-port', 'x'], 2, /--https-port cannot be "x"/],
    [['--https-port', '0', '--host', '203.0.113.1'], 1, /203\.0\.113\.1 is no address of this machine/],
    [['--compose', 'my app'], 2, /must be the name of a service/],
    [['--compose', 'app', '--join', 'http://127.0.0.1:1'], 2, /leave them out/],
    [['--line'], 2, /did you mean --lines\?/],
  ]
  for (const [args, code, expected] of cases) {
    const ended = await hosts(...args)
    assert.match(ended.err, expected)
    assert.deepEqual([ended.code, ended.out], [code, ''], args.join(' '))
  }
})

const canDrop = skip === false && isRoot && works('setpriv', '--version')
test(
  'without the right to port 443 it is told how to get it',
  { skip: canDrop ? false : 'no root here who could drop it' },
  async () => {
    const home = join(folder, 'nobody')
    mkdirSync(home)
    chmodSync(folder, 0o755)
    chownSync(home, 65_534, 65_534)
    const drop =
      'setpriv --reuid 65534 --inh-caps=-all,+dac_read_search --ambient-caps=-all,+dac_read_search --bounding-set=-all,+dac_read_search'
    const { code, err } = await alone(`${drop} "$NODE" "$WEAUTH" hosts`, ':', { WEAUTH_HOME: home })
    assert.match(
      err,
      /no permission to listen on port 443\n +first: sudo sysctl net\.ipv4\.ip_unprivileged_port_start=443\n/,
    )
    assert.equal(code, 1)
  },
)
