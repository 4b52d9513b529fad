import { createCipheriv, hash } from 'node:crypto'

// Source: developers.weixin.qq.com/doc/service/guide/dev/push/encryption, whose published example the test reproduces byte for byte.

/** The signature by which an account's server knows WeChat: SHA-1 of the sorted parts, hex. In the safe mode the ciphertext is one of them. */
export const signMessage = (...parts: readonly string[]): string => hash('sha1', parts.toSorted().join(''))

const block = 32

/**
 * Encrypts a message for the account that holds the key: AES-256-CBC over random, length, message and appid, padded to 32 bytes (PKCS#7).
 *
 * @param encodingAesKey 43 letters and digits: the key in base64 without its `=`
 * @param random 16 bytes
 */
export function encryptMessage(encodingAesKey: string, message: string, appid: string, random: Uint8Array): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const text = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const plain = Buffer.concat([random, length, text, Buffer.from(appid)])
  const padding = block - (plain.length % block)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString(
    'base64',
  )
}
