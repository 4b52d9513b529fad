import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { SubjectKind } from '@weauth/client'
import type { TestPlatform } from '@weauth/platform/testing'
import * as fc from 'fast-check'
import { bound, openSite, unbound } from './login-site.ts'
import type { Step, WorldOptions } from './login-world.ts'
import { live, steps } from './login-world.ts'

suite('whatever happens to logins in three browsers and two processes', () => {
  let site: Awaited<ReturnType<typeof openSite>>
  let platform: TestPlatform
  before(async () => {
    site = await openSite()
    platform = site.platform
  })
  after(() => site[Symbol.asyncDispose]())

  /** The first thing that happened and must not have, among some hundred random lives. */
  async function firstViolation(
    options: WorldOptions,
  ): Promise<{ readonly violation?: string; readonly logins: number }> {
    let logins = 0
    const property = fc.asyncProperty(steps, async (all: Step[]) => {
      const lived = await live(platform, all, options)
      logins += lived.logins
      if (lived.violations[0] !== undefined) throw new Error(lived.violations[0])
    })
    const { errorInstance } = await fc.check(property, { numRuns: 150, seed: 20_261_122, endOnFailure: true })
    return { logins, ...(errorInstance instanceof Error && { violation: errorInstance.message }) }
  }

  const kinds: readonly (readonly [SubjectKind, string])[] = [
    ['openid', bound],
    ['unionid', bound],
  ]
  for (const [subject, appid] of kinds) {
    test(`nobody is logged in as somebody else or without the own cookie, no state has two exchanges, and the subject is the ${subject}`, async () => {
      const { violation, logins } = await firstViolation({ appid, subject })
      assert.equal(violation, undefined)
      assert.ok(logins > 100, `only ${logins} logins: the lives are too poor to show anything`)
    })
  }

  test('where WeChat tells no unionid, a site that goes by unionids logs nobody in', async () => {
    assert.deepEqual(await firstViolation({ appid: unbound, subject: 'unionid' }), { logins: 0 })
  })

  test('a store that compares nothing when it sets is caught: a state had more than one exchange', async () => {
    const { violation } = await firstViolation({
      appid: bound,
      subject: 'openid',
      store: (store) => ({
        ...store,
        async setIf(key, _expected, value, lifetimeMs) {
          await store.set(key, value, lifetimeMs)
          return true
        },
      }),
    })
    assert.equal(violation, 'a state had more than one exchange')
  })

  test('a store that hands attempts out unfinished for ever is caught: a state had more than one exchange', async () => {
    const { violation } = await firstViolation({
      appid: bound,
      subject: 'openid',
      store: (store) => ({
        ...store,
        async set(key, value, lifetimeMs) {
          if (!value.includes('"status":"finished"')) await store.set(key, value, lifetimeMs)
        },
        async setIf(key, expected) {
          return (await store.get(key)) === expected
        },
      }),
    })
    assert.equal(violation, 'a state had more than one exchange')
  })

  test('a login that looks at no cookie is caught: a browser without its own cookie was logged in', async () => {
    const { violation } = await firstViolation({
      appid: bound,
      subject: 'openid',
      // As if the state alone were enough.
      callback: (login, { url }, cookie) => login.callback(new Request(url, { headers: { cookie } })),
    })
    assert.equal(violation, 'a browser without its own cookie was logged in')
  })

  test('a login that takes the openid where there is no unionid is caught: the subject was of another kind', async () => {
    const { violation } = await firstViolation({
      appid: unbound,
      subject: 'unionid',
      async callback(login, request) {
        const result = await login.callback(request)
        if (result.kind !== 'error' || result.error.code !== 'subject_missing') return result
        const openid = platform.openid(unbound, 'alice')
        const subject = { kind: 'openid', appid: unbound, value: openid } as const
        const token = { accessToken: 'a', refreshToken: 'r', openid, scope: 'snsapi_base', expiresInSeconds: 7200 }
        const headers = new Headers()
        const redirect = (): Response => new Response()
        return {
          kind: 'ok',
          identity: { subject, keys: [subject] },
          token,
          returnTo: '/',
          isReplay: false,
          headers,
          redirect,
        }
      },
    })
    assert.equal(violation, 'the subject was of another kind')
  })
})
