import { isIP } from 'node:net'
import type { Identify, User } from '@weauth/platform'
import type { ProxyHeader } from './options.ts'

/**
 * Knows the user by a header that a proxy in front sets after logging the person in. From any other address the header counts for nothing,
 * and a header sent twice (Node joins the values with a comma) names nobody.
 */
export function identifyByHeader({ name, trusted }: ProxyHeader, userById: (id: string) => User | undefined): Identify {
  return ({ header, remoteAddress = '' }) => {
    const family = isIP(remoteAddress) === 6 ? 'ipv6' : 'ipv4'
    if (!isIP(remoteAddress) || !trusted.check(remoteAddress, family)) return undefined
    return userById(header(name) ?? '')
  }
}
