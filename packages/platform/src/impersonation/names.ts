import { hosts } from '@weauth/protocol'

/** The names that may be impersonated: WeChat's, and no others. */
export const wechatNames: readonly string[] = Object.values(hosts).map(({ name }) => name)

/** Whether a host name, without its port, is one of WeChat's. */
export const isWechatName = (name: string): boolean => wechatNames.includes(name.toLowerCase())
