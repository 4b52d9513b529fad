import { createHmac, hash, randomFillSync, timingSafeEqual } from 'node:crypto'
import type { Digest, Presented } from './store/index.ts'

// A code or token is locator + secret: the locator is the row's growing number, which makes it fast to keep and to find; the secret is
// random, at least 128 bits, and only its SHA-256 is ever stored. The kind is hashed along, so that none passes for another.

/** What a secret is for. */
export type Kind = 'request' | 'session' | 'code' | 'access' | 'refresh' | 'app' | 'component' | 'qr' | 'scan'

/** Gives so many random bytes. */
export type Random = (bytes: number) => Uint8Array

const poolBytes = 8192

/** The system's randomness, fetched by the pool: one call for each request would cost more than the rest of a token. */
export function pooledRandom(): Random {
  const pool = Buffer.alloc(poolBytes)
  let next = poolBytes
  return (bytes) => {
    if (bytes > poolBytes) return randomFillSync(new Uint8Array(bytes))
    if (next + bytes > poolBytes) {
      randomFillSync(pool)
      next = 0
    }
    const taken = new Uint8Array(pool.subarray(next, next + bytes))
    // What has been given out is not kept.
    pool.fill(0, next, next + bytes)
    next += bytes
    return taken
  }
}

/** A presented credential, taken apart. `secret` is its text. */
export type Credential = { readonly locator: number; readonly secret: string }

// A digest as text, made bytes afterwards: half the time of one that Node makes as bytes, and each request takes two.
const sha256 = (text: string): Buffer => Buffer.from(hash('sha256', text, 'binary'), 'latin1')

/** SHA-256 of a secret of one kind. */
export const digest = (kind: Kind, secret: string): Digest => sha256(`${kind}:${secret}`)

/** What the store is shown of a credential. */
export const presented = (kind: Kind, { locator, secret }: Credential): Presented => ({
  locator,
  digest: digest(kind, secret),
})

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Random text of the 62 letters and digits, each as likely as the others. */
export function randomText(random: Random, length: number): string {
  const text = Buffer.allocUnsafe(length)
  let written = 0
  while (written < length) {
    for (const byte of random(length + 8)) {
      // 248 is the largest multiple of 62 in a byte: what lies above would favour some letters.
      if (byte < 248 && written < length) text[written++] = alphabet.charCodeAt(byte % 62)
    }
  }
  return text.toString('latin1')
}

function writeBase62(number: number, length: number): string {
  let text = ''
  for (let rest = number; text.length < length; rest = Math.floor(rest / 62)) text = `${alphabet[rest % 62]}${text}`
  return text
}

function readBase62(text: string): number {
  let number = 0
  for (const character of text) number = number * 62 + alphabet.indexOf(character)
  return number
}

const codeLead = '061'
const codeSecretLength = 22

/** A new secret for a code: 131 bits. */
export const newCodeSecret = (random: Random): string => randomText(random, codeSecretLength)

/** A code: 32 letters and digits in WeChat's shape. */
export const writeCode = ({ locator, secret }: Credential): string => `${codeLead}${writeBase62(locator, 7)}${secret}`

/** Takes a code apart; nothing when it has another shape. */
export function readCode(text: string): Credential | undefined {
  const match = /^061([0-9A-Za-z]{7})([0-9A-Za-z]{22})$/.exec(text)
  return match ? { locator: readBase62(match[1] ?? ''), secret: match[2] ?? '' } : undefined
}

/** A QR login's uuid: 29 letters and digits. WeChat's are 16, which leaves no room for locator and secret. */
export const writeUuid = ({ locator, secret }: Credential): string => `${writeBase62(locator, 7)}${secret}`

/** Takes a uuid apart; nothing when it has another shape. */
export function readUuid(text: string): Credential | undefined {
  const match = /^([0-9A-Za-z]{7})([0-9A-Za-z]{22})$/.exec(text)
  return match ? { locator: readBase62(match[1] ?? ''), secret: match[2] ?? '' } : undefined
}

/**
 * What follows from the secret by which a browser asks after its QR login: that of the picture it shows (`scan`), which leads no way back,
 * and that of its code, which can be handed out a second time without being stored.
 */
export function qrSecret(browserSecret: string, use: 'scan' | 'code'): string {
  let block = 0
  const stream = (): Uint8Array =>
    createHmac('sha512', browserSecret)
      .update(`${use}:${(block += 1)}`)
      .digest()
  return randomText(stream, codeSecretLength)
}

const tokenLead = '59_'

/** A new secret for a refresh or ordinary token: 512 bits, for the length of it and not for need. */
export const newTokenSecret = (random: Random): string => Buffer.from(random(64)).toString('base64url')

/**
 * The secret of an access token, derived from the refresh token's so that it can be handed out a second time without being stored.
 * Generations of one grant differ.
 */
export const accessSecret = (refreshSecret: string, grantLocator: number, generation: number): string =>
  // SHA-3, which needs no HMAC to be a keyed hash: that takes three times as long.
  hash('sha3-512', `${refreshSecret}:access:${grantLocator}.${generation}`, 'base64url')

/** The secret of a stable token, derived from the app's secret so that it can be handed out again without being stored. */
export const stableSecret = (appSecret: string, salt: Uint8Array): string =>
  createHmac('sha512', appSecret).update('stable:').update(salt).digest('base64url')

/** A token: `59_`, eight characters of locator, 86 of secret. */
export function writeToken({ locator, secret }: Credential): string {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(locator, 0, 6)
  return `${tokenLead}${bytes.toString('base64url')}${secret}`
}

/** Takes a token apart; nothing when it has another shape. */
export function readToken(text: string): Credential | undefined {
  const match = /^59_([\w-]{8})([\w-]{86})$/.exec(text)
  return match
    ? { locator: Buffer.from(match[1] ?? '', 'base64url').readUIntBE(0, 6), secret: match[2] ?? '' }
    : undefined
}

/** A consent request's id on its page. */
export const writeRequestId = ({ locator, secret }: Credential): string => `${locator}.${secret}`

/** Takes a consent request's id apart. */
export function readRequestId(text: string): Credential | undefined {
  const match = /^(\d{1,15})\.([0-9A-Za-z]{22})$/.exec(text)
  return match ? { locator: Number(match[1]), secret: match[2] ?? '' } : undefined
}

/** Whether an app secret is the one whose digest is kept (SHA-256, hex). Takes the same time for any wrong one. */
export function secretMatches(secret: string, secretDigest: string): boolean {
  return timingSafeEqual(sha256(secret), Buffer.from(secretDigest, 'hex'))
}

/**
 * A rid as errmsg carries it: three groups of eight hex digits, the first the time in seconds.
 * Source: computed from collected samples.
 */
export function newRid(random: Random, nowMs: number): string {
  const rest = Buffer.from(random(8)).toString('hex')
  const time = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0')
  return `${time}-${rest.slice(0, 8)}-${rest.slice(8)}`
}
