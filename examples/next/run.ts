/** Installs, builds and starts the example in Next, and logs a user in. The packages must be built before. */
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { builtinSeed, createPlatform } from '@weauth/platform'

const folder = import.meta.dirname
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
const next = join(folder, 'node_modules/next/dist/bin/next')

function must(command: string, ...args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: folder, env, stdio: 'inherit', timeout: 120_000 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}

/** A port that was free a moment ago: the site must know its own address before it listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A login as a browser goes through it; what the last page says. */
async function logIn(origin: string): Promise<string> {
  const cookies = new Map<string, string>()
  const get = async (url: string, method = 'GET'): Promise<Response> => {
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }
    const response = await fetch(new URL(url, origin), { method, redirect: 'manual', headers })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    return response
  }
  let response = await get('/')
  for (let hops = 0; hops < 6 && response.headers.has('location'); hops += 1) {
    const location = response.headers.get('location') ?? ''
    // Next answers HEAD by the handler of GET; the door must not spend the code by it.
    if (location.startsWith(`${origin}/callback`)) assert.equal((await get(location, 'HEAD')).status, 405)
    response = await get(location)
  }
  assert.equal(response.status, 200)
  return response.text()
}

async function ready(site: ChildProcess, origin: string): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (site.exitCode !== null) throw new Error(`next start ended with ${site.exitCode}`)
    const up = await fetch(`${origin}/login`, { redirect: 'manual' }).catch(() => undefined)
    if (up) return
    await wait(200)
  }
  throw new Error('next start did not answer within 30 s')
}

must('npm', 'ci', '--workspaces=false')
must(process.execPath, next, 'build')
const port = await freePort()
const origin = `http://127.0.0.1:${port}`
const seed = builtinSeed([`127.0.0.1:${port}`])
const [app = assert.fail('no app')] = seed.apps
const platform = await createPlatform({ seed })
const { url } = await platform.listen({ port: 0 })
const site = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)], {
  cwd: folder,
  stdio: 'inherit',
  env: {
    ...env,
    ORIGIN: origin,
    WECHAT_HOST: url,
    WECHAT_APPID: app.appid,
    WECHAT_SECRET: app.secret,
    LOGIN_KEY: 'a key for tests alone, of more than 32 characters',
  },
})
try {
  await ready(site, origin)
  assert.match(await logIn(origin), /<h1>你好，小艾<\/h1>/)
  process.stdout.write('examples/next: logged in, and greeted by name\n')
} finally {
  site.kill('SIGKILL')
  await platform.close()
}
