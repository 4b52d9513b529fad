import { isWechatName } from '@weauth/protocol'

/** The host without its port, in lower case. */
const hostname = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

/** Whether a name means this machine. */
const isLoopback = (name: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(name)

/** Whether the platform answers for a host: this machine, WeChat's names, and what the configuration names. Anything else is 421. */
export function createHostCheck(configured: () => readonly string[]): (host: string) => boolean {
  return (host) => {
    const name = hostname(host)
    return isLoopback(name) || isWechatName(name) || configured().some((one) => hostname(one) === name)
  }
}

/** WeChat's hosts as a path in front: for SDKs that take a base URL but not two. */
const hostPrefix = /^\/(?:(?:open|api)\.weixin|res\.wx)\.qq\.com(?=\/)/

/** The path without the host it may have been called under. */
export const pathWithoutHost = (path: string): string => path.replace(hostPrefix, '')
