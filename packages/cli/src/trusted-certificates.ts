import { existsSync, readFileSync } from 'node:fs'
import { getCACertificates } from 'node:tls'

/** Where systems keep the certificates they trust, in one file: Debian, Fedora, SUSE, CentOS, Alpine and macOS. */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** What this system trusts, as PEM; a container without certificates of its own gets those that come with Node. */
export function systemCertificates(): string {
  const file = systemBundles.find((one) => existsSync(one))
  if (file !== undefined) return readFileSync(file, 'utf8')
  const known = getCACertificates('system')
  return (known.length > 0 ? known : getCACertificates('bundled')).join('\n')
}
