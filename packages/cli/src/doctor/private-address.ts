import { BlockList, isIP } from 'node:net'

// Which addresses are of this machine, of the network around it, or of nobody: a probe that goes there asks what a stranger must not ask.
// Source: the special-purpose address registries of IANA (RFC 6890).

const special = new BlockList()
for (const network of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(network[0], network[1], 'ipv4')

// Only 2000::/3 is given out; of it these are not, or hold an IPv4 address that could be any.
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const special6 = new BlockList()
for (const network of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special6.addSubnet(network[0], network[1], 'ipv6')

/** Whether an address is none that the public internet reaches; also for what is no address at all. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return special.check(address, 'ipv4')
  if (family === 6) return !global6.check(address, 'ipv6') || special6.check(address, 'ipv6')
  return true
}
