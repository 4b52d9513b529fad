import { ConfigError } from '../errors.ts'

/** What a page gives to `wx.config`, besides its `jsApiList`. */
export type JssdkConfig = {
  readonly appId: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly nonceStr: string
  readonly signature: string
}

/** What is signed. `timestamp` in seconds since 1970. */
export type JssdkFacts = {
  readonly ticket: string
  readonly nonce: string
  readonly timestamp: number
  readonly url: string
}

/**
 * The address as it is signed: all but the fragment, as it stands in the browser's bar, neither encoded nor normalised.
 *
 * @throws {ConfigError} when it is none of http or https.
 */
export function signedUrl(url: string): string {
  if (/^https?:\/\/[^/]/.test(url)) return url.split('#', 1)[0] ?? ''
  throw new ConfigError('url must be the whole address of the page', 'jssdk', {
    zh: '请传入页面的完整地址（location.href，不含 # 及其后部分）',
    en: 'give location.href of the page, with its query',
  })
}

/** The signature for `wx.config`: SHA-1, hexadecimal. Source: the JS-SDK page, whose two published vectors are tests. */
export async function jssdkSignature({ ticket, nonce, timestamp, url }: JssdkFacts): Promise<string> {
  const text = `jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${url}`
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
