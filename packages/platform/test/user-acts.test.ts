import assert from 'node:assert/strict'
import { createDecipheriv, hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { test } from 'node:test'
import { buildQrconnectLink } from '@weauth/protocol'
import type { PlatformOptions } from '@weauth/platform'
import type { Harness } from './harness.ts'
import { apps, as, harness, locationOf, users } from './harness.ts'
import { encryptMessage, signMessage } from '../src/events/index.ts'

const { shop, sister, lonely, website } = apps
const token = 'AAAAA'
const encodingAesKey = 'A'.repeat(43)
const url = 'https://shop.example.com/messages?a=1'
const messagePush = { url, token }

/** An account's server that keeps what it is sent, and answers as it is told; nothing is no answer. */
function accountServer(answer: () => Response | undefined = () => new Response('success')): {
  readonly fetch: NonNullable<PlatformOptions['fetch']>
  readonly posts: { readonly url: URL; readonly body: string; readonly signal: AbortSignal | null | undefined }[]
} {
  const posts: { url: URL; body: string; signal: AbortSignal | null | undefined }[] = []
  return {
    posts,
    fetch: async (posted, { body, signal }) => {
      assert.ok(typeof body === 'string')
      posts.push({ url: new URL(posted), body, signal })
      const response = answer()
      if (response) return response
      return new Promise<Response>((_, reject) => {
        const fail = (): void => reject(new Error('aborted'))
        if (signal?.aborted === true) fail()
        else signal?.addEventListener('abort', fail)
      })
    },
  }
}

/** A platform whose shop takes messages. */
async function pushing(
  answer?: () => Response | undefined,
  more: Partial<typeof messagePush & { encodingAesKey: string }> = {},
  timeout: (ms: number) => AbortSignal = () => new AbortController().signal,
): Promise<{ h: Harness & AsyncDisposable; posts: ReturnType<typeof accountServer>['posts'] }> {
  const { fetch, posts } = accountServer(answer)
  const h = await harness({ fetch, timeout })
  await h.change(shop, { messagePush: { ...messagePush, ...more } })
  return { h, posts }
}

const fields = (xml: string): Record<string, string> =>
  Object.fromEntries(
    [...xml.matchAll(/<(\w+)>(?:<!\[CDATA\[)?([^<\]]*)(?:\]\]>)?<\/\1>/g)].map(([, name = '', text = '']) => [
      name,
      text,
    ]),
  )

const sha1 = (...parts: string[]): string => hash('sha1', parts.toSorted().join(''))

test('WeChat’s own published example is signed and encrypted byte for byte', () => {
  assert.equal(signMessage('AAAAA', '1714037059', '486452656'), '899cf89e464efb63f54ddac96b0a0a235f53aa78')
  const encrypted =
    '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04='
  const signature = signMessage('AAAAA', '1714112445', '415670741', encrypted)
  assert.equal(signature, '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3')
  const { random, message, appid } = decrypt(encrypted)
  assert.match(message, /"Event":"debug_demo","debug_str":"hello world"/)
  assert.equal(encryptMessage(encodingAesKey, message, appid, random), encrypted)
})

function decrypt(encrypted: string): { random: Buffer; message: string; appid: string } {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0))
  const end = 20 + plain.readUInt32BE(16)
  return { random: plain.subarray(0, 16), message: plain.toString('utf8', 20, end), appid: plain.toString('utf8', end) }
}

test('who withdraws a consent ends its tokens, and the account is told, signed with its token', async () => {
  const { h, posts } = await pushing()
  await using _ = h
  const tokens = await h.login()
  assert.equal(await h.platform.userActs.revoke(shop.appid, 'bob'), true)
  const [post] = posts
  assert.ok(post && posts.length === 1)
  const query = Object.fromEntries(post.url.searchParams)
  const { signature, timestamp = '', nonce = '' } = query
  assert.equal(signature, sha1(token, timestamp, nonce))
  assert.deepEqual([query['a'], timestamp], ['1', String(h.platform.clock.now() / 1000)])
  assert.ok(!('msg_signature' in query))
  const { ToUserName, FromUserName, ...message } = fields(post.body)
  assert.match(ToUserName ?? '', /^gh_[0-9a-f]{12}$/)
  assert.equal(query['openid'], FromUserName)
  assert.deepEqual(message, {
    CreateTime: timestamp,
    MsgType: 'event',
    Event: 'user_authorization_revoke',
    OpenID: tokens['openid'],
    UnionID: tokens['unionid'],
    AppID: shop.appid,
    RevokeInfo: '205',
  })
  assert.equal((await h.api('/sns/userinfo', tokens))['errcode'], 50001)
  assert.equal((await h.api('/sns/userinfo', await h.login()))['errcode'], undefined, 'to authorize again works')
})

