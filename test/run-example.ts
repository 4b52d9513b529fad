import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { builtinSeed, createPlatform } from '@weauth/platform'

/** A port that was free a moment ago: the example must know its own address before it listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Runs an example as it is, in a process of its own, and logs a user in; returns the page that greets them. */
export async function greeting(t: TestContext, file: string): Promise<string> {
  const port = await freePort()
  const seed = builtinSeed([`127.0.0.1:${port}`])
  const platform = await createPlatform({ seed })
  t.after(() => platform.close())
  const { url: wechat } = await platform.listen({ port: 0 })
  const app = seed.apps[0] ?? assert.fail('no app')

  const child = spawn(process.execPath, ['--conditions=weauth-source', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      WECHAT_HOST: wechat,
      WECHAT_APPID: app.appid,
      WECHAT_SECRET: app.secret,
      LOGIN_KEY: 'a key for tests alone, of more than 32 characters',
    },
    timeout: 20_000,
  })
  t.after(() => child.kill('SIGKILL'))
  const [line] = (await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    once(child, 'exit').then(([code]) => assert.fail(`the example ended with ${code}`)),
  ])) as [string]
  const origin = line.trim()

  const cookies = new Map<string, string>()
  const get = async (url: string): Promise<Response> => {
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }
    const response = await fetch(new URL(url, origin), { redirect: 'manual', headers })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    return response
  }
  let response = await get('/')
  for (let hops = 0; hops < 6 && response.headers.has('location'); hops += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one redirect after the other, as a browser goes
    response = await get(response.headers.get('location') ?? '')
  }
  assert.equal(response.status, 200)
  return await response.text()
}
