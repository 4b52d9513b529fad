import { decodeComponent, isSecretName } from '@weauth/protocol'
import type { Diagnosis } from '@weauth/protocol/doctor'

/** A URL without what a login brings and without anything secret: what is left is safe to be sent. */
function safe(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => {
      const name = decodeComponent(part.split('=', 1)[0] ?? '')
      return part !== '' && name !== 'state' && !isSecretName(name)
    })
  url.search = kept.join('&')
  url.hash = ''
  return url.href
}

/** The address behind a diagnosis that a probe can ask: the redirect_uri of a link, a callback, a site, a domain. */
export function probeTarget({ kind, input, corrected, parts }: Diagnosis): string | undefined {
  if (kind === 'authorize' || kind === 'qrconnect') {
    const query = corrected && URL.canParse(corrected.link) ? new URL(corrected.link).searchParams : undefined
    return safe(query?.get('redirect_uri') ?? parts.find(({ name }) => name === 'redirect_uri')?.value ?? '')
  }
  if (kind === 'callback' || kind === 'url') return safe(input)
  return kind === 'domain' ? safe(/^https?:/i.test(input) ? input : `https://${input}`) : undefined
}
