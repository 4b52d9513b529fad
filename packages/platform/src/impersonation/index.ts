/**
 * WeChat's names, answered for on this machine: an authority that can speak for them and for nobody else, and a port where TLS, HTTP and
 * an HTTP proxy meet. It passes requests on to a platform that listens, its own or another process's, and knows nothing of what they
 * mean. It imports the names from `@weauth/protocol`, and must not know the platform.
 *
 * ```ts
 * const authority = await openCertificateAuthority(folder, clock)
 * const { port, proxyUrl, close } = await impersonate({ target: platform.url, authority, clock, onCall: console.log })
 * ```
 */
export { openCertificateAuthority } from './authority.ts'
export type { CertificateAuthority } from './authority.ts'
export { chromiumArguments, phoneSize } from './browser.ts'
export type { Call } from './calls.ts'
export { impersonate } from './impersonate.ts'
export type { ImpersonateOptions, Impersonator } from './impersonate.ts'
