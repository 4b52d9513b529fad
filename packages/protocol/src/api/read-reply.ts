import { splitErrmsg } from '../identifiers.ts'
import type { AppTokenReply, FollowerFacts, TicketReply, TokenReply, UserinfoReply } from './replies.ts'

/** WeChat said no. */
export type ErrorReply = { readonly errcode: number; readonly errmsg: string; readonly rid?: string }

/** What a body turned out to be: the value, WeChat's error, or neither and why. */
export type Read<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'error'; readonly error: ErrorReply }
  | { readonly kind: 'malformed'; readonly reason: string }

type Fields = Readonly<Record<string, unknown>>

const malformed = (reason: string): { kind: 'malformed'; reason: string } => ({ kind: 'malformed', reason })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Nicknames reach developers with raw control characters in them, which JSON does not allow. Only string literals are touched: between
 * them a line break is in order. The pattern lets an open literal run to the end: what it begins it matches, in linear time.
 */
const escapeControls = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*(?:"|\\?$)/gs, (literal) =>
    // oxlint-disable-next-line no-control-regex
    literal.replace(/[\0-\x1f]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )

/** A whole number, also as digits in a string; nothing for all else, an infinite `1e400` included. */
function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

/** Reads a body as WeChat sends it: JSON whatever the content type says, an error when errcode is there and not 0. */
function readFields(body: string): Read<Fields> {
  // This takes a byte order mark away, too.
  const text = body.trim()
  if (text === '') return malformed('the body is empty')
  const json = parseJson(text) ?? parseJson(escapeControls(text))
  if (json === undefined) return malformed(text.startsWith('<') ? 'the body is HTML, not JSON' : 'the body is not JSON')
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return malformed('the body is not a JSON object')
  const fields = json as Fields
  const errcode = integer(fields['errcode'] ?? 0)
  if (errcode === undefined) return malformed('errcode is not a number')
  if (errcode === 0) return { kind: 'value', value: fields }
  const { base, rid } = splitErrmsg(stringOf(fields, 'errmsg'))
  return { kind: 'error', error: { errcode, errmsg: base, ...(rid === undefined ? {} : { rid }) } }
}

const stringOf = (fields: Fields, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

const optional = <Name extends string>(name: Name, value: string): { [Key in Name]?: string } =>
  (value === '' ? {} : { [name]: value }) as { [Key in Name]?: string }

/** Reads the body of an exchange or a refresh. A missing token or openid, or a lifetime that is none, is malformed. */
export function readTokenReply(body: string): Read<TokenReply> {
  const read = readFields(body)
  if (read.kind !== 'value') return read
  const fields = read.value
  const expiresInSeconds = integer(fields['expires_in'])
  const missing = ['access_token', 'refresh_token', 'openid'].find((name) => stringOf(fields, name) === '')
  if (missing !== undefined) return malformed(`${missing} is missing`)
  if (expiresInSeconds === undefined || expiresInSeconds <= 0) return malformed('expires_in is not a lifetime')
  return {
    kind: 'value',
    value: {
      accessToken: stringOf(fields, 'access_token'),
      expiresInSeconds,
      refreshToken: stringOf(fields, 'refresh_token'),
      openid: stringOf(fields, 'openid'),
      scope: stringOf(fields, 'scope'),
      ...optional('unionid', stringOf(fields, 'unionid')),
      // 1 as far as is known; whatever else is not 0 is no ordinary user either.
      ...(Number(fields['is_snapshotuser'] ?? 0) !== 0 ? { isSnapshotUser: true } : {}),
    },
  }
}

/** Reads the body of `/sns/userinfo`. */
export function readUserinfoReply(body: string): Read<UserinfoReply> {
  const read = readFields(body)
  if (read.kind !== 'value') return read
  const fields = read.value
  if (stringOf(fields, 'openid') === '') return malformed('openid is missing')
  const privilege = fields['privilege']
  return {
    kind: 'value',
    value: {
      openid: stringOf(fields, 'openid'),
      nickname: stringOf(fields, 'nickname'),
      sex: integer(fields['sex']) ?? 0,
      ...optional('language', stringOf(fields, 'language')),
      city: stringOf(fields, 'city'),
      province: stringOf(fields, 'province'),
      country: stringOf(fields, 'country'),
      headimgurl: stringOf(fields, 'headimgurl'),
      privilege: Array.isArray(privilege) ? privilege.filter((item) => typeof item === 'string') : [],
      ...optional('unionid', stringOf(fields, 'unionid')),
    },
  }
}

/** Reads the body of `/sns/auth`: a value means the token is valid. */
export function readCheckReply(body: string): Read<true> {
  const read = readFields(body)
  if (read.kind !== 'value') return read
  return integer(read.value['errcode']) === 0 ? { kind: 'value', value: true } : malformed('errcode is missing')
}

/** Reads a text that has a lifetime, such as a token. */
function readExpiring(body: string, name: string): Read<{ text: string; expiresInSeconds: number }> {
  const read = readFields(body)
  if (read.kind !== 'value') return read
  const text = stringOf(read.value, name)
  const expiresInSeconds = integer(read.value['expires_in'])
  if (text === '') return malformed(`${name} is missing`)
  if (expiresInSeconds === undefined || expiresInSeconds <= 0) return malformed('expires_in is not a lifetime')
  return { kind: 'value', value: { text, expiresInSeconds } }
}

/** Reads the body of `/cgi-bin/token` or `/cgi-bin/stable_token`. */
export function readAppTokenReply(body: string): Read<AppTokenReply> {
  const read = readExpiring(body, 'access_token')
  if (read.kind !== 'value') return read
  const { text, expiresInSeconds } = read.value
  return { kind: 'value', value: { accessToken: text, expiresInSeconds } }
}

/** Reads the body of `/cgi-bin/ticket/getticket`. */
export function readTicketReply(body: string): Read<TicketReply> {
  const read = readExpiring(body, 'ticket')
  if (read.kind !== 'value') return read
  const { text, expiresInSeconds } = read.value
  return { kind: 'value', value: { ticket: text, expiresInSeconds } }
}

/** Reads the body of `/cgi-bin/user/info`. */
export function readFollowerReply(body: string): Read<FollowerFacts> {
  const read = readFields(body)
  if (read.kind !== 'value') return read
  const fields = read.value
  const subscribe = integer(fields['subscribe'])
  if (stringOf(fields, 'openid') === '') return malformed('openid is missing')
  if (subscribe === undefined) return malformed('subscribe is missing')
  const subscribeTime = integer(fields['subscribe_time'])
  return {
    kind: 'value',
    value: {
      openid: stringOf(fields, 'openid'),
      subscribed: subscribe === 1,
      ...(subscribeTime === undefined ? {} : { subscribeTime }),
      ...optional('unionid', stringOf(fields, 'unionid')),
    },
  }
}
