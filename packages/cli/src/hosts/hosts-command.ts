import { styleText } from 'node:util'
import type { Bilingual } from '@weauth/protocol'
import { closeOnSignal } from '../close-on-signal.ts'
import { startImpersonation } from '../impersonation.ts'
import type { TextLanguage } from '../language.ts'
import { reachNotes } from '../platform/index.ts'
import { runError, UserError } from '../user-error.ts'
import { composeFile } from './compose.ts'
import { addressesOf, hostsLines } from './hosts-lines.ts'
import type { HostsSettings } from './hosts-options.ts'
import { readHostsOptions } from './hosts-options.ts'
import { instructions } from './instructions.ts'
import { writeTrustFiles } from './trust-files.ts'

const otherPort: Bilingual = {
  zh: '或用 --https-port 8443，再把 443 端口转发过去',
  en: 'or use --https-port 8443 and forward port 443 to it',
}

/** Why the port cannot be had, and what to do. */
function portError(error: unknown, { httpsPort }: HostsSettings): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof UserError) return error
  if (code === 'EACCES') {
    const linux = `sudo sysctl net.ipv4.ip_unprivileged_port_start=${httpsPort}`
    const allow = process.platform === 'linux' ? linux : '--host 0.0.0.0'
    return runError(
      { zh: `没有权限监听端口 ${httpsPort}`, en: `no permission to listen on port ${httpsPort}` },
      { zh: `先运行 ${allow}\n        ${otherPort.zh}`, en: `first: ${allow}\n        ${otherPort.en}` },
      error,
    )
  }
  if (code === 'EADDRINUSE')
    return runError({ zh: `端口 ${httpsPort} 已被占用`, en: `port ${httpsPort} is in use` }, otherPort, error)
  if (code === 'EADDRNOTAVAIL')
    return runError(
      { zh: '本机没有 --host 给出的地址', en: '--host names no address of this machine' },
      { zh: '--host 0.0.0.0 监听所有地址', en: '--host 0.0.0.0 listens on all of them' },
      error,
    )
  return error
}

async function serve(settings: HostsSettings, language: TextLanguage): Promise<void> {
  const { bound, named } = addressesOf(settings.platform.host)
  const opened = await startImpersonation(settings, { port: settings.httpsPort, addresses: bound }).catch(
    (error: unknown) => Promise.reject(portError(error, settings)),
  )
  closeOnSignal(opened.close)
  const { publicUrl: url, port, addresses, authority } = opened
  // An address that this machine does not have leads nowhere.
  const lines = hostsLines(named.filter((one) => !bound.includes(one) || addresses.includes(one)))
  try {
    const files = writeTrustFiles(authority.certificate, process.env)
    process.stdout.write(
      settings.json
        ? `${JSON.stringify({ url, port, addresses, lines, ...files })}\n`
        : instructions(opened, lines, files, language),
    )
    for (const note of reachNotes(settings.platform, url)) {
      process.stderr.write(`${styleText('yellow', 'weauth:', { stream: process.stderr })} ${note[language]}\n`)
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/**
 * `weauth hosts`: answers for WeChat on its own port until a signal comes, or prints what leads there.
 *
 * @throws UserError when the arguments are wrong, or platform or port cannot be had
 */
export async function hostsCommand(argv: readonly string[], _version: string, language: TextLanguage): Promise<void> {
  const settings = readHostsOptions(argv)
  if (settings.action === 'compose') process.stdout.write(composeFile(settings))
  else if (settings.action === 'lines') process.stdout.write(hostsLines(addressesOf(settings.platform.host).named))
  else await serve(settings, language)
}
