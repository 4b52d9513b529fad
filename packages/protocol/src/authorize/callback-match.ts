import type { AppFacts } from '../app.ts'
import type { Entry } from './callback-domain.ts'
import { ambiguousPath, mayBeLocal, parseEntry } from './callback-domain.ts'
import { excerpt } from './rule.ts'
import type { Bilingual } from '../source.ts'

type Domains = Pick<AppFacts, 'kind' | 'callbackDomains'>

/** One comparison of a redirect_uri with the callback domains, as a person would make it. */
export type DomainStep = {
  readonly compares: 'form' | 'host' | 'port' | 'path'
  readonly given: string
  /** What is configured, or what is demanded. */
  readonly expected: string
  /** Where `given` stands in redirect_uri. */
  readonly from: number
  readonly to: number
} & ({ readonly holds: true } | { readonly holds: false; readonly hint: Bilingual })

/** Whether a redirect_uri lies under one of the app's callback domains, and if not, why. */
export type DomainMatch =
  | { readonly allowed: true; readonly entry: string }
  | { readonly allowed: false; readonly reason: Bilingual }

/**
 * Matches a redirect_uri (decoded once) against an app's callback domains: exact host, scheme ignored, no parent or child domain;
 * a path only where the entry has one; a port never, but on a test account or website app whose entry has it.
 * Two readings must agree: the raw text against a strict grammar, and the WHATWG parser's host.
 */
export function matchCallbackDomain(redirectUri: string, app: Domains): DomainMatch {
  const { steps, entries } = compare(redirectUri, app)
  const broken = steps.find((step) => !step.holds)
  return broken ? { allowed: false, reason: broken.hint } : { allowed: true, entry: entries[0] ?? '' }
}

/**
 * The same, step by step, up to the first comparison that fails.
 *
 * @example
 * callbackDomainSteps('https://pay.qq.com/', { kind: 'service', callbackDomains: ['www.qq.com'] }).at(-1)?.compares // 'host'
 */
export const callbackDomainSteps = (redirectUri: string, app: Domains): DomainStep[] => compare(redirectUri, app).steps

