// Addresses as they are written, and the way past this machine.

/** Whether a host is this machine: it is reached without anybody's proxy, and also offline. */
export const isLoopback = (host: string): boolean => /^(?:127(?:\.\d{1,3}){3}|\[?::1\]?|localhost)$/.test(host)

/** An IPv6 address without the brackets it has in a URL. */
export const bareAddress = (host: string): string => host.replaceAll(/^\[|\]$/g, '')

/** The header by which a proxy with a login is asked; none for one without. */
export function proxyLogin({ username, password }: URL): Record<string, string> {
  if (username === '') return {}
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }
}
