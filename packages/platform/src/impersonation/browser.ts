import { wechatNames } from '@weauth/protocol'

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
