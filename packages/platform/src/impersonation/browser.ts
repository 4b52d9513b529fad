import { wechatNames } from './names.ts'

/**
 * The user agent of WeChat's own browser on Android.
 * Its parts are those that pages look for (`MicroMessenger/` with a version, `NetType`, `Language`); the versions are assumed.
 */
export const wechatUserAgent: string =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP2A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 ' +
  'Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.50.2701(0x28003253) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64'

/** The size of a phone's screen, in CSS pixels. */
export const phoneSize: { readonly width: number; readonly height: number } = { width: 390, height: 844 }

/**
 * Arguments by which a Chromium takes WeChat's hosts for the port where they are impersonated. It trusts the authority by its key and for
 * this profile alone: nothing is installed. A profile of its own (`--user-data-dir`) is needed, or Chromium ignores the key.
 *
 * @example
 * const args = chromiumArguments(impersonator, authority)
 */
export function chromiumArguments(
  { port }: { readonly port: number },
  { pin }: { readonly pin: string },
): readonly string[] {
  const rules = wechatNames.map((name) => `MAP ${name} 127.0.0.1:${port}`).join(', ')
  return [`--host-resolver-rules=${rules}`, `--ignore-certificate-errors-spki-list=${pin}`]
}