// Printable ASCII without space and backslash, every % followed by two hex digits. Parsers disagree on all else.
const uriForm =
  /^(https?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?((?:\/(?:[!$&-;=@-[\]_a-z~]|%[0-9a-f]{2})*)?)(?:[?#](?:[!-$&-[\]-~]|%[0-9a-f]{2})*)?$/i

/** A redirect_uri in form, taken apart. */
type Uri = {
  readonly host: string
  /** Absent when it is that of the scheme. */
  readonly port: number | undefined
  readonly path: string
  readonly url: URL
  /** Where the host ends and where the path begins. */
  readonly hostFrom: number
  readonly hostTo: number
  readonly pathFrom: number
}

function parseUri(redirectUri: string): Uri | undefined {
  const match = uriForm.exec(redirectUri)
  const url = match ? parseUrl(redirectUri) : undefined
  if (!match || !url) return undefined
  const [, scheme = '', host = '', port, path = ''] = match
  const isDefault = Number(port) === (scheme.toLowerCase() === 'https' ? 443 : 80)
  const hostFrom = scheme.length + '://'.length
  const hostTo = hostFrom + host.length
  return {
    host,
    port: port === undefined || isDefault ? undefined : Number(port),
    path,
    url,
    hostFrom,
    hostTo,
    pathFrom: hostTo + (port === undefined ? 0 : port.length + 1),
  }
}

type Configured = Entry & { readonly text: string; readonly hostname: string | undefined }
type Verdict = { readonly left: readonly Configured[]; readonly step: DomainStep }

const listed = (entries: readonly { readonly text: string }[]): string => entries.map(({ text }) => text).join(', ')

/** Compares part after part; each leaves the entries that still count. */
function compare(redirectUri: string, { kind, callbackDomains }: Domains): { steps: DomainStep[]; entries: string[] } {
  const uri = parseUri(redirectUri)
  const form = { compares: 'form', expected: 'https://…' } as const
  if (!uri) return { steps: [{ ...form, ...whyNotInForm(redirectUri), holds: false }], entries: [] }
  const steps: DomainStep[] = [
    { ...form, given: excerpt(redirectUri, 200), from: 0, to: redirectUri.length, holds: true },
  ]
  let entries: readonly Configured[] = callbackDomains.map(configured).filter((entry) => entry !== undefined)
  for (const next of [compareHost, comparePort, comparePath]) {
    const { left, step } = next(uri, entries, kind)
    steps.push(step)
    if (!step.holds) return { steps, entries: [] }
    entries = left
  }
  return { steps, entries: entries.map(({ text }) => text) }
}

// What an entry says depends on its text alone, and every login asks.
const read = new Map<string, Configured | undefined>()
const mostRemembered = 1000

function configured(text: string): Configured | undefined {
  if (read.has(text)) return read.get(text)
  if (read.size >= mostRemembered) read.clear()
  const entry = parseEntry(text)
  const made = entry && { ...entry, text, hostname: parseUrl(`http://${entry.host}`)?.hostname }
  read.set(text, made)
  return made
}

const judged = (
  step: Omit<DomainStep, 'holds'>,
  left: readonly Configured[],
  hint: () => Bilingual,
): { left: readonly Configured[]; step: DomainStep } => ({
  left,
  step: left.length > 0 ? { ...step, holds: true } : { ...step, holds: false, hint: hint() },
})

function compareHost({ host, url, hostFrom, hostTo }: Uri, entries: readonly Configured[]): Verdict {
  const same = entries.filter((entry) => entry.host === host.toLowerCase() && entry.hostname === url.hostname)
  const step = { compares: 'host', given: host, expected: listed(entries) || '—', from: hostFrom, to: hostTo } as const
  return judged(step, same, () => ({
    zh: `域名须与配置完全一致：父域名、子域名都不行（当前 ${excerpt(host)}）`,
    en: `the host must equal a configured one exactly; neither parent nor child domains count (here: ${excerpt(host)})`,
  }))
}

function comparePort({ port, hostTo, pathFrom }: Uri, entries: readonly Configured[], kind: AppFacts['kind']): Verdict {
  const same = entries.filter(
    (entry) => port === undefined || (mayBeLocal(kind) && entry.port !== undefined && Number(entry.port) === port),
  )
  const expected = mayBeLocal(kind) ? listed(entries) : '—'
  const step = {
    compares: 'port',
    given: port === undefined ? '—' : `:${port}`,
    expected,
    from: hostTo,
    to: pathFrom,
  } as const
  return judged(step, same, () =>
    mayBeLocal(kind)
      ? {
          zh: `端口 ${port} 未配置：配置里需写明端口`,
          en: `port ${port} is not configured: the entry must name it`,
        }
      : { zh: 'redirect_uri 不能带端口', en: 'redirect_uri must not have a port' },
  )
}

function comparePath({ path, url, pathFrom }: Uri, entries: readonly Configured[]): Verdict {
  const above = entries.filter((entry) => underPath(entry.path, path, url))
  const expected = entries.map((entry) => entry.path || '/').join(', ')
  const step = { compares: 'path', given: path || '/', expected, from: pathFrom, to: pathFrom + path.length } as const
  return judged(step, above, () => ({
    zh: '路径不在配置的路径之下',
    en: 'the path does not lie under the configured path',
  }))
}

function underPath(prefix: string, rawPath: string, url: URL): boolean {
  if (prefix === '' || prefix === '/') return true
  if (ambiguousPath.test(rawPath)) return false
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`
  return url.pathname === prefix || url.pathname.startsWith(folder)
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** What puts a redirect_uri out of form, in the order a person should mend it. */
const formFaults: readonly { readonly at: RegExp; readonly hint: Bilingual }[] = [
  {
    at: /^(?!https?:)[^:/?#]*:?/i,
    hint: { zh: '必须以 http:// 或 https:// 开头', en: 'it must begin with http:// or https://' },
  },
  // oxlint-disable-next-line no-control-regex
  { at: /[\0- \x7f]+/, hint: { zh: '含空格或不可见字符', en: 'it holds a space or an invisible character' } },
  {
    // oxlint-disable-next-line no-control-regex
    at: /[^\0-\x7f]+/,
    hint: {
      zh: '含全角或其他非 ASCII 字符，请先编码',
      en: 'it holds a full-width or other non-ASCII character: encode it',
    },
  },
  {
    at: /(?<=^https?:\/\/)[^/?#]*@/i,
    hint: { zh: '不能带用户名（@）', en: 'it must not carry a user name (@)' },
  },
  { at: /\\/, hint: { zh: '不能含反斜杠', en: 'it must not hold a backslash' } },
  { at: /%(?![0-9a-f]{2})/i, hint: { zh: '百分号编码有误', en: 'a percent escape is malformed' } },
]

function whyNotInForm(redirectUri: string): Pick<DomainStep, 'given' | 'from' | 'to'> & { hint: Bilingual } {
  const given = excerpt(redirectUri, 200)
  for (const { at, hint } of formFaults) {
    const match = at.exec(redirectUri)
    if (match) return { given, from: match.index, to: match.index + match[0].length, hint }
  }
  const hint = !uriForm.test(redirectUri)
    ? { zh: '域名格式不正确', en: 'its host is not a plain domain name' }
    : { zh: 'redirect_uri 不是有效的 URL', en: 'redirect_uri is not a valid URL' }
  return { given, from: 0, to: redirectUri.length, hint }
}
