import { styleText } from 'node:util'
import { banner, qrCode } from './banner.ts'
import { closeOnSignal } from '../close-on-signal.ts'
import type { TextLanguage } from '../language.ts'
import { readOptions } from './options.ts'
import { phoneHint, reachNotes } from './reach.ts'
import type { Ready } from './ready.ts'

/**
 * `weauth platform`: starts one, says so, and ends it on Ctrl-C. Fulfilled when it is ready.
 *
 * @throws UserError
 */
export async function platformCommand(argv: readonly string[], version: string, language: TextLanguage): Promise<void> {
  const settings = readOptions(argv)
  // Loaded when it is wanted: most of the time goes into this, and a mistyped option should be told at once.
  const { startPlatform } = await import('./start-platform.ts')
  const log = settings.log === 'json' ? await (await import('./log.ts')).openJsonLog() : undefined
  const { ready, close } = await startPlatform(settings, log)
  closeOnSignal(async () => {
    log?.info('closing')
    // A balancer, or a client with a connection, has half a second to learn of it.
    await close({ lingerMs: settings.mode === 'production' ? 500 : 0 })
    log?.flush()
  })

  if (settings.json) {
    const { url, listening, mode, profile, apps, users } = ready
    process.stdout.write(`${JSON.stringify({ url, listening, mode, profile, apps, users })}\n`)
  } else {
    process.stdout.write(`\n${await codeToScan(ready, language)}${banner(ready, version, language)}\n`)
  }
  log?.info('ready', { url: ready.url, listening: ready.listening, mode: ready.mode, kept: ready.kept, version })
  for (const note of reachNotes(settings, ready.url)) {
    if (log) log.info(note[language])
    else process.stderr.write(`${styleText('yellow', 'weauth:', { stream: process.stderr })} ${note[language]}\n`)
  }
}

/** The QR code of the link with its hint, above the banner so that the facts stay in sight; empty where there is no terminal. */
async function codeToScan({ link, url }: Ready, language: TextLanguage): Promise<string> {
  if (!process.stdout.isTTY || link === undefined) return ''
  const code = await qrCode(link, process.stdout.columns)
  const hint = phoneHint(url)
  return code === '' ? '' : `${code}${hint ? `  ${styleText('dim', hint[language])}\n` : ''}\n`
}
