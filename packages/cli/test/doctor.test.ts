import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Report } from '@weauth/protocol/doctor'
import { run } from './weauth-process.ts'

const good =
  'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0a1b2c3d4e5f6071&redirect_uri=https%3A%2F%2Fwww.qq.com%2Fcb&response_type=code&scope=snsapi_base&state=abc#wechat_redirect'

test('the doctor ends with 0 for a good link, 1 for errors and 2 for wrong usage', async () => {
  assert.equal((await run(['doctor', good])).code, 0)
  assert.equal((await run(['doctor', good.replace('https%3A', 'http%3A')])).code, 0, 'advice is no error')
  assert.equal((await run(['doctor', good.replace('appid', 'appId')])).code, 1)
  assert.equal((await run(['doctor', '--kind', 'service', good])).code, 0, 'no domain was told, so none is judged')
  assert.equal((await run(['doctor', '--nonsense', good])).code, 2)
  assert.equal((await run(['doctor', '--domain', 'http://www.qq.com', good])).code, 2)
  assert.equal((await run(['doctor', '--file', '/nowhere/links.txt'])).code, 2)
  assert.equal((await run(['doctor', '--kind', 'mobile', '--unverified', good])).code, 2)
})

test('a subscription account is told that it has no web authorization, an unverified one that it has none yet', async () => {
  const subscription = ['doctor', '--kind', 'subscription', '--domain', 'www.qq.com', good]
  const zh = await run([...subscription, '--lang', 'zh'])
  assert.equal(zh.code, 1)
  assert.match(zh.out.replaceAll(/\s/g, ''), /订阅号没有网页授权.*10005/)
  assert.match((await run([...subscription, '--lang', 'en'])).out, /has\s+no\s+web\s+authorization/)
  const { code, out } = await run(['doctor', '--unverified', '--lang', 'en', good])
  assert.equal(code, 1)
  assert.match(out, /account is not verified/)
})

test('the link is shown with a marker below what is wrong, and the corrected one in a line of its own', async () => {
  const { out } = await run(['doctor', '--lang', 'en', good.replace('appid', 'appId')])
  assert.match(out, /authorize\?appId=wx0a1b2c3d4e5f6071\n +11111\n/)
  assert.ok(out.split('\n').includes(good))
  assert.ok(!out.includes('\u001B'), 'no colours where it is no terminal')
})

test('standard input, a file of links and source text are read', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'weauth-doctor-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'login.js')
  await writeFile(
    file,
    `// log in\nlocation.href = '${good.replace('snsapi_base', 'snsapi_bas')}'\nfetch("https://example.com")\n`,
  )
  const { out, code } = await run(['doctor', '--json', '--file', file])
  const report = JSON.parse(out) as Report
  assert.equal(code, 1)
  assert.deepEqual(
    report.diagnoses.map(({ kind, at }) => ({ kind, ...at })),
    [{ kind: 'authorize', line: 2, column: 18 }],
  )
  assert.equal(report.diagnoses[0]?.corrected?.link, good)
})

test('a secret in a link is warned of and never printed, as text or as JSON', async () => {
  const secret = '0123456789abcdef0123456789abcdef'
  const token = `59_${'Ab1-'.repeat(20)}`
  const link = good.replace('%2Fcb', `%2Fcb%3Faccess_token%3D${token}`).replace('#', `&secret=${secret}#`)
  for (const args of [[], ['--json']]) {
    const { out } = await run(['doctor', ...args, link])
    assert.match(out, /secret-in-link/)
    for (const part of [secret, token, token.slice(3, 20)]) assert.ok(!out.includes(part))
  }
})

test('a rule, a page and an errcode are explained by name or number', async () => {
  assert.match((await run(['doctor', '--explain', 'callback-domain'])).out, /docs\/errors\.md#rule-callback-domain/)
  assert.match((await run(['doctor', '--explain', '10003'])).out, /#page-redirect-uri-domain/)
  assert.match((await run(['doctor', '--explain', '40029'])).out, /invalid code/)
  assert.match((await run(['doctor', '--explain', 'html-escaped'])).out, /docs\/doctor\.md#html-escaped/)
  const { code, err } = await run(['doctor', '--explain', 'callback-domian'])
  assert.equal(code, 2)
  assert.match(err, /callback-domain/)
})