test('with a key the message is encrypted, for this appid, and the ciphertext is signed', async () => {
  const { h, posts } = await pushing(undefined, { encodingAesKey })
  await using _ = h
  await h.login()
  await h.platform.userActs.revoke(shop.appid, 'bob')
  const { body = '', url: posted } = posts[0] ?? {}
  const { timestamp = '', nonce = '', ...query } = Object.fromEntries(posted?.searchParams ?? [])
  const { Encrypt = '', ...rest } = fields(body)
  assert.deepEqual(Object.keys(rest), ['ToUserName'])
  assert.equal(query['encrypt_type'], 'aes')
  assert.equal(query['msg_signature'], sha1(token, timestamp, nonce, Encrypt))
  assert.equal(query['signature'], sha1(token, timestamp, nonce))
  const { message, appid } = decrypt(Encrypt)
  assert.equal(fields(message)['Event'], 'user_authorization_revoke')
  assert.equal(appid, shop.appid)
})

test('of twenty who withdraw one consent at once, the account hears once', async () => {
  const { h, posts } = await pushing()
  await using _ = h
  await h.login()
  const all = await Promise.all(Array.from({ length: 20 }, () => h.platform.userActs.revoke(shop.appid, 'bob')))
  assert.equal(all.filter(Boolean).length, 1)
  assert.equal(posts.length, 1)
})

test('nobody is told who takes no messages, and nobody of what was never consented to', async () => {
  const { h, posts } = await pushing()
  await using _ = h
  await h.login({ appid: sister.appid })
  await h.login({ scope: 'snsapi_base' })
  assert.equal(await h.platform.userActs.revoke(sister.appid, 'bob'), true)
  assert.equal(await h.platform.userActs.revoke(shop.appid, 'bob'), false)
  assert.deepEqual(posts, [])
})

// Catches a platform that waits for the account's server, or that goes on trying for ever.
test('without an answer it is tried three times, five seconds each, while nobody waits; any answer is one', async () => {
  const timeouts: AbortController[] = []
  const asked: number[] = []
  const { h, posts } = await pushing(
    () => undefined,
    {},
    (ms) => {
      asked.push(ms)
      return timeouts[timeouts.push(new AbortController()) - 1]?.signal ?? assert.fail()
    },
  )
  await using _ = h
  await h.login()
  assert.equal(await h.platform.userActs.revoke(shop.appid, 'bob'), true, 'answered though the server is silent')
  for (const tries of [1, 2, 3]) {
    assert.equal(posts.length, tries)
    timeouts.at(-1)?.abort()
    await setImmediate()
  }
  assert.equal(posts.length, 3)
  assert.deepEqual(asked, [5000, 5000, 5000])
  assert.equal(new Set(posts.map(({ body }) => body)).size, 1, 'the same message each time')
  assert.match(h.platform.traces().at(-1)?.outcome ?? '', /^user_authorization_revoke: not delivered/)

  const failing = await pushing(() => new Response('', { status: 500 }))
  await using __ = failing.h
  await failing.h.login()
  await failing.h.platform.userActs.revoke(shop.appid, 'bob')
  await setImmediate()
  assert.equal(failing.posts.length, 1)
})

// Catches a message that ends the process: nobody waits for it, so nobody would hear of its failure.
test('a message that cannot be written is reported, and the consent is withdrawn all the same', async () => {
  const errors: unknown[] = []
  await using h = await harness({ onError: (error) => errors.push(error) })
  await h.change(shop, { messagePush: { url: 'no address', token } })
  await h.login()
  assert.equal(await h.platform.userActs.revoke(shop.appid, 'bob'), true)
  await setImmediate()
  assert.equal(errors.length, 1)
})

