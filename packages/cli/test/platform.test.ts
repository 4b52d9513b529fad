import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { get } from 'node:http'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { builtinSeed } from '@weauth/platform'
import { behaviourIds, behavioursOf, profiles } from '@weauth/protocol'
import type { Ended } from './weauth-process.ts'
import { longestMs, plain, run, start, weauth } from './weauth-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'weauth-cli-'))
after(() => rmSync(folder, { recursive: true }))

const seedFile = join(folder, 'weauth.yaml')
writeFileSync(
  seedFile,
  `profile: observed
apps:
  - appid: wx00000000000000a1
    secret: 0123456789abcdef0123456789abcdef
    name: 自家商店
    callbackDomains: [shop.example.com]
users:
  - { id: ann, nickname: 安, follows: [wx00000000000000a1] }
  - { id: ben, nickname: 本 }
`,
)

type ReadyLine = {
  readonly url: string
  readonly listening: string
  readonly profile: string
  readonly apps: {
    readonly appid: string
    readonly secret?: string
    readonly name: string
    readonly callbackDomains: string[]
  }[]
  readonly users: { readonly id: string; readonly follows: boolean }[]
}
const readyLine = (out: string): ReadyLine => JSON.parse(out) as ReadyLine

const columns = (line: string): number => line.replaceAll(/\p{Script=Han}/gu, '..').length

const [app] = builtinSeed([]).apps
assert.ok(app)

/** A link of the app in the seed that asks nothing of the user. */
const silentLink =
  '/connect/oauth2/authorize?appid=wx00000000000000a1&redirect_uri=https%3A%2F%2Fshop.example.com%2F&response_type=code&scope=snsapi_base&state=a'

const locationOf = async (url: string, headers: Record<string, string>): Promise<string | null> =>
  (await fetch(new URL(silentLink, url), { redirect: 'manual', headers })).headers.get('location')

