/** A whole login with no port, as a test has it: the platform's `fetch`, five requests. Run as a process; answers with milliseconds. */
import { createPlatform, openMemoryStore, systemClock } from '@weauth/platform'
import { codeOf } from './flow.ts'
import { seed } from './servers/weauth.ts'
import { benchApp } from './flow.ts'

const platform = await createPlatform({ seed, store: openMemoryStore({ clock: systemClock }) })
const api = 'https://api.weixin.qq.com'
const link =
  'https://open.weixin.qq.com/connect/oauth2/authorize?' +
  `appid=${benchApp.appid}&redirect_uri=${encodeURIComponent(benchApp.callback)}&response_type=code&scope=snsapi_userinfo&state=s1`
const headers = { 'x-weauth-user': 'bench', 'x-weauth-consent': 'allow' }

async function ask(path: string): Promise<Record<string, string>> {
  return JSON.parse(await (await platform.fetch(new Request(api + path))).text()) as Record<string, string>
}

async function login(): Promise<void> {
  const redirect = await platform.fetch(new Request(link, { headers, redirect: 'manual' }))
  const code = codeOf({ status: 302, head: `\r\nlocation: ${redirect.headers.get('location')}\r\n`, body: '' })
  const app = `appid=${benchApp.appid}`
  const token = await ask(
    `/sns/oauth2/access_token?${app}&secret=${benchApp.secret}&code=${code}&grant_type=authorization_code`,
  )
  const fresh = await ask(
    `/sns/oauth2/refresh_token?${app}&grant_type=refresh_token&refresh_token=${token['refresh_token']}`,
  )
  const query = `access_token=${fresh['access_token']}&openid=${fresh['openid']}`
  if ((await ask(`/sns/userinfo?${query}`))['nickname'] !== '基准') throw new Error('no user info')
  if ((await ask(`/sns/auth?${query}`))['errmsg'] !== 'ok') throw new Error('not checked')
}

for (let warm = 0; warm < 500; warm += 1) await login()
const took: number[] = []
for (let run = 0; run < 2000; run += 1) {
  const before = performance.now()
  await login()
  took.push(performance.now() - before)
}
await platform.close()
took.sort((a, b) => a - b)
process.send?.({ p50: took[1000], p99: took[1980] })
