import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { AnyWeauthError } from '@weauth/client'
import type { Client, Row } from './planted.ts'
import { proveRows } from './planted.ts'
import { accountFor, edit, exchanged, failureOf, tokenBody, unreadableToken } from './upstream-row.ts'
import { listen, sent } from './upstream.ts'

// What a connection to an upstream may come to.

const [transport, errors] = ['client/src/transport.ts', 'client/src/errors.ts']

const bomb = gzipSync(new Uint8Array(8 * 1024 * 1024).fill(0x20))

/** A server on this machine that misbehaves, and what an exchange with it comes to. */
async function meets(
  client: Client,
  t: TestContext,
  answer: Parameters<typeof listen>[1],
): Promise<{ error: AnyWeauthError; requests: Awaited<ReturnType<typeof listen>>['requests'] }> {
  const { host, requests } = await listen(t, answer)
  const account = accountFor(client, { apiHost: host })
  return { error: await failureOf(client, client.exchangeCode(account, sent.code)), requests }
}

/** So many blanks, one every five milliseconds. */
function dripping(drops: number): ReadableStream<Uint8Array> {
  let left = drops
  return new ReadableStream({
    pull: (controller) =>
      new Promise((resolve) => {
        setTimeout(() => {
          if (left-- > 0) controller.enqueue(Uint8Array.of(0x20))
          else controller.close()
          resolve()
        }, 5)
      }),
  })
}

const network: readonly Row[] = [
  {
    row: 'F, 65 KiB',
    what: 'a body is read up to 64 KiB and not a byte further',
    bug: 'a body without a cap',
    plant: edit(transport, 'bytes > longestBody', 'bytes > 2 ** 30'),
    holds: async (client) => {
      const padded = (bytes: number): string => tokenBody + ' '.repeat(bytes - tokenBody.length)
      await exchanged(client, padded(64 * 1024))
      await unreadableToken('the body is over 64 KiB', padded(64 * 1024 + 1))(client, {} as TestContext)
    },
  },
  {
    row: 'F, gzip bomb',
    what: 'a server that packs against our word cannot make a small answer large',
    bug: 'a cap on what comes over the wire',
    plant: edit(
      transport,
      'if (bytes > longestBody)',
      "if (Number(response.headers.get('content-length')) > longestBody)",
    ),
    holds: async (client, t) => {
      const headers = { 'content-encoding': 'gzip', 'content-length': bomb.length }
      const { error } = await meets(client, t, (_, response) => response.writeHead(200, headers).end(bomb))
      assert.ok(error.code === 'malformed_reply' && error.reason === 'the body is over 64 KiB', error.message)
    },
  },
  {
    row: 'F, accept-encoding: identity',
    what: 'nothing packed is asked for',
    bug: 'the fetch implementation’s own wish',
    plant: edit(transport, "'accept-encoding': 'identity', ", ''),
    holds: async (client, t) => {
      const { requests } = await meets(client, t, (_, response) => response.end())
      const headers = requests[0]?.rawHeaders.map((text) => text.toLowerCase()) ?? []
      assert.equal(headers[headers.indexOf('accept-encoding') + 1], 'identity')
    },
  },
  {
    row: 'F, a byte at a time',
    what: 'the deadline covers a body that drips',
    bug: 'a deadline that ends with the headers',
    plant: edit(
      transport,
      'const fetch = keptBy(account).fetch ?? globalThis.fetch',
      `const plain = keptBy(account).fetch ?? globalThis.fetch
       const fetch = async (...args) => { const response = await plain(...args); clearTimeout(timer); return response }`,
    ),
    holds: async (client) => {
      const fetch = async (): Promise<Response> => new Response(dripping(60))
      const account = accountFor(client, { fetch, deadlineMs: 50 })
      assert.equal((await failureOf(client, client.userinfo(account, sent))).code, 'deadline')
    },
  },
  {
    row: 'F, reset after the headers',
    what: 'a connection that breaks within the answer leaves the code perhaps spent, so the login begins again',
    bug: 'an exchange said to be worth repeating',
    plant: edit(errors, 'const sent = reason === undefined || !unsent.has(reason)', 'const sent = false'),
    holds: async (client, t) => {
      const { error } = await meets(client, t, (_, response) => {
        response.writeHead(200, { 'content-length': 100 })
        response.write('{"openid":', () => response.socket?.resetAndDestroy())
      })
      assert.deepEqual([error.code, error.action], ['network', 'reauthorize'])
    },
  },
  {
    row: 'F, reset before the headers',
    what: 'an exchange is sent once, whatever becomes of it',
    bug: 'an exchange that repeats itself',
    plant: edit(
      transport,
      'const { status, body } = await sendInTime(account, outgoing(account, id, values), path, signal)',
      `const once = () => sendInTime(account, outgoing(account, id, values), path, signal)
       const { status, body } = await once().catch(once)`,
    ),
    holds: async (client, t) => {
      const { error, requests } = await meets(client, t, (_, response) => response.socket?.resetAndDestroy())
      assert.equal(error.code, 'network')
      assert.equal(requests.length, 1)
    },
  },
  {
    row: 'F, 302',
    what: 'a redirect is not followed, so that the secret goes nowhere else',
    bug: 'a fetch that follows redirects',
    plant: edit(transport, "redirect: 'manual'", "redirect: 'follow'"),
    holds: async (client, t) => {
      const elsewhere = await listen(t, (_, response) => response.end(tokenBody))
      const { error } = await meets(client, t, (request, response) =>
        response.writeHead(302, { location: `${elsewhere.host}${request.url}` }).end(),
      )
      assert.ok(error.code === 'malformed_reply' && error.reason === 'a redirect', error.message)
      assert.equal(elsewhere.requests.length, 0)
    },
  },
]

proveRows(network)
