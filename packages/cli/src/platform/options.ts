import type { BlockList } from 'node:net'
import { join } from 'node:path'
import type { Mode } from '@weauth/platform'
import type { Behaviours, Profile } from '@weauth/protocol'
import { profiles } from '@weauth/protocol'
import { languages } from '../language.ts'
import {
  readAddresses,
  readBehaviour,
  readCallback,
  readDatabaseUrl,
  readHost,
  readOrigin,
  readPort,
} from '../option-values.ts'
import { optionTable } from '../option-table.ts'
import type { OptionValues } from '../parse-options.ts'
import { parseOptions } from '../parse-options.ts'
import { readChoice, wrongValue } from '../read-choice.ts'
import { usageError } from '../user-error.ts'

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
  /** The file where everything is kept. With neither file nor database, in memory. */
  readonly dataFile: string | undefined
  /** The PostgreSQL where everything is kept. */
  readonly databaseUrl: string | undefined
  readonly profile: Profile | undefined
  readonly behaviours: Partial<Behaviours>
  readonly mode: Mode
  readonly proxyHeader: ProxyHeader | undefined
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  /** Files in PEM. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly log: (typeof logs)[number]
  readonly json: boolean
}

const logs = ['none', 'json'] as const

/** In production, and only there: the header that names the user (in lower case), and the peers from which it is believed. */
export type ProxyHeader = { readonly name: string; readonly trusted: BlockList }

/** The options of a platform as given. */
export type PlatformValues = OptionValues<typeof optionTable>

const modes: readonly Mode[] = ['development', 'production']

const given = <V, T>(value: V | undefined, read: (value: V) => T): T | undefined =>
  value === undefined ? undefined : read(value)

/**
 * Reads the arguments of `weauth platform`.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export const readOptions = (argv: readonly string[]): PlatformSettings =>
  platformSettings(parseOptions(argv, optionTable))

/**
 * Checks the options that a platform is started with.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function platformSettings(values: PlatformValues): PlatformSettings {
  given(values.lang, (text) => readChoice('lang', text, languages))
  checkPairs(values)
  given(values['trusted-proxy'], (proxies) => readAddresses('trusted-proxy', proxies))
  const mode = given(values.mode, (text) => readChoice('mode', text, modes)) ?? 'development'
  return {
    port: given(values.port, readPort),
    host: values.host ?? '127.0.0.1',
    publicUrl: given(values['public-url'], (text) => readOrigin('public-url', text)),
    internalUrl: given(values['internal-url'], (text) => readOrigin('internal-url', text)),
    allowedHosts: (values['allow-host'] ?? []).map(readHost),
    seedFile: values.seed,
    callbacks: (values.callback ?? []).map(readCallback),
    user: values.user,
    dataFile: given(values.data, (folder) => join(folder, 'weauth.sqlite')),
    databaseUrl: given(values.store, readDatabaseUrl),
    profile: given(values.profile, (text) => readChoice('profile', text, profiles)),
    behaviours: Object.fromEntries((values.behaviour ?? []).map(readBehaviour)),
    mode,
    proxyHeader: mode === 'production' ? readProxyHeader(values) : undefined,
    trustedProxies: values['trusted-proxy'] ?? [],
    tls: readTls(values),
    log: given(values.log, (text) => readChoice('log', text, logs)) ?? 'none',
    json: values.json ?? false,
  }
}

function readTls({ 'tls-cert': cert, 'tls-key': key }: PlatformValues): PlatformSettings['tls'] {
  if (cert === undefined && key === undefined) return undefined
  if (cert !== undefined && key !== undefined) return { cert, key }
  throw usageError(
    { zh: '--tls-cert 与 --tls-key 须一并给出', en: '--tls-cert and --tls-key go together' },
    { zh: '补上另一个', en: 'give the other one, too' },
  )
}

function checkPairs(values: PlatformValues): void {
  const { seed, callback: callbacks, data, memory, mode } = values
  if (seed !== undefined && callbacks) {
    throw usageError(
      {
        zh: '--callback 只作用于内置测试号，不能与 --seed 同用',
        en: '--callback is for the built-in app and cannot go with --seed',
      },
      {
        zh: `把 ${callbacks.join('、')} 写入 ${seed} 中该应用的 callbackDomains`,
        en: `put ${callbacks.join(', ')} into the app's callbackDomains in ${seed}`,
      },
    )
  }
  const places = [data && '--data', values.store && '--store', memory && '--memory'].filter((place) => !!place)
  if (places.length > 1) {
    throw usageError(
      { zh: `${places.join(' 与 ')} 只能选一个`, en: `${places.join(' and ')} exclude each other` },
      { zh: '只留一个', en: 'keep one of them' },
    )
  }
  if (mode !== 'production' && values['user-header'] !== undefined) {
    throw usageError(
      { zh: '--user-header 仅用于 production', en: '--user-header is for production only' },
      {
        zh: '加上 --mode production；开发时用 --user 或请求头 X-Weauth-User',
        en: 'add --mode production; in development use --user or the header X-Weauth-User',
      },
    )
  }
}

/** Production takes nothing for granted: apps and users of one's own, and a proxy that says who the user is. */
function readProxyHeader(values: PlatformValues): ProxyHeader {
  if (values.seed === undefined) {
    throw usageError(
      {
        zh: 'production 不能使用内置示例：其 secret 是公开的',
        en: 'production refuses the built-in apps: their secrets are public',
      },
      { zh: '用 --seed FILE 给出自己的应用与用户', en: 'give your own apps and users with --seed FILE' },
    )
  }
  if (values.user !== undefined) {
    throw usageError(
      {
        zh: 'production 不能有默认用户：所有人都会以其身份登录',
        en: 'production has no default user: everybody would be logged in as that one',
      },
      { zh: '去掉 --user', en: 'leave --user out' },
    )
  }
  const { 'user-header': name, 'trusted-proxy': proxies } = values
  if (name === undefined || !proxies) {
    throw usageError(
      { zh: 'production 需要知道打开链接的是谁', en: 'production must be told who opens a link' },
      {
        zh: '在负责登录的代理之后运行，加 --user-header X-User-Id --trusted-proxy 127.0.0.1',
        en: 'run it behind a proxy that logs people in: --user-header X-User-Id --trusted-proxy 127.0.0.1',
      },
    )
  }
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw wrongValue('user-header', name, { zh: '请求头名，如 X-User-Id', en: 'a header name such as X-User-Id' })
  }
  return { name: name.toLowerCase(), trusted: readAddresses('trusted-proxy', proxies) }
}
