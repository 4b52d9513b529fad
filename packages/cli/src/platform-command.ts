import { networkInterfaces } from 'node:os'
import { styleText } from 'node:util'
import type { Bilingual } from '@weauth/protocol'
import { banner, qrCode } from './banner.ts'
import type { TextLanguage } from './language.ts'
import { readOptions } from './options.ts'
import type { PlatformSettings } from './options.ts'
import { startPlatform } from './start-platform.ts'

/**
 * `weauth platform`: starts one, says so, and ends it on Ctrl-C. Fulfilled when it is ready.
 *
 * @throws UserError
 */
export async function platformCommand(argv: readonly string[], version: string, language: TextLanguage): Promise<void> {
  const settings = readOptions(argv)
  const { ready, close } = await startPlatform(settings)
  closeOnSignal(close)

  if (settings.json) {
    const { url, apps, users, mode, profile } = ready
    process.stdout.write(`${JSON.stringify({ url, apps, users, mode, profile })}\n`)
  } else {
    const code =
      process.stdout.isTTY && ready.link !== undefined ? await qrCode(ready.link, process.stdout.columns) : ''
    process.stdout.write(`${code}\n${banner(ready, version, language)}\n`)
  }
  for (const note of notes(settings, ready.url)) {
    process.stderr.write(`${styleText('yellow', 'weauth:', { stream: process.stderr })} ${note[language]}\n`)
  }
}

/** Ends cleanly on the first signal. A second one finds no listener and kills at once. */
function closeOnSignal(close: () => Promise<void>): void {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const stop = (): void => {
    for (const signal of signals) process.off(signal, stop)
    void close().then(() => process.exit(0))
  }
  for (const signal of signals) process.on(signal, stop)
}

/** What works but may surprise. */
function notes({ mode, host, publicUrl, allowedHosts }: PlatformSettings, url: string): Bilingual[] {
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

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host)

/** An address by which the local network may know this machine. */
function networkAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '192.168.1.2'
}
