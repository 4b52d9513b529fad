// What is written where others may read it: signed against change, or encrypted against reading. WebCrypto alone, so that it runs at the edge.

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Bytes as base64url without padding. */
function toBase64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Reads base64url; nothing when it is none. */
function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** SHA-256 of a text, base64url. */
export async function sha256(text: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))))
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [encoder.encode(one), encoder.encode(other)]
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index += 1) difference |= (a[index] ?? 0) ^ (b[index % (b.length || 1)] ?? 0)
  return difference === 0
}

/** HMAC-SHA-256 of a text under a key, base64url. */
export async function sign(text: string, key: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const hmac = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign'])
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', hmac, encoder.encode(text))))
}

/** A key for AES-256-GCM out of any secret text, one for each purpose. */
async function sealingKey(secret: string, purpose: string): ReturnType<typeof crypto.subtle.importKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey'])
  const derivation = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode(`weauth ${purpose}`),
  }
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** Encrypts a text (AES-256-GCM); `context` must be the same when it is opened, and is not in it. */
export async function seal(text: string, secret: string, context: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const key = await sealingKey(secret, 'seal')
  const algorithm = { name: 'AES-GCM', iv, additionalData: encoder.encode(context) }
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, encoder.encode(text)))
  return `${toBase64url(iv)}.${toBase64url(sealed)}`
}

/** Decrypts what {@link seal} made; nothing when the secret, the context or a single bit is another. */
export async function open(sealed: string, secret: string, context: string): Promise<string | undefined> {
  const [iv, body] = sealed.split('.').map(fromBase64url)
  if (!iv || !body || iv.length !== 12) return undefined
  const key = await sealingKey(secret, 'seal')
  const algorithm = { name: 'AES-GCM', iv, additionalData: encoder.encode(context) }
  try {
    return decoder.decode(await crypto.subtle.decrypt(algorithm, key, body))
  } catch {
    return undefined
  }
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Random text of letters and digits, each as likely as the others: 32 of them are 190 bits. */
export function randomText(length: number): string {
  let text = ''
  while (text.length < length) {
    // 248 is the largest multiple of 62 in a byte: what lies above would favour some letters.
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < 248 && text.length < length) text += alphabet[byte % 62]
    }
  }
  return text
}
