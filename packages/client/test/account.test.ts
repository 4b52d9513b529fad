import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import type { Account, AccountOptions } from '@weauth/client'
import { ConfigError, createAccount, exchangeCode } from '@weauth/client'
import { account, answering, failure, sent } from './upstream.ts'

const refuses = (options: Partial<AccountOptions>, what: RegExp): void => {
  assert.throws(
    () => account(options),
    (error) => {
      assert.ok(error instanceof ConfigError)
      assert.equal(error.action, 'fix-config')
      assert.match(error.message, what)
      return true
    },
  )
}

test('An account goes to WeChat’s own hosts within five seconds unless told otherwise', () => {
  const made = createAccount({ appid: sent.appid, secret: sent.secret })
  assert.deepEqual(
    { ...made },
    {
      appid: sent.appid,
      openHost: 'https://open.weixin.qq.com',
      apiHost: 'https://api.weixin.qq.com',
      deadlineMs: 5000,
    },
  )
})

test('No way of looking at an account shows its secret', () => {
  const made = account({ fetch: answering('{}') })
  const looks = [
    inspect(made, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(made),
    JSON.stringify({ ...made }),
    JSON.stringify(structuredClone(made)),
    Reflect.ownKeys(made).map(String).join(),
    Object.entries(Object.getOwnPropertyDescriptors(made)).map(String).join(),
  ]
  for (const look of looks) assert.ok(!look.includes(sent.secret), look)
})

test('A copy of an account cannot call, because it has no secret', async () => {
  const copy = { ...account({ fetch: answering('{}') }) }
  assert.equal((await failure(exchangeCode(copy, sent.code))).code, 'config')
  // @ts-expect-error An account written by hand is not one.
  const byHand: Account = { appid: '', openHost: '', apiHost: '', deadlineMs: 1 }
  assert.equal((await failure(exchangeCode(byHand, sent.code))).code, 'config')
})

test('An account cannot be changed after it was made', () => {
  assert.throws(() => Object.assign(account(), { apiHost: 'https://evil.example' }), TypeError)
})

test('A missing or mis-copied appid or secret is refused with a sentence that says which', () => {
  for (const name of ['appid', 'secret'] as const) {
    refuses({ [name]: '' }, new RegExp(`^${name} is missing`))
    refuses({ [name]: undefined as unknown as string }, new RegExp(`^${name} is missing`))
    for (const stray of ['\n', ' ', '\u200b', '\uff10']) refuses({ [name]: `ab${stray}` }, new RegExp(`^${name} holds`))
  }
})

test('Plain http is refused off this machine', () => {
  const far = [
    'http://api.weixin.qq.com',
    'http://localhost.evil.example',
    'http://evil.localhost',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://128.0.0.1',
    'http://[::2]',
    'http://[::ffff:10.0.0.1]',
  ]
  for (const host of far) {
    refuses({ apiHost: host }, /^apiHost must be an https URL/)
    refuses({ openHost: host }, /^openHost must be an https URL/)
  }
})

test('Plain http is allowed on this machine', () => {
  for (const host of ['http://localhost:3000', 'http://127.0.0.1:80', 'http://127.9.9.9', 'http://[::1]:3000'])
    assert.equal(account({ apiHost: host }).apiHost, new URL(host).origin)
})

test('A host that is no plain http or https URL is refused, and its password not repeated', () => {
  const wrong = [
    '',
    'api.weixin.qq.com',
    'ftp://localhost',
    'https://user@proxy',
    'https://:hunter2@proxy',
    'https://a?b=c',
    'https://a#b',
  ]
  for (const host of wrong) {
    refuses({ apiHost: host }, /^apiHost must be an https URL(?!.*hunter2)/)
  }
})

test('A host may have a path, and slashes at its end do not matter', () => {
  assert.equal(account({ apiHost: 'https://proxy/wechat//' }).apiHost, 'https://proxy/wechat')
})

test('A deadline that is no whole number of milliseconds, or more than a timer can wait, is refused', () => {
  for (const deadlineMs of [0, -1, 0.5, Number.NaN, Infinity, 2 ** 31]) refuses({ deadlineMs }, /^deadlineMs must be/)
})
