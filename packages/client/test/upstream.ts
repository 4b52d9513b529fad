import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Account, AccountOptions, AnyWeauthError, Fetch } from '@weauth/client'
import { checkToken, createAccount, exchangeCode, refreshToken, userinfo, WeauthError } from '@weauth/client'

/** What the tests send; each is found again wherever it leaks, for nothing else looks like it. */
export const sent = {
  appid: 'wx0a1b2c3d4e5f6071',
  secret: '5ec7e70000000000000000000000c0de',
  code: '061CANARYcode0000000000000000CAN',
  accessToken: '59_CANARY-access',
  refreshToken: '59_CANARY-refresh',
  openid: 'oCANARYopenid000000000000000',
} as const

export function account(options: Partial<AccountOptions> = {}): Account {
  return createAccount({ appid: sent.appid, secret: sent.secret, ...options })
}

/** The four calls, each with what {@link sent} holds. */
export const calls = {
  exchangeCode: (account: Account): Promise<unknown> => exchangeCode(account, sent.code),
  refreshToken: (account: Account): Promise<unknown> => refreshToken(account, sent.refreshToken),
  userinfo: (account: Account): Promise<unknown> => userinfo(account, sent),
  checkToken: (account: Account): Promise<unknown> => checkToken(account, sent),
} as const

/** A fetch that answers any request with this body. */
export const answering =
  (body: string | Uint8Array<ArrayBuffer>, init: ResponseInit = {}): Fetch =>
  async () =>
    new Response(body, init)

export type Upstream = { readonly host: string; readonly requests: { url: string; rawHeaders: string[] }[] }

/** A server on this machine, gone when the test ends. */
export async function listen(test: TestContext, answer: RequestListener): Promise<Upstream> {
  const requests: Upstream['requests'] = []
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', rawHeaders: request.rawHeaders })
    answer(request, response)
  }).listen(0, '127.0.0.1')
  test.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  return { host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** The error a call ends with. */
export async function failure(call: Promise<unknown>): Promise<AnyWeauthError> {
  const error = await call.then(
    (value) => assert.fail(`the call should have failed, but yielded ${JSON.stringify(value)}`),
    (error: unknown) => error,
  )
  if (error instanceof WeauthError) return error as AnyWeauthError
  throw error
}
