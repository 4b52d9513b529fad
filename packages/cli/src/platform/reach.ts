import { networkInterfaces } from 'node:os'
import type { Bilingual } from '@weauth/protocol'
import type { PlatformSettings } from './options.ts'

// Who can reach the platform, and what to say of it.

/** Whether a bind address or the host of a URL means this machine alone. */
const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host)

/** An address by which the local network may know this machine. */
export function networkAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '192.168.1.2'
}

/** What is missing for the QR code to be of use to a phone; nothing when the URL is one that others may reach. */
export function phoneHint(url: string): Bilingual | undefined {
  const { hostname, port } = new URL(url)
  const options = `--host 0.0.0.0 --public-url http://${networkAddress()}:${port}`
  return isLoopback(hostname) ? { zh: `手机扫码需加 ${options}`, en: `for a phone: ${options}` } : undefined
}

/** What to know when the platform is bound to more than the loopback. */
export function reachNotes({ mode, host, publicUrl, allowedHosts }: PlatformSettings, url: string): Bilingual[] {
  if (isLoopback(host)) return []
  const open: Bilingual = {
    zh: `警告：监听 ${host}，能连到本机的任何人都可以任一用户身份登录`,
    en: `warning: on ${host}, whoever reaches this machine can log in as any user`,
  }
  const elsewhere = `http://${networkAddress()}:${new URL(url).port}`
  const unnamed: Bilingual = {
    zh: `提示：以其他主机名访问会得到 421，请加 --public-url ${elsewhere}`,
    en: `note: other host names are answered 421; add --public-url ${elsewhere}`,
  }
  return [
    ...(mode === 'development' ? [open] : []),
    ...(publicUrl === undefined && allowedHosts.length === 0 ? [unnamed] : []),
  ]
}
