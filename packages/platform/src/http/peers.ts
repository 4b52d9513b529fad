/** Whether an address is this machine's own loopback. */
export const isLoopbackAddress = (address: string): boolean =>
  /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/i.test(address)

/**
 * Who asks: the peer, or, where the peer is a proxy that is trusted, the last address of its `X-Forwarded-For` that is no such proxy
 * itself. What stands further to the left was written by strangers.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: (address: string) => boolean,
): string | undefined {
  if (peer === undefined || forwardedFor === undefined || !isTrusted(peer)) return peer
  const hops = forwardedFor.split(',').map((hop) => hop.trim())
  return hops.findLast((hop) => !isTrusted(hop)) ?? hops[0]
}
