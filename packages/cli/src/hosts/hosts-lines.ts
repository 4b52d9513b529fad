import { wechatNames } from '@weauth/protocol'
import { networkAddress } from '../platform/index.ts'

/** The addresses that are listened on for a `--host`, and those by which a hosts file leads to them. */
export type Addresses = {
  readonly bound: readonly [string, ...string[]]
  readonly named: readonly string[]
}

/** The loopback is listened on in both families: a program that finds no IPv6 address in the hosts file asks the DNS for one. */
export function addressesOf(host: string): Addresses {
  if (host === '127.0.0.1' || host === 'localhost') return { bound: ['127.0.0.1', '::1'], named: ['127.0.0.1', '::1'] }
  const isEvery = host === '0.0.0.0' || host === '::'
  return { bound: [host], named: [isEvery ? networkAddress() : host] }
}

/** The lines of a hosts file that lead WeChat's names to addresses. */
export const hostsLines = (addresses: readonly string[]): string =>
  addresses.map((address) => `${address} ${wechatNames.join(' ')}\n`).join('')
