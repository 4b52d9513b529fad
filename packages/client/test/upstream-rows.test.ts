import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Row } from './planted.ts'
import { proveRows } from './planted.ts'
import {
  accountFor,
  edit,
  exchanged,
  failureOf,
  profileBody,
  profiled,
  readable,
  tokenBody,
  unreadable,
  unreadableToken,
} from './upstream-row.ts'
import { answering, sent } from './upstream.ts'

// What an upstream may answer that is not what was asked for: a captive portal, a proxy, a WeChat on a bad day, an attacker.

const [reading, errors] = ['protocol/src/api/read-reply.ts', 'client/src/errors.ts']
const [transport, calling] = ['client/src/transport.ts', 'client/src/calls.ts']

const texts: readonly Row[] = [
  {
    row: 'F, HTML 200',
    what: 'a captive portal’s page is malformed to every call, and nothing is asked twice',
    bug: 'what is not JSON read as an object without fields',
    plant: edit(reading, '?? parseJson(escapeControls(text))', '?? {}'),
    holds: unreadable('the body is HTML, not JSON', '<html>captive portal</html>'),
  },
  {
    row: 'F, HTML 502',
    what: 'a proxy’s error page is malformed, but may pass',
    bug: 'a status that is not looked at',
    plant: edit(errors, "status >= 500 || status === 429 ? 'transient' : 'malformed'", "'malformed'"),
    holds: unreadable('the body is HTML, not JSON', '<html>502 Bad Gateway</html>', 502),
  },
  {
    row: 'F, empty',
    what: 'an empty answer is malformed',
    bug: 'an empty answer taken for one without fields',
    plant: edit(reading, "return malformed('the body is empty')", "return { kind: 'value', value: {} }"),
    holds: unreadable('the body is empty', ''),
  },
  {
    row: 'F, null',
    what: 'null is no reply',
    bug: 'a property of null asked for',
    plant: edit(reading, ' || json === null', ''),
    holds: unreadable('the body is not a JSON object', 'null'),
  },
  {
    row: 'F, []',
    what: 'a list is no reply',
    bug: 'a list taken for an object',
    plant: edit(reading, ' || Array.isArray(json)', ''),
    holds: unreadable('the body is not a JSON object', '[]'),
  },
  {
    row: 'F, "x"',
    what: 'a text is no reply',
    bug: 'anything but null taken for an object',
    plant: edit(reading, "typeof json !== 'object' || ", ''),
    holds: unreadable('the body is not a JSON object', '"x"'),
  },
  {
    row: 'F, BOM',
    what: 'a byte order mark before the reply is passed over',
    bug: 'a parser that is handed the mark',
    plant: [
      [transport, 'new TextDecoder()', "new TextDecoder('utf-8', { ignoreBOM: true })"],
      [reading, 'body.trim()', 'body'],
    ],
    holds: readable(`\ufeff${tokenBody}`),
  },
  {
    row: 'F, control characters',
    what: 'a nickname with raw control characters is read',
    bug: 'a parser that is as strict as JSON',
    plant: edit(reading, ' ?? parseJson(escapeControls(text))', ''),
    holds: async (client) => {
      const body = profileBody.replace('"N"', '"a\u0001\tb\n\u001f"').replaceAll(',', ',\n')
      assert.equal((await profiled(client, body)).nickname, 'a\u0001\tb\n\u001f')
    },
  },
  {
    row: 'F, GBK',
    what: 'a nickname in GBK is mangled, and nothing else is',
    bug: 'a decoder that throws',
    plant: edit(transport, 'new TextDecoder()', "new TextDecoder('utf-8', { fatal: true })"),
    holds: async (client) => {
      const [before = '', after = ''] = profileBody.split('"N"')
      // 小艾 in GBK.
      const gbk = Uint8Array.of(0xd0, 0xa1, 0xb0, 0xac)
      const bytes = Buffer.concat([Buffer.from(`${before}"`), gbk, Buffer.from(`"${after}`)])
      const profile = await profiled(client, new Uint8Array(bytes))
      assert.equal(profile.openid, sent.openid)
      assert.match(profile.nickname, /\ufffd/)
    },
  },
]

