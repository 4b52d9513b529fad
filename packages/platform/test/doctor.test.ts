import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Platform, Seed } from '@weauth/platform'
import { createPlatform } from '@weauth/platform'
import { behavioursOf } from '@weauth/protocol'
import type { Report } from '@weauth/protocol/doctor'
import { diagnose } from '@weauth/protocol/doctor'
import { apps, ids, known } from '../../protocol/test/doctor/apps.ts'
import { corpus } from '../../protocol/test/doctor/corpus.ts'
import { generateLink, randomFrom } from '../../protocol/test/doctor/generated-links.ts'
import { link } from '../../protocol/test/doctor/links.ts'

const seed: Seed = {
  openPlatforms: [],
  apps: Object.entries(apps).map(([appid, facts]) => ({
    ...facts,
    appid,
    secret: '0123456789abcdef0123456789abcdef',
    name: appid,
    refreshTokenDays: 30,
  })),
  users: [
    {
      id: 'alice',
      nickname: '小艾',
      sex: 2,
      country: 'CN',
      province: '广东',
      city: '深圳',
      language: 'zh_CN',
      privilege: [],
      avatar: 1,
      follows: [],
    },
  ],
}

async function platformOf(t: TestContext, options: Parameters<typeof createPlatform>[0] = {}): Promise<Platform> {
  const platform = await createPlatform({ seed, defaultUser: 'alice', traceLimit: 0, ...options })
  t.after(() => platform.close())
  return platform
}

/** The rule at which the platform stops, or that it opens: sends a code, or asks for consent. */
async function answerOf(platform: Platform, url: string): Promise<string> {
  const response = await platform.fetch(new Request(url))
  const body = await response.text()
  const finding = response.headers.get('x-weauth-finding')
  if (finding !== null) return finding
  assert.ok(response.status === 302 || body.includes('/connect/oauth2/confirm'), `${response.status} ${url}`)
  return 'opens'
}

const firstError = (url: string, behaviours = behavioursOf('documented')): string =>
  diagnose(url, { ...known, behaviours }).diagnoses[0]?.findings.find(({ severity }) => severity === 'error')?.id ??
  'opens'

test('the running platform answers every link of the corpus, and 3000 generated ones, as the doctor says', async (t) => {
  const random = randomFrom(Number(process.env['DOCTOR_SEED'] ?? 77))
  const generated = Array.from({ length: 3000 }, () => generateLink(random))
  const links = corpus
    .filter(({ text, apps: isKnown }) => isKnown && /^https:\/\/[^/]+\/connect\/oauth2\/authorize[?#]/.test(text))
    .map(({ text }) => text)
    .filter((text) => diagnose(text).diagnoses[0]?.kind === 'authorize')
  for (const profile of ['documented', 'observed'] as const) {
    const platform = await platformOf(t, { profile, behaviours: { 'wechat-only': false } })
    const half = generated.filter((_, index) => (index % 2 === 0) === (profile === 'documented'))
    for (const url of [...links, ...half]) {
      const local = url.replace(/^https:\/\/[^/]+/, 'https://open.weixin.qq.com')
      assert.equal(await answerOf(platform, local), firstError(local, behavioursOf(profile)), local)
    }
  }
})

const ask = (platform: Platform, text: string, headers: Record<string, string> = {}): Promise<Response> =>
  platform.fetch(
    new Request('https://open.weixin.qq.com/_weauth/doctor', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ text }).toString(),
    }),
  )

test('the error page leads to the doctor with the link filled in, and the doctor knows this platform’s apps', async (t) => {
  const platform = await platformOf(t)
  const url = link({ redirect_uri: 'https://pay.qq.com/cb' })
  const error = await (await platform.fetch(new Request(url))).text()
  const href = /href="(\/_weauth\/doctor\?text=[^"]+)"/.exec(error)?.[1] ?? assert.fail('no link to the doctor')
  const page = await (await platform.fetch(new Request(`https://open.weixin.qq.com${href}`))).text()
  assert.match(page, /callback-domain/)
  assert.match(page, /redirect_uri域名与后台配置不一致，错误码:10003/)
  assert.match(page, /www\.qq\.com, wx\.qq\.com\/mp/, 'the domains that are configured here')
})

test('the doctor’s page answers programs with the same report as the function', async (t) => {
  const platform = await platformOf(t)
  const url = link({ appid: ids.unverified, state: 'a-b' })
  const answer = await ask(platform, url, { accept: 'application/json' })
  assert.deepEqual((await answer.json()) as Report, JSON.parse(JSON.stringify(diagnose(url, known))))
})

test('the doctor’s page shows no secret that was pasted', async (t) => {
  const platform = await platformOf(t, { traceLimit: 10 })
  const secret = 'fedcba9876543210fedcba9876543210'
  const url = link().replace('#', `&secret=${secret}#`)
  const page = await (await ask(platform, url)).text()
  assert.match(page, /secret-in-link/)
  assert.ok(!page.includes(secret))
  await platform.fetch(new Request(`https://open.weixin.qq.com/_weauth/doctor?text=${encodeURIComponent(url)}`))
  assert.ok(!JSON.stringify(platform.traces()).includes(secret))
})

test('in production there is no doctor', async (t) => {
  const platform = await platformOf(t, {
    mode: 'production',
    identify: () => undefined,
    identityKey: 'k'.repeat(32),
    defaultUser: undefined as never,
  })
  const answer = await platform.fetch(new Request('https://open.weixin.qq.com/_weauth/doctor'))
  assert.equal(answer.status, 404)
  const error = await (await platform.fetch(new Request(link({ scope: '' })))).text()
  assert.ok(!error.includes('doctor'))
})
