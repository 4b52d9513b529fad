import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { isWechatName, wechatNames } from '@weauth/protocol'
import { createBundles } from './trust.ts'

/** What the environment of the command is made from. */
export type Surroundings = {
  /** The environment that `weauth run` itself was given. */
  readonly env: NodeJS.ProcessEnv
  /** The port that answers for WeChat. */
  readonly port: number
  /** The platform's origin for business servers. */
  readonly internalUrl: string
  readonly authority: { readonly certificate: string; readonly file: string }
  /** A folder of this run alone. */
  readonly folder: string
  readonly offline: boolean
  /** Java's trust store, where there is a Java. */
  readonly trustStore: string | undefined
  /** The file loaded into every Node process. */
  readonly preload: string
}

/** The file in which Node processes note their connections. */
export const notesFile = (folder: string): string => join(folder, 'notes')

/** A name as an entry of NO_PROXY would match it. */
const coversWechat = (entry: string): boolean => {
  const bare = entry
    .trim()
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\*?\./, '')
  return bare === '*' || isWechatName(bare) || wechatNames.some((name) => name.endsWith(`.${bare}`))
}

const here = ['localhost', '127.0.0.1', '::1']

/** The hosts that programs reach without the proxy: as before, but for WeChat's. */
function noProxy(before: string | undefined): string {
  const kept = (before ?? '').split(',').filter((entry) => entry.trim() !== '' && !coversWechat(entry))
  return [...new Set([...kept, ...here])].join(',')
}

/** The proxy that the user already has, if any. */
export const upstreamOf = (env: NodeJS.ProcessEnv): string | undefined =>
  env['HTTPS_PROXY'] || env['https_proxy'] || env['ALL_PROXY'] || env['all_proxy'] || undefined

const quoted = (path: string): string => (/\s/.test(path) ? `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"` : path)
const joined = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ')

/** For Java: its trust store, and the proxy as properties. It says on stderr that it picked these up; nothing can silence that. */
function javaOptions({ env, port, trustStore }: Surroundings): Record<string, string> {
  if (trustStore === undefined) return {}
  const properties = {
    'javax.net.ssl.trustStore': quoted(trustStore),
    'javax.net.ssl.trustStorePassword': 'changeit',
    'https.proxyHost': '127.0.0.1',
    'https.proxyPort': port,
    'http.proxyHost': '127.0.0.1',
    'http.proxyPort': port,
    'http.nonProxyHosts': 'localhost|127.*|[::1]',
  }
  const options = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`)
  return { JAVA_TOOL_OPTIONS: joined(env['JAVA_TOOL_OPTIONS'], ...options) }
}

/** For PHP: a folder of settings beside its own, which an empty entry stands for. */
function phpSettings({ env, folder }: Surroundings, bundle: string): Record<string, string> {
  const settings = join(folder, 'php')
  mkdirSync(settings, { recursive: true })
  writeFileSync(join(settings, 'weauth.ini'), `curl.cainfo = "${bundle}"\nopenssl.cafile = "${bundle}"\n`)
  return { PHP_INI_SCAN_DIR: `${env['PHP_INI_SCAN_DIR'] ?? ''}${delimiter}${settings}` }
}

/** Options that every Node and every Bun process is started with, besides the user's. */
function loadingOptions({ preload, folder }: Surroundings): Record<'NODE_OPTIONS' | 'BUN_OPTIONS', string> {
  // Bun knows no quotes there.
  const plain = /\s/.test(preload) ? join(folder, 'preload.cjs') : preload
  if (plain !== preload) copyFileSync(preload, plain)
  return { NODE_OPTIONS: `--require ${quoted(preload)}`, BUN_OPTIONS: `--preload=${plain}` }
}

/** The user's own proxies, as `host:port`. */
const proxiesOf = (env: NodeJS.ProcessEnv): string[] =>
  [upstreamOf(env), env['HTTP_PROXY'], env['http_proxy']]
    .filter((proxy) => proxy !== undefined && URL.canParse(proxy))
    .map((proxy) => new URL(proxy ?? ''))
    .map(({ hostname, port, protocol }) => `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`)

/** A variable in both spellings: programs disagree which one they read. */
const both = (name: string, value: string): Record<string, string> => ({ [name]: value, [name.toLowerCase()]: value })

/** Variables that name a file of all certificates to trust: each gets what it named before, and the authority. */
const replacing = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO']
/** Variables that name a file of certificates to trust besides. */
const adding = ['NODE_EXTRA_CA_CERTS', 'DENO_CERT']

/**
 * The environment in which everything a command and its children send to WeChat arrives here: a preloader for Node, a proxy and certificates
 * for the rest. What was in the environment before stays, but for the proxy, which becomes the way out of ours.
 */
export function environmentOf(surroundings: Surroundings): NodeJS.ProcessEnv {
  const { env, port, internalUrl, authority, folder, offline } = surroundings
  const bundleOf = createBundles(folder, authority.certificate)
  const proxy = `http://127.0.0.1:${port}`
  const trusted = replacing.map((name) => [name, bundleOf(env[name])] as const)
  const added = adding.map((name) => [name, env[name] === undefined ? authority.file : bundleOf(env[name])] as const)
  const ours = {
    ...both('HTTPS_PROXY', proxy),
    ...both('HTTP_PROXY', proxy),
    ...both('NO_PROXY', noProxy(env['NO_PROXY'] ?? env['no_proxy'])),
    ...Object.fromEntries([...trusted, ...added]),
    ...phpSettings(surroundings, bundleOf(env['SSL_CERT_FILE'])),
    ...javaOptions(surroundings),
    WEAUTH_URL: internalUrl,
  }
  const options = loadingOptions(surroundings)
  // What the file that Node loads is told, for its own process and for what that starts.
  const told = {
    port,
    names: wechatNames,
    // Not its file: a process may be forbidden to read it.
    certificate: authority.certificate,
    notes: notesFile(folder),
    offline,
    proxies: proxiesOf(env),
    ours,
    own: Object.fromEntries(Object.keys(ours).flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    options,
  }
  return {
    ...env,
    ...ours,
    NODE_OPTIONS: joined(options.NODE_OPTIONS, env['NODE_OPTIONS']),
    BUN_OPTIONS: joined(options.BUN_OPTIONS, env['BUN_OPTIONS']),
    WEAUTH_RUN: JSON.stringify(told),
  }
}
