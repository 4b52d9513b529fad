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

/**
 * Where a call comes from, for an app that has a whitelist. It is the peer of the connection: behind a proxy, the proxy. A call within the
 * process comes from this machine.
 */
export function callerOf(app: App | undefined, peer: string | undefined): ApiFacts['caller'] {
  if (!app?.ipWhitelist) return undefined
  const address = (peer ?? '127.0.0.1').replace(/^::ffff:(?=\d+\.)/i, '')
  return { address, listed: isIP(address) !== 0 && listOf(app.ipWhitelist).check(address, familyOf(address)) }
}
