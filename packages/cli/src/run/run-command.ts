import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { systemClock } from '@weauth/platform'
import type { Call } from '@weauth/platform/impersonation'
import { impersonate } from '@weauth/platform/impersonation'
import { openAuthority } from '../authority.ts'
import type { TextLanguage } from '../language.ts'
import { reachPlatform } from '../reach-platform.ts'
import { runChild } from './child.ts'
import { environmentOf, notesFile, upstreamOf } from './environment.ts'
import { openRunFolder } from './run-folder.ts'
import { readRunOptions } from './run-options.ts'
import { summaryText } from './summary.ts'
import { javaTrustStore } from './trust.ts'

/** So many calls are listed; a load test makes more. */
const mostCalls = 10_000

const name = (): string => styleText('bold', 'weauth:', { stream: process.stderr })
const warn = (text: string): void => {
  process.stderr.write(`${styleText('yellow', 'weauth:', { stream: process.stderr })} ${text}\n`)
}

/** A proxy that we can pass other hosts' connections on to; one we cannot is told of. */
function usableUpstream(language: TextLanguage): string | undefined {
  const upstream = upstreamOf(process.env)
  if (upstream === undefined || /^http:\/\//i.test(upstream)) return upstream
  const text = {
    zh: `无法经由 ${upstream.replace(/\/\/.*@/, '//')} 转发（只支持 http:// 代理），其他主机将直接连接`,
    en: `cannot go by ${upstream.replace(/\/\/.*@/, '//')} (http:// proxies only): other hosts are reached directly`,
  }
  warn(text[language])
  return undefined
}

/** The trust store of Java; a keytool that fails costs Java programs their way here, and nothing else. */
async function trustStoreOf(
  authority: { readonly file: string; readonly pin: string },
  language: TextLanguage,
): Promise<string | undefined> {
  try {
    return await javaTrustStore(authority, process.env)
  } catch (error) {
    const { message } = error as Error
    warn({ zh: `Java 程序将无法到达平台：${message}`, en: `Java programs will not arrive here: ${message}` }[language])
    return undefined
  }
}

/**
 * `weauth run`: runs the command to its end; its exit code becomes ours.
 *
 * @throws UserError when the arguments are wrong, or platform or command cannot be started
 */
export async function runCommand(argv: readonly string[], _version: string, language: TextLanguage): Promise<void> {
  const settings = readRunOptions(argv)
  const { command, offline, quiet } = settings
  const platform = await reachPlatform(settings)
  const authority = await openAuthority(process.env)
  const [calls, refused]: [Call[], string[]] = [[], []]
  let dropped = 0
  const impersonator = await impersonate({
    target: platform.url,
    authority,
    offline,
    upstream: usableUpstream(language),
    clock: systemClock,
    onCall: (call) => (calls.length < mostCalls ? calls.push(call) : dropped++),
    onRefused: (host) => refused.push(host),
  })
  const folder = openRunFolder()
  if (!quiet) {
    const what = { zh: `微信即 ${platform.url}`, en: `WeChat is ${platform.url}` }
    process.stderr.write(`${name()} ${what[language]}\n`)
  }
  try {
    process.exitCode = await runChild(
      command,
      environmentOf({
        env: process.env,
        port: impersonator.port,
        platformUrl: platform.url,
        authority,
        folder,
        offline,
        trustStore: await trustStoreOf(authority, language),
        preload: fileURLToPath(new URL('preload.cjs', import.meta.url)),
      }),
    )
    if (!quiet) process.stderr.write(summaryText({ calls, refused, dropped, notes: notesFile(folder) }, language))
  } finally {
    await impersonator.close()
    await platform.close()
  }
}
