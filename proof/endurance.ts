import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createPlatform, openSqliteStore } from '@weauth/platform'
import type { Platform, Store } from '@weauth/platform'
import { manualClock } from '@weauth/platform/testing'
import { benchApp, codeOf } from '../bench/flow.ts'
import { seed } from '../bench/servers/weauth.ts'
import type { Proof } from './proof.ts'

const api = 'https://api.weixin.qq.com'
const link =
  `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${benchApp.appid}` +
  `&redirect_uri=${encodeURIComponent(benchApp.callback)}&response_type=code&scope=snsapi_userinfo&state=s1`
const headers = { 'x-weauth-user': 'bench', 'x-weauth-consent': 'allow' }

async function ask(platform: Platform, path: string): Promise<Record<string, string>> {
  const reply = JSON.parse(await (await platform.fetch(new Request(api + path))).text()) as Record<string, string>
  assert.ok(Number(reply['errcode'] ?? 0) === 0, JSON.stringify(reply))
  return reply
}

/** Five requests. */
async function login(platform: Platform): Promise<void> {
  const redirect = await platform.fetch(new Request(link, { headers, redirect: 'manual' }))
  const code = codeOf({ status: 302, head: `\r\nlocation: ${redirect.headers.get('location')}\r\n`, body: '' })
  const app = `appid=${benchApp.appid}`
  const token = await ask(
    platform,
    `/sns/oauth2/access_token?${app}&secret=${benchApp.secret}&code=${code}&grant_type=authorization_code`,
  )
  const fresh = await ask(
    platform,
    `/sns/oauth2/refresh_token?${app}&grant_type=refresh_token&refresh_token=${token['refresh_token']}`,
  )
  const query = `access_token=${fresh['access_token']}&openid=${fresh['openid']}`
  await ask(platform, `/sns/userinfo?${query}`)
  await ask(platform, `/sns/auth?${query}`)
}

function collected(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed
}

/** How large a database is, with what is still in its log. */
function sizeOf(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true })
  const [pages, size] = ['page_count', 'page_size'].map((name) => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]))
  db.close()
  return (pages ?? 0) * (size ?? 0)
}

async function sweep(store: Store): Promise<void> {
  while ((await store.purge(500, dayMs)) >= 500);
}

/** Logins that share their commits: one after the other they would wait for the disk most of the time. */
const atOnce = 8
const days = 100
const dayMs = 86_400_000

export const endurance: Proof = {
  claim: 'under endless traffic the memory and the file stop growing when as much ends as begins',
  plantedBug: 'sweeper-off',
  async run({ size, folder }) {
    // A day of ten requests a second, spread over a hundred days, so that tokens of thirty days end and are swept away, too.
    const requests = size === 'full' ? 864_000 : 4000
    const logins = requests / 5
    const path = join(folder, 'weauth.sqlite')
    const clock = manualClock()
    const store = openSqliteStore({ path, clock })
    const platform = await createPlatform({ seed, store, clock })
    const marks: { day: number; file: number; heap: number }[] = []
    for (let index = atOnce; index <= logins; index += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, () => login(platform)))
      clock.advance((days * 86_400 * atOnce) / logins)
      if (index % 40 === 0) await sweep(store)
      if (index % (logins / 10) === 0)
        marks.push({ day: (index / logins) * days, file: sizeOf(path), heap: collected() })
    }
    await platform.close()
    const from = marks.find(({ day }) => day >= 50) ?? assert.fail('no mark at half time')
    const last = marks.at(-1) ?? from
    const grown = (last.file - from.file) / from.file
    const heap = (last.heap - from.heap) / 2 ** 20
    assert.ok(grown < 0.02, `the file grew by ${(grown * 100).toFixed(1)} % from day 50 to day 100`)
    assert.ok(heap < 4, `the heap grew by ${heap.toFixed(1)} MiB from day 50 to day 100`)
    const megabytes = (last.file / 2 ** 20).toFixed(1)
    return `${requests.toLocaleString('en')} requests over ${days} days: from day 50 to day 100 the file of ${megabytes} MiB grew by ${(grown * 100).toFixed(1)} %, the heap by ${heap.toFixed(1)} MiB`
  },
}
