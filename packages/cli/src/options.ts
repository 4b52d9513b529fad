import { BlockList, isIP } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BehaviourId, Behaviours, Bilingual, Profile } from '@weauth/protocol'
import { behaviourIds, behaviourTable, checkCallbackDomain, profiles } from '@weauth/protocol'
import type { Mode } from '@weauth/platform'
import { languages } from './language.ts'
import { nearest } from './nearest.ts'
import { optionTable } from './option-table.ts'
import type { UserError } from './user-error.ts'
import { usageError } from './user-error.ts'

/** What the arguments ask for, each value checked by itself and with the others. */
export type PlatformSettings = {
  /** Absent when the user left it to us. */
  readonly port: number | undefined
  readonly host: string
  readonly publicUrl: string | undefined
  readonly internalUrl: string | undefined
  readonly allowedHosts: readonly string[]
  readonly seedFile: string | undefined
  readonly callbacks: readonly string[]
  readonly user: string | undefined
  /** Where everything is kept; absent for memory. */
  readonly dataFile: string | undefined
  readonly profile: Profile | undefined
  readonly behaviours: Partial<Behaviours>
  readonly mode: Mode
  /** In production, and only there: which header names the user, and from whom it is believed. */
  readonly proxyHeader: { readonly name: string; readonly trusted: BlockList } | undefined
  readonly json: boolean
}

const seeHelp: Bilingual = { zh: '全部选项见 weauth --help', en: 'weauth --help lists every option' }

const didYouMean = (word: string, known: readonly string[], otherwise: Bilingual): Bilingual => {
  const meant = nearest(word, known)
  return meant === undefined ? otherwise : { zh: `是否想写 ${meant}？`, en: `did you mean ${meant}?` }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: optionTable, strict: true }).values
  } catch (error) {
    throw explain(argv) ?? error
  }
}

/** Says in both languages what parseArgs refused. */
function explain(argv: readonly string[]): UserError | undefined {
  const { tokens } = parseArgs({
    args: [...argv],
    options: optionTable,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const names = Object.keys(optionTable)
  for (const token of tokens) {
    if (token.kind === 'positional')
      return usageError({ zh: `多余的参数 ${token.value}`, en: `unexpected argument ${token.value}` }, seeHelp)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    if (!names.includes(name)) {
      return usageError(
        { zh: `没有选项 ${rawName}`, en: `no option ${rawName}` },
        didYouMean(
          rawName,
          names.map((known) => `--${known}`),
          seeHelp,
        ),
      )
    }
    if (optionTable[name as keyof typeof optionTable].type === 'boolean') {
      if (value !== undefined) return usageError({ zh: `${rawName} 不带值`, en: `${rawName} takes no value` }, seeHelp)
    } else if (value === undefined || (!inlineValue && value.startsWith('-'))) {
      return usageError({ zh: `${rawName} 缺少值`, en: `${rawName} needs a value` }, seeHelp)
    }
  }
  return undefined
}

const wrong = (option: string, given: string, expected: Bilingual): UserError =>
  usageError(
    { zh: `--${option} 的值无效：${given}`, en: `--${option} cannot be ${JSON.stringify(given)}` },
    { zh: `应为${expected.zh}`, en: `it must be ${expected.en}` },
  )

function oneOf<T extends string>(option: string, given: string | undefined, known: readonly T[]): T | undefined {
  if (given === undefined) return undefined
  const found = known.find((name) => name === given)
  if (found === undefined) throw wrong(option, given, { zh: ` ${known.join(' 或 ')}`, en: known.join(' or ') })
  return found
}

function port(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535)
    throw wrong('port', given, {
      zh: ' 0 到 65535 的整数，0 为任一空闲端口',
      en: 'a whole number from 0 (any free port) to 65535',
    })
  return Number(given)
}

function origin(option: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || `${url.origin}/` !== url.href)
    throw wrong(option, given, {
      zh: '不带路径的地址，如 https://wx.example.com 或 http://192.168.1.2:18080',
      en: 'an origin without a path, such as https://wx.example.com or http://192.168.1.2:18080',
    })
  return url.origin
}

