import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openSqliteStore } from '@weauth/platform'
import { manualClock } from '@weauth/platform/testing'
import { apps, harness, users } from './harness.ts'

/** Two platforms over one file, as two processes would have it. */
async function twoInstances(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'weauth-instances-'))
  const open = () => harness({ store: openSqliteStore({ path: join(folder, 'weauth.sqlite'), clock: manualClock() }) })
  const [one, other] = [await open(), await open()]
  t.after(async () => {
    await one.platform.close()
    await other.platform.close()
    rmSync(folder, { recursive: true })
  })
  return { one, other }
}

// Catches a directory that is read at the start and never again.
test('an app saved by one instance is known to the other at the next request', async (t) => {
  const { one, other } = await twoInstances(t)
  const { secret: _, ...shop } = apps.shop
  await one.platform.saveApp({ ...shop, appid: 'wx00000000000000c1', secretDigest: '00'.repeat(32) })
  const link = other.link({ appid: 'wx00000000000000c1' })
  assert.equal((await other.open(link, { 'x-weauth-user': 'bob', 'x-weauth-consent': 'allow' })).status, 302)
})

test('a user whom one instance came to know has user info at the other', async (t) => {
  const { one, other } = await twoInstances(t)
  await one.platform.saveUser({ ...users.bob, id: 'erin', nickname: '朵拉' })
  const code = await one.code({}, { user: 'erin' })
  const { access_token = '', openid = '' } = (await other.exchange(code)) as Record<string, string>
  assert.equal((await other.api('/sns/userinfo', { access_token, openid }))['nickname'], '朵拉')
})

test('of two instances that save one user, both keep what the store keeps', async (t) => {
  const { one, other } = await twoInstances(t)
  for (let round = 0; round < 20; round += 1) {
    const save = ({ platform }: typeof one, nickname: string) => platform.saveUser({ ...users.bob, nickname })
    await Promise.all([save(one, `一 ${round}`), save(other, `二 ${round}`)])
    // A save that changes nothing for bob lets both catch up.
    await one.platform.saveUser(users.alice)
    await other.platform.saveUser(users.alice)
    const names = [one, other].map(({ platform }) => platform.users().find(({ id }) => id === 'bob')?.nickname)
    assert.equal(names[0], names[1])
  }
})
