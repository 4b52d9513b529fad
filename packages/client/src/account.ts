import { hosts } from '@weauth/protocol'
import { ConfigError } from './errors.ts'

/** How requests leave: the standard `fetch`, or anything that takes a URL and an init like it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What {@link createAccount} needs. */
export type AccountOptions = {
  readonly appid: string
  readonly secret: string
  /** Where users are sent: an https URL, or http on loopback. Default: WeChat's own open host. */
  readonly openHost?: string
  /** Where calls go, as above. Default: WeChat's own api host. */
  readonly apiHost?: string
  /** Default: the global `fetch`, looked up at each call. */
  readonly fetch?: Fetch
  /** Milliseconds from the start of a call to the last byte of its answer. Default 5000. */
  readonly deadlineMs?: number
}

declare const made: unique symbol

/** An app and where to reach WeChat. It does not contain the secret, so that it can be printed, logged and copied without harm. */
export type Account = {
  readonly appid: string
  /** Without a slash at the end. */
  readonly openHost: string
  /** Without a slash at the end. */
  readonly apiHost: string
  readonly deadlineMs: number
  /** Only {@link createAccount} makes one: a copy has no secret and is refused. */
  readonly [made]: true
}

/** What is kept beside an account. No inspector, serializer or spread finds its way from the account to here. */
type Kept = { readonly secret: string; readonly fetch: Fetch | undefined }
const keptOf = new WeakMap<Account, Kept>()

const where = 'createAccount'

function checkIdentifier(name: 'appid' | 'secret', value: unknown): void {
  if (typeof value !== 'string' || value === '') {
    throw new ConfigError(`${name} is missing`, where, {
      zh: `请提供 ${name}：公众平台「设置与开发 - 基本配置」`,
      en: `give the ${name}: it stands in the console under «basic configuration»`,
    })
  }
  // The end of a line in a secret file is the classic; WeChat would only say 40125 or 40013.
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new ConfigError(`${name} holds a space, a line break or another character that it cannot have`, where, {
      zh: `${name} 含空格、换行或不可见字符，请重新复制`,
      en: `copy the ${name} again, without what stands around it`,
    })
  }
}

function checkHost(name: 'openHost' | 'apiHost', text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const plain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
  if (plain && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname)))) {
    return url.origin + url.pathname.replace(/\/+$/, '')
  }
  throw new ConfigError(
    `${name} must be an https URL without user name, query or fragment (http only for localhost, 127.0.0.0/8 and [::1])`,
    where,
    {
      zh: `secret 与 token 在链接里传输：${name} 用 https，仅本机可用 http`,
      en: `secret and tokens travel in the URL: use https for ${name}, http on this machine only`,
    },
  )
}

function checkDeadline(deadlineMs: number): void {
  // Above 2^31 - 1 timers fire at once.
  if (Number.isSafeInteger(deadlineMs) && deadlineMs > 0 && deadlineMs < 2 ** 31) return
  throw new ConfigError('deadlineMs must be a whole number of milliseconds, at least 1', where, {
    zh: 'deadlineMs 为正整数毫秒，默认 5000',
    en: 'leave deadlineMs out for 5000 ms',
  })
}

/**
 * Makes the account that every function of this package takes. The secret is kept aside and sent only to `apiHost`.
 *
 * @throws {ConfigError} when something is missing or malformed, or a host is plain http and not on this machine.
 * @example
 * const account = createAccount({ appid: 'wx0a1b2c3d4e5f6071', secret: '0123456789abcdef0123456789abcdef' })
 */
export function createAccount(options: AccountOptions): Account {
  const { appid, secret, fetch, deadlineMs = 5000 } = options
  checkIdentifier('appid', appid)
  checkIdentifier('secret', secret)
  checkDeadline(deadlineMs)
  const account = Object.freeze({
    appid,
    openHost: checkHost('openHost', options.openHost ?? `https://${hosts.open.name}`),
    apiHost: checkHost('apiHost', options.apiHost ?? `https://${hosts.api.name}`),
    deadlineMs,
  }) as Account
  keptOf.set(account, { secret, fetch })
  return account
}

/** The secret and the fetch of an account. Not exported from the door. */
export function keptBy(account: Account): Kept {
  const kept = keptOf.get(account)
  if (kept) return kept
  throw new ConfigError('the account was not made by createAccount, or is a copy of one', 'account', {
    zh: '请使用 createAccount 返回的对象本身',
    en: 'use the very object that createAccount returned',
  })
}