/** The authorize link in a banner. */
const linkIn = (out: string): URL => new URL(/\S+#wechat_redirect/.exec(out)?.[0] ?? 'none:')
const open = (link: URL, user: string): Promise<Response> =>
  fetch(link, { redirect: 'manual', headers: { 'x-weauth-user': user, 'x-weauth-consent': 'allow' } })

test('--json prints one line when ready, with url, apps and users, and nothing else', async (t) => {
  const platform = await start(t, ['--json', '--memory'])
  const ready = readyLine(platform.out())
  assert.deepEqual(ready.apps.map(({ appid, secret, name }) => ({ appid, secret, name }))[0], {
    appid: app.appid,
    secret: app.secret,
    name: app.name,
  })
  assert.deepEqual(
    ready.users.map(({ id, follows }) => `${id} ${follows}`),
    ['alice true', 'bob false', 'carol false', 'dave true'],
  )
  assert.deepEqual(await (await fetch(`${ready.url}/sns/auth`)).json(), {
    errcode: 41001,
    errmsg: 'access_token missing',
  })
  assert.deepEqual([platform.out().split('\n').length, platform.err()], [2, ''])
})

test('the banner tells url, mode, profile, data, app, users, a link and how to stop, within 60 columns, in zh and en', async (t) => {
  for (const [language, texts] of [
    ['en', ['in memory', 'follower  小艾', 'stranger  阿波', '--callback localhost:3000', 'Press Ctrl-C to stop']],
    ['zh', ['内存', '已关注  小艾', '未关注  阿波', '--callback localhost:3000', '按 Ctrl-C 停止']],
  ] as const) {
    const { out, url } = await start(t, ['--lang', language])
    for (const text of [url, 'development', 'documented', app.appid, app.secret, ...texts])
      assert.ok(out().includes(text), text)
    assert.ok(!out().includes('\u001b'), 'no colours where there is no terminal')
    const wide = out()
      .split('\n')
      .filter((line) => columns(line) > 60)
    assert.deepEqual(
      wide.map((line) => line.includes('/connect/oauth2/authorize')),
      [true],
      wide.join('\n'),
    )
  }
})

test('the link in the banner works and ends on a page of the platform', async (t) => {
  const { out } = await start(t, [])
  const back = await open(linkIn(out()), 'alice')
  const target = new URL(back.headers.get('location') ?? '', linkIn(out()))
  assert.equal(target.searchParams.get('state'), 'weauth')
  assert.match(target.searchParams.get('code') ?? '', /./)
  assert.equal((await fetch(target)).status, 200)
})

test('--callback adds callback domains to the built-in app, and the link leads to the first', async (t) => {
  const { out } = await start(t, ['--callback', 'localhost:3000', '--callback', 'dev.example.com'])
  const link = linkIn(out())
  assert.equal(link.searchParams.get('redirect_uri'), 'http://localhost:3000/')
  link.searchParams.set('redirect_uri', 'http://dev.example.com/cb')
  assert.match((await open(link, 'alice')).headers.get('location') ?? '', /^http:\/\/dev\.example\.com\/cb\?code=/)
})

test('--user opens links as that user, with no picker', async (t) => {
  const { out } = await start(t, ['--user', 'bob'])
  const page = await fetch(linkIn(out()), { headers: { 'x-weauth-consent': 'allow' }, redirect: 'manual' })
  assert.match(page.headers.get('location') ?? '', /code=/)
})

test('--seed brings its own apps, users and profile; --profile and --behaviour come before it', async (t) => {
  const seeded = readyLine((await start(t, ['--json', '--seed', seedFile])).out())
  assert.equal(seeded.profile, 'observed')
  assert.deepEqual(
    seeded.users.map(({ id }) => id),
    ['ann', 'ben'],
  )

  const { out } = await start(t, ['--seed', seedFile, '--profile', 'documented', '--behaviour', 'state-alphabet=off'])
  assert.match(out(), /documented/)
  const link = linkIn(out())
  assert.equal(link.searchParams.get('redirect_uri'), 'https://shop.example.com/')
  link.searchParams.set('state', 'a-b')
  assert.match((await open(link, 'ann')).headers.get('location') ?? '', /state=a-b/)
})

test('every behaviour is switched by its name: all of them against documented make observed, and the other way round', async (t) => {
  for (const profile of profiles) {
    const other = profiles.find((name) => name !== profile) ?? profile
    const [before, after] = [behavioursOf(profile), behavioursOf(other)]
    const switches = behaviourIds.flatMap((id) =>
      before[id] === after[id] ? [] : ['--behaviour', `${id}=${after[id] ? 'on' : 'off'}`],
    )
    const { out } = await start(t, ['--profile', profile, '--user', 'alice', ...switches])
    const link = linkIn(out())
    const [first, ...rest] = link.search.slice(1).split('&')
    link.search = [...rest, first].join('&')
    const chrome = await fetch(link, { headers: { 'user-agent': 'Chrome/153' }, redirect: 'manual' })
    assert.equal((await chrome.text()).includes('请在微信客户端打开链接'), other === 'observed', 'wechat-only')
    const wechat = await fetch(link, { headers: { 'user-agent': 'MicroMessenger/8' }, redirect: 'manual' })
    const finding = wechat.headers.get('x-weauth-finding')
    assert.equal(finding, other === 'documented' ? 'parameter-order' : null, 'parameter-order')
  }
})

test('--data keeps everything in a folder that it makes, across starts', async (t) => {
  const data = join(folder, 'new', 'data')
  const first = await start(t, ['--json', '--data', data, '--seed', seedFile])
  first.process.kill('SIGTERM')
  assert.deepEqual(await once(first.process, 'exit'), [0, null])
  assert.ok(existsSync(join(data, 'weauth.sqlite')))

  const { apps } = readyLine((await start(t, ['--json', '--data', data])).out())
  assert.equal(apps[0]?.appid, app.appid, 'what the seed brings comes first')
  const kept = apps.find(({ appid }) => appid === 'wx00000000000000a1')
  assert.deepEqual(kept, { appid: 'wx00000000000000a1', name: '自家商店', callbackDomains: ['shop.example.com'] })
})

test('in production the user stands in the header of a trusted proxy, and secrets are not shown', async (t) => {
  // On :: the address of an IPv4 peer is spelled ::ffff:127.0.0.1.
  const host = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
    ? '::'
    : '127.0.0.1'
  const production = `--mode production --profile documented --user-header X-User-Id --json --host ${host}`
    .split(' ')
    .concat('--seed', seedFile)
  const key = { WEAUTH_IDENTITY_KEY: 'a key of the tests alone, of 32 characters' }
  const trusting = await start(t, [...production, '--trusted-proxy', '127.0.0.0/8', '--trusted-proxy', '::1'], key)
  assert.match((await locationOf(trusting.url, { 'x-user-id': 'ben' })) ?? '', /code=/)
  for (const headers of [
    {},
    { 'x-user-id': 'nobody' },
    { 'x-user-id': 'ann, ben' },
    { 'x-weauth-user': 'ann' },
  ] as Record<string, string>[]) {
    assert.equal(await locationOf(trusting.url, headers), null, JSON.stringify(headers))
  }
  assert.doesNotMatch(trusting.out(), /0123456789abcdef0123456789abcdef/)

  const distrusting = await start(t, [...production, '--trusted-proxy', '10.0.0.0/8'], key)
  assert.equal(await locationOf(distrusting.url, { 'x-user-id': 'ben' }), null)

  const keyless = await run([...production, '--port', '0', '--trusted-proxy', '10.0.0.0/8'])
  assert.equal(keyless.code, 2)
  assert.match(keyless.err, /WEAUTH_IDENTITY_KEY/)
})

test('development on more than the loopback starts, with a warning', async (t) => {
  const { err, process } = await start(t, ['--host', '0.0.0.0', '--json'])
  const signal = AbortSignal.timeout(10_000)
  while (!err().includes('421') && process.stderr) await once(process.stderr, 'data', { signal })
  assert.match(err(), /warning: on 0\.0\.0\.0[^]*421.*--public-url http:/)
})

const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { host } }, (response) => resolve(response.resume().statusCode)).once('error', reject)
  })

