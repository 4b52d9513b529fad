import assert from 'node:assert/strict'
import type { AccountOptions, AnyWeauthError, TokenReply, UserinfoReply } from '@weauth/client'
import type { Client, Edit, Row } from './planted.ts'
import { answering, sent } from './upstream.ts'

// What the tables of upstream answers are written in: calls by a client, sound or with a bug, and what they must come to.

export const tokenBody: string = `{"access_token":"${sent.accessToken}","expires_in":7200,"refresh_token":"${sent.refreshToken}","openid":"${sent.openid}","scope":"snsapi_base"}`
export const profileBody: string = `{"openid":"${sent.openid}","nickname":"N","sex":0,"headimgurl":"","privilege":[]}`

export const edit = (file: string, from: string, to: string): readonly Edit[] => [[file, from, to]]

type Options = Partial<AccountOptions>
export const accountFor = (client: Client, options: Options): ReturnType<Client['createAccount']> =>
  client.createAccount({ appid: sent.appid, secret: sent.secret, ...options })

/** The four calls, each with what {@link sent} holds. */
function callsOf(client: Client, options: Options): Record<string, () => Promise<unknown>> {
  const account = accountFor(client, options)
  return {
    exchangeCode: () => client.exchangeCode(account, sent.code),
    refreshToken: () => client.refreshToken(account, sent.refreshToken),
    userinfo: () => client.userinfo(account, sent),
    checkToken: () => client.checkToken(account, sent),
  }
}

/** The error of this package that a call ends with. */
export async function failureOf(client: Client, call: Promise<unknown>): Promise<AnyWeauthError> {
  const error: unknown = await call.then(
    (value) => assert.fail(`the call yielded ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  )
  if (error instanceof assert.AssertionError) throw error
  assert.ok(client.isWeauthError(error), `the call threw ${String(error)}`)
  return error
}

export const yields = <Value>(call: Promise<Value>): Promise<Value> =>
  call.catch((error: unknown) => assert.fail(`the call failed: ${String(error)}`))
export const exchanged = (client: Client, body: string): Promise<TokenReply> =>
  yields(client.exchangeCode(accountFor(client, { fetch: answering(body) }), sent.code))
export const profiled = (client: Client, body: string | Uint8Array<ArrayBuffer>): Promise<UserinfoReply> =>
  yields(client.userinfo(accountFor(client, { fetch: answering(body) }), sent))

/** Every call is told the same reason by an error of the right kind, and asks once. */
export const unreadable =
  (reason: string, body: string, status = 200): Row['holds'] =>
  async (client) => {
    let requests = 0
    const fetch = async (): Promise<Response> => {
      requests++
      return new Response(status === 204 ? null : body, { status })
    }
    for (const [name, call] of Object.entries(callsOf(client, { fetch }))) {
      requests = 0
      const error = await failureOf(client, call())
      assert.ok(error.code === 'malformed_reply', `${name}: ${error.message}`)
      assert.deepEqual([error.status, error.reason], [status, reason], name)
      assert.equal(error.kind, status >= 429 ? 'transient' : 'malformed')
      // A code whose exchange ended like this may be spent.
      assert.equal(error.action, name === 'exchangeCode' ? 'reauthorize' : 'retry')
      assert.equal(requests, 1)
    }
  }

export const unreadableToken =
  (reason: string, ...bodies: string[]): Row['holds'] =>
  async (client) => {
    for (const body of bodies) {
      const account = accountFor(client, { fetch: answering(body) })
      const error = await failureOf(client, client.exchangeCode(account, sent.code))
      assert.ok(error.code === 'malformed_reply', `${body}: ${error.message}`)
      assert.equal(error.reason, reason, body)
    }
  }

export const readable =
  (body: string): Row['holds'] =>
  async (client) => {
    assert.deepEqual(await exchanged(client, body), {
      accessToken: sent.accessToken,
      expiresInSeconds: 7200,
      refreshToken: sent.refreshToken,
      openid: sent.openid,
      scope: 'snsapi_base',
    })
  }
