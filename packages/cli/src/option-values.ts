import { BlockList, isIP } from 'node:net'
import type { BehaviourId } from '@weauth/protocol'
import { behaviourIds, checkCallbackDomain } from '@weauth/protocol'
import { didYouMean } from './did-you-mean.ts'
import { wrongValue } from './read-choice.ts'
import { usageError } from './user-error.ts'

// One reader for each kind of value. Each throws a UserError that names the option, what was given and what is expected.

/** A TCP port, or 0. */
export function readPort(given: string, option = 'port'): number {
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given)
  throw wrongValue(option, given, {
    zh: '0 到 65535 的整数，0 为任一空闲端口',
    en: 'a whole number from 0 (any free port) to 65535',
  })
}

/** An http or https origin, without a slash at the end. */
export function readOrigin(option: string, given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
  throw wrongValue(option, given, {
    zh: '不带路径的地址，如 https://wx.example.com',
    en: 'an origin without a path, such as https://wx.example.com',
  })
}

/** A host name, with or without a port. */
export function readHost(given: string): string {
  if (!/[/?#@\\]/.test(given) && URL.canParse(`http://${given}/`)) return given
  throw wrongValue('allow-host', given, { zh: '主机名，如 wx.local', en: 'a host name such as wx.local' })
}

/** The URL of a PostgreSQL database. It may hold a password, so it is not repeated when it is wrong. */
export function readDatabaseUrl(given: string): string {
  if (/^postgres(?:ql)?:\/\//.test(given) && URL.canParse(given)) return given
  throw wrongValue('store', '…', { zh: 'postgres://用户@主机/数据库', en: 'postgres://user@host/database' })
}

/** A callback domain of the built-in app, which is a test account. */
export function readCallback(given: string): string {
  const [breach] = checkCallbackDomain(given, 'test')
  if (!breach) return given
  throw usageError(
    { zh: `--callback ${given}：${breach.hint.zh}`, en: `--callback ${given}: ${breach.hint.en}` },
    { zh: '例如 --callback localhost:3000', en: 'for example --callback localhost:3000' },
  )
}

/** What people write for on and off. */
const meantBy = (value: string): 'on' | 'off' | undefined =>
  /^(?:on|1|y|yes|true|enabled?)$/i.test(value)
    ? 'on'
    : /^(?:of+|0|n|no|false|disabled?)$/i.test(value)
      ? 'off'
      : undefined

/** `NAME=on` or `NAME=off`. */
export function readBehaviour(given: string): [BehaviourId, boolean] {
  const [name = '', value = ''] = given.split(/=(.*)/s)
  if (name === '') throw wrongValue('behaviour', given, { zh: 'NAME=on 或 NAME=off', en: 'NAME=on or NAME=off' })
  const id = behaviourIds.find((known) => known === name)
  if (id === undefined) {
    const all = behaviourIds.join(', ')
    throw usageError(
      { zh: `没有行为 ${name}`, en: `no behaviour ${name}` },
      didYouMean(name, behaviourIds, { zh: `可用：${all}`, en: `known: ${all}` }),
    )
  }
  if (value !== 'on' && value !== 'off') {
    const meant = meantBy(value)
    throw meant === undefined
      ? wrongValue('behaviour', given, { zh: `${id}=on 或 ${id}=off`, en: `${id}=on or ${id}=off` })
      : usageError(
          { zh: `--behaviour 的值无效：${given}`, en: `--behaviour cannot be ${JSON.stringify(given)}` },
          { zh: `是否想写 ${id}=${meant}？只有 on 与 off`, en: `did you mean ${id}=${meant}? it must be on or off` },
        )
  }
  return [id, value === 'on']
}

/** IP addresses and networks. Such a list also knows an IPv4 address by the IPv6 spelling in which a dual-stack socket reports it. */
export function readAddresses(option: string, given: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of given) {
    const [address = '', bits] = text.split(/\/(\d{1,3})$/)
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (!isIP(address) || Number(bits ?? 0) > (family === 'ipv6' ? 128 : 32)) {
      throw wrongValue(option, text, {
        zh: 'IP 地址或网段，如 127.0.0.1、10.0.0.0/8',
        en: 'an IP address or network, such as 127.0.0.1 or 10.0.0.0/8',
      })
    }
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}