function allowedHost(given: string): string {
  if (!URL.canParse(`http://${given}/`) || /[/?#@\\]/.test(given))
    throw wrong('allow-host', given, { zh: '主机名，如 wx.local', en: 'a host name such as wx.local' })
  return given
}

function callback(given: string): string {
  // The built-in app is a test account.
  const [breach] = checkCallbackDomain(given, 'test')
  if (breach)
    throw usageError(
      { zh: `--callback ${given}：${breach.hint.zh}`, en: `--callback ${given}: ${breach.hint.en}` },
      {
        zh: '例如 --callback localhost:3000',
        en: 'for example --callback localhost:3000',
      },
    )
  return given
}

function behaviour(given: string): [BehaviourId, boolean] {
  const [, name = given, value] = /^(.*)=(on|off)$/s.exec(given) ?? []
  const id = behaviourIds.find((known) => known === name.replace(/=.*/s, ''))
  if (id === undefined) {
    const all = behaviourIds.join(', ')
    const hint = didYouMean(name, behaviourIds, { zh: '见下', en: 'see the names' })
    throw usageError(
      { zh: `没有行为 ${name}，${hint.zh}`, en: `no behaviour ${name}; ${hint.en}` },
      { zh: `可用：${all}`, en: `known: ${all}` },
    )
  }
  if (value === undefined)
    throw wrong('behaviour', given, { zh: ` ${id}=on 或 ${id}=off`, en: `${id}=on or ${id}=off` })
  const { status, documented, on, off } = behaviourTable[id]
  const does = documented ? on : off
  if (status === 'not done' && (value === 'on') !== documented)
    throw usageError(
      { zh: `${id} 尚未实现，不能设为 ${value}`, en: `${id} is not done yet and cannot be ${value}` },
      { zh: `目前：${does.zh}`, en: `for now ${does.en}` },
    )
  return [id, value === 'on']
}

/** Addresses and networks; a list also knows an IPv4 address by its IPv6 spelling, as a dual-stack socket reports it. */
function trustedProxies(given: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of given) {
    const [, address = text, bits] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? []
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (!isIP(address) || Number(bits ?? 0) > (family === 'ipv6' ? 128 : 32))
      throw wrong('trusted-proxy', text, {
        zh: ' IP 地址或网段，如 127.0.0.1、10.0.0.0/8',
        en: 'an IP address or network, such as 127.0.0.1 or 10.0.0.0/8',
      })
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

type Values = ReturnType<typeof parse>

/** Production takes nothing for granted: real apps and users, and a proxy that says who the user is. */
function proxyHeader(mode: Mode, values: Values): PlatformSettings['proxyHeader'] {
  const name = values['user-header']
  const proxies = values['trusted-proxy'] ?? []
  if (mode === 'development') {
    if (name !== undefined || proxies.length > 0)
      throw usageError(
        {
          zh: '--user-header 与 --trusted-proxy 仅用于 production',
          en: '--user-header and --trusted-proxy are for production only',
        },
        {
          zh: '加上 --mode production；开发时用 --user 或请求头 X-Weauth-User',
          en: 'add --mode production; in development use --user or the header X-Weauth-User',
        },
      )
    return undefined
  }
  if (values.seed === undefined)
    throw usageError(
      {
        zh: 'production 不能使用内置示例：其 secret 是公开的',
        en: 'production refuses the built-in apps: their secrets are public',
      },
      { zh: '用 --seed FILE 给出自己的应用与用户', en: 'give your own apps and users with --seed FILE' },
    )
  if (values.user !== undefined)
    throw usageError(
      {
        zh: 'production 不能有默认用户：所有人都会以其身份登录',
        en: 'production has no default user: everybody would be logged in as that one',
      },
      { zh: '去掉 --user', en: 'leave --user out' },
    )
  if (name === undefined || proxies.length === 0)
    throw usageError(
      { zh: 'production 需要知道打开链接的是谁', en: 'production must be told who opens a link' },
      {
        zh: '在做登录的代理之后运行，加 --user-header X-User-Id --trusted-proxy 127.0.0.1',
        en: 'run it behind a proxy that logs people in: --user-header X-User-Id --trusted-proxy 127.0.0.1',
      },
    )
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
    throw wrong('user-header', name, { zh: '请求头名，如 X-User-Id', en: 'a header name such as X-User-Id' })
  return { name: name.toLowerCase(), trusted: trustedProxies(proxies) }
}

function checkPairs({ seed, callback: callbacks, data, memory }: Values): void {
  if (seed !== undefined && callbacks)
    throw usageError(
      {
        zh: '--callback 只作用于内置测试号，不能与 --seed 同用',
        en: '--callback belongs to the built-in app and cannot go with --seed',
      },
      {
        zh: `把 ${callbacks.join('、')} 写入 ${seed} 中该应用的 callbackDomains`,
        en: `put ${callbacks.join(', ')} into the app's callbackDomains in ${seed}`,
      },
    )
  if (data !== undefined && memory)
    throw usageError(
      { zh: '--data 与 --memory 只能选一个', en: '--data and --memory exclude each other' },
      { zh: '去掉其中之一', en: 'leave one of them out' },
    )
}

/**
 * Reads the arguments of `weauth platform`.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function readOptions(argv: readonly string[]): PlatformSettings {
  const values = parse(argv)
  oneOf('lang', values.lang, languages)
  checkPairs(values)
  const mode = oneOf('mode', values.mode, ['development', 'production']) ?? 'development'
  return {
    port: port(values.port),
    host: values.host ?? '127.0.0.1',
    publicUrl: origin('public-url', values['public-url']),
    internalUrl: origin('internal-url', values['internal-url']),
    allowedHosts: (values['allow-host'] ?? []).map(allowedHost),
    seedFile: values.seed,
    callbacks: (values.callback ?? []).map(callback),
    user: values.user,
    dataFile: values.data === undefined ? undefined : join(values.data, 'weauth.sqlite'),
    profile: oneOf('profile', values.profile, profiles),
    behaviours: Object.fromEntries((values.behaviour ?? []).map(behaviour)),
    mode,
    proxyHeader: proxyHeader(mode, values),
    json: values.json ?? false,
  }
}
