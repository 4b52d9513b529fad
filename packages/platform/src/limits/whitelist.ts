import { BlockList, isIP } from 'node:net'
import type { ApiFacts } from '@weauth/protocol'
import type { App } from '../store/index.ts'
import { isAddressRange } from '../store/index.ts'

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

// A list is read once: an app is replaced as a whole when it changes.
const read = new WeakMap<readonly string[], BlockList>()

function listOf(entries: readonly string[]): BlockList {
  const known = read.get(entries)
  if (known) return known
  const list = new BlockList()
  for (const [address = '', bits] of entries.filter(isAddressRange).map((entry) => entry.split('/'))) {
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  read.set(entries, list)
  return list
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

const isListed = (entries: readonly string[], address: string): boolean =>
  isIP(address) !== 0 && listOf(entries).check(address, familyOf(address))

/** A check whether an address is one of these addresses and ranges. */
export const addressCheck =
  (entries: readonly string[]): ((address: string) => boolean) =>
  (address) =>
    isListed(entries, plain(address))

/**
 * Where a call comes from, for an app that has a whitelist: from the peer of the connection, or from whom a trusted proxy names. A call
 * within the process comes from this machine.
 */
export function callerOf(app: App | undefined, client: string | undefined): ApiFacts['caller'] {
  if (!app?.ipWhitelist) return undefined
  const address = plain(client ?? '127.0.0.1')
  return { address, listed: isListed(app.ipWhitelist, address) }
}