test('--public-url is what it calls itself, and --allow-host another name it answers for', async (t) => {
  const given = ['--public-url', 'https://wx.example.com', '--allow-host', 'wx.local', '--json']
  const { url, listening } = readyLine((await start(t, given)).out())
  assert.equal(url, 'https://wx.example.com')
  const answers = ['wx.example.com', 'wx.local:8080', 'open.weixin.qq.com', 'evil.example'].map((host) =>
    statusFor(listening, host),
  )
  assert.deepEqual(await Promise.all(answers), [200, 200, 200, 421])
})

test(
  'Ctrl-C ends with 0 and frees the port',
  { skip: process.platform === 'win32' && 'Windows has no SIGINT' },
  async (t) => {
    const first = await start(t, ['--json'])
    await fetch(first.url) // leaves a connection open
    first.process.kill('SIGINT')
    assert.deepEqual(await once(first.process, 'exit'), [0, null])
    const { port } = new URL(first.url)
    assert.equal((await start(t, ['--json', '--port', port])).url, first.url)
  },
)

// util-linux gives a command a terminal: script -qec COMMAND /dev/null
const terminal = '/usr/bin/script'
const hasTerminal = process.platform === 'linux' && existsSync(terminal)

/** Runs `weauth` in a terminal and presses Ctrl-C when it is ready. */
async function onTerminal(columns: number): Promise<Ended> {
  const command = `stty cols ${columns}; exec "${process.execPath}" "${weauth}" --port 0`
  const child = spawn(terminal, ['-qec', command, '/dev/null'], {
    stdio: 'pipe',
    env: { ...plain, TERM: 'xterm-256color' },
    timeout: longestMs,
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part
    if (out.includes('Ctrl-C')) child.stdin.end('\u0003')
  })
  await once(child, 'close')
  return { code: child.exitCode, out, err: '' }
}

test(
  'on a terminal there are colours and, where it fits, a QR code; the keys Ctrl-C end it with 0',
  { skip: !hasTerminal && 'no util-linux script here' },
  async () => {
    const [wide, narrow] = await Promise.all([onTerminal(80), onTerminal(40)])
    assert.deepEqual([wide.code, narrow.code], [0, 0])
    assert.ok(wide.out.includes('\u001b[1mweauth'))
    assert.match(wide.out, /█▀▀▀▀▀▀▀█/)
    assert.doesNotMatch(narrow.out, /█/)
  },
)