test('a login of a website app is withdrawn like any other: all of it, its RevokeInfo says', async () => {
  const { h, posts } = await pushing()
  await using _ = h
  await h.change(website, { messagePush })
  const link = buildQrconnectLink({ appid: website.appid, redirectUri: 'https://shop.example.com/cb', state: 'a1' })
  const asked = await h.open(link, as({ consent: 'allow' }))
  const tokens = (await h.exchange(locationOf(asked).searchParams.get('code') ?? '', website)) as Record<string, string>
  assert.equal(await h.platform.userActs.revoke(website.appid, 'bob'), true)
  assert.equal(fields(posts[0]?.body ?? '')['RevokeInfo'], '301')
  assert.equal((await h.api('/sns/userinfo', tokens))['errcode'], 50001)
})

test('a platform that closes gives up what is under way', async () => {
  const { h, posts } = await pushing(() => undefined)
  await h.login()
  await h.platform.userActs.revoke(shop.appid, 'bob')
  await h.platform.close()
  assert.equal(posts[0]?.signal?.aborted, true)
  await setImmediate()
  assert.equal(posts.length, 1)
})

test('a delivery is traced without what signs it', async () => {
  const { h } = await pushing()
  await using _ = h
  await h.login()
  await h.platform.userActs.revoke(shop.appid, 'bob')
  await setImmediate()
  const { path, outcome, appid, userId, parameters } = h.platform.traces().at(-1) ?? assert.fail()
  assert.deepEqual([path, outcome], ['https://shop.example.com/messages', 'user_authorization_revoke: delivered'])
  assert.deepEqual([appid, userId, parameters], [shop.appid, 'bob', []])
})

test('who changes the password is known to nobody until they authorize again, and nobody is told', async () => {
  const { h, posts } = await pushing()
  await using _ = h
  const tokens = await h.login()
  const elsewhere = await h.login({ appid: sister.appid, scope: 'snsapi_base' })
  await h.platform.userActs.changePassword('bob')
  for (const each of [tokens, elsewhere]) assert.equal((await h.api('/sns/auth', each))['errcode'], 42007)
  assert.equal((await h.api('/sns/auth', await h.login()))['errcode'], 0)
  assert.deepEqual(posts, [])
})

test('a cleaned profile is told to whom the user consented in the last 30 days, who then finds it clean', async () => {
  const { h, posts } = await pushing()
  await using _ = h
  await h.change(lonely, { messagePush })
  const old = { appid: lonely.appid, redirectUri: 'https://lonely.example.com/mp' }
  await h.login(old, { user: 'alice' })
  h.platform.clock.advance(30 * 86_400 + 1)
  const tokens = await h.login({}, { user: 'alice' })
  await h.platform.userActs.cleanProfile('alice')
  assert.deepEqual(
    posts.map(({ body }) => [fields(body)['Event'], fields(body)['AppID'], fields(body)['RevokeInfo']]),
    [['user_info_modified', shop.appid, undefined]],
  )
  const { nickname, headimgurl } = await h.api('/sns/userinfo', tokens)
  assert.deepEqual([nickname, headimgurl], ['微信用户', ''])
})

test('who deletes the account is gone: calls about them get 50002, links are refused, every account is told', async () => {
  const { h, posts } = await pushing()
  await using _ = h
  await h.change(sister, { messagePush })
  const tokens = await h.login()
  await h.login({ appid: sister.appid })
  await h.platform.userActs.deleteAccount('bob')
  assert.deepEqual(
    posts.map(({ body }) => [fields(body)['Event'], fields(body)['AppID']]),
    [shop, sister].map(({ appid }) => ['user_authorization_cancellation', appid]),
  )
  assert.equal((await h.api('/sns/userinfo', tokens))['errcode'], 50002)
  assert.equal((await h.api('/sns/auth', tokens))['errcode'], 50002)
  const refused = await h.open(h.link(), { 'x-weauth-user': users.bob.id })
  assert.equal(refused.headers.get('x-weauth-finding'), 'visitor-not-limited')
})