const fields: readonly Row[] = [
  {
    row: 'F, errcode "40029"',
    what: 'an errcode in quotes is an errcode',
    bug: 'an errcode that must be a number',
    plant: edit(reading, "typeof value === 'string' && /^-?\\d+$/.test(value) ? Number(value) : value", 'value'),
    holds: async (client) => {
      const account = accountFor(client, { fetch: answering('{"errcode":"40029","errmsg":"e"}') })
      const error = await failureOf(client, client.exchangeCode(account, sent.code))
      assert.ok(error.code === 'wechat_reply' && error.errcode === 40029, error.message)
    },
  },
  {
    row: 'F, errcode 0',
    what: 'errcode 0 beside the fields is no error',
    bug: 'an errcode taken for an error whatever it says',
    plant: edit(reading, 'if (errcode === 0) return', "if (!('errcode' in fields)) return"),
    holds: readable(tokenBody.replace('{', '{"errcode":0,"errmsg":"ok",')),
  },
  {
    row: 'F, expires_in "7200"',
    what: 'a lifetime in quotes is a number',
    bug: 'a lifetime handed on as it came, so that adding to it appends',
    plant: edit(
      reading,
      "const expiresInSeconds = integer(fields['expires_in'])",
      "const expiresInSeconds = fields['expires_in']",
    ),
    holds: readable(tokenBody.replace('7200', '"7200"')),
  },
  {
    row: 'F, expires_in -1',
    what: 'a lifetime below nothing is none',
    bug: 'a lifetime that may be negative',
    plant: edit(
      reading,
      "if (expiresInSeconds === undefined || expiresInSeconds <= 0) return malformed('expires_in is not a lifetime')\n  return {\n",
      "if (expiresInSeconds === undefined) return malformed('expires_in is not a lifetime')\n  return {\n",
    ),
    holds: unreadableToken('expires_in is not a lifetime', tokenBody.replace('7200', '-1')),
  },
  {
    row: 'F, expires_in 1e400',
    what: 'an endless lifetime is none',
    bug: 'Infinity taken for a number',
    plant: edit(reading, 'Number.isSafeInteger(number)', '!Number.isNaN(number)'),
    holds: unreadableToken('expires_in is not a lifetime', tokenBody.replace('7200', '1e400')),
  },
  {
    row: 'F, no openid',
    what: 'a missing openid is missing, and never the text «undefined»',
    bug: 'a field made a text by force',
    plant: edit(
      reading,
      "const value = fields[name]\n  return typeof value === 'string' ? value : ''",
      'return String(fields[name])',
    ),
    holds: unreadableToken(
      'openid is missing',
      tokenBody.replace('"openid"', '"open_id"'),
      tokenBody.replace(`"${sent.openid}"`, 'null'),
    ),
  },
  {
    row: 'F, no scope',
    what: 'an absent scope is an empty text, which can be split',
    bug: 'a scope handed on as it came',
    plant: edit(reading, "scope: stringOf(fields, 'scope')", "scope: fields['scope']"),
    holds: async (client) => {
      assert.equal((await exchanged(client, tokenBody.replace('"scope"', '"Scope"'))).scope, '')
    },
  },
  {
    row: 'F, __proto__',
    what: 'what stands in __proto__ is no field, and pollutes nothing',
    bug: 'fields that are copied into a new object',
    plant: edit(reading, 'const fields = json as Fields', 'const fields = Object.assign({}, json)'),
    holds: async (client) => {
      await unreadableToken('access_token is missing', `{"__proto__":${tokenBody}}`)(client, {} as TestContext)
      assert.ok(!('access_token' in {}))
    },
  },
  {
    row: 'F, duplicate keys',
    what: 'of two openids the last counts, as in every JSON parser',
    bug: 'a reader of its own that takes the first',
    plant: edit(
      reading,
      'return JSON.parse(text)',
      `return { ...JSON.parse(text), openid: /"openid":"([^"]*)"/.exec(text)?.[1] }`,
    ),
    holds: readable(tokenBody.replace('{', '{"openid":"other",')),
  },
  {
    row: 'F, another openid',
    what: 'user info about another openid than the token’s is thrown away',
    bug: 'user info taken for whoever it is about',
    plant: edit(calling, 'if (reply.openid !== openid) throw', "if (reply.openid === '') throw"),
    holds: async (client) => {
      const account = accountFor(client, { fetch: answering(profileBody.replace(sent.openid, 'oSomebodyElse')) })
      assert.equal((await failureOf(client, client.userinfo(account, sent))).code, 'openid_mismatch')
    },
  },
]

proveRows([...texts, ...fields])
