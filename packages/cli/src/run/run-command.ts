import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import type { Call } from '@weauth/platform/impersonation'
import { startImpersonation } from '../impersonation.ts'
import type { TextLanguage } from '../language.ts'
import { openScratchFolder } from '../scratch-folder.ts'
import { runChild } from './child.ts'
import { environmentOf, notesFile, upstreamOf } from './environment.ts'
import { readRunOptions } from './run-options.ts'
import { summaryText } from './summary.ts'
import { javaTrustStore } from './trust.ts'

/** So many calls are listed; a load test makes more. */
const mostCalls = 10_000

const say = (text: string, colour: 'bold' | 'yellow' = 'bold'): void => {
  process.stderr.write(`${styleText(colour, 'weauth:', { stream: process.stderr })} ${text}\n`)
}

/** A proxy that we can pass other hosts' connections on to; one we cannot is told of. */
function usableUpstream(language: TextLanguage): string | undefined {
  const upstream = upstreamOf(process.env)
  if (upstream === undefined || /^http:\/\//i.test(upstream)) return upstream
  const text = {
    zh: `无法经由 ${upstream.replace(/\/\/.*@/, '//')} 转发（只支持 http:// 代理），其他主机将直接连接`,
    en: `cannot go by ${upstream.replace(/\/\/.*@/, '//')} (http:// proxies only): other hosts are reached directly`,
  }
  say(text[language], 'yellow')
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
    say(
      { zh: `Java 程序将无法到达平台：${message}`, en: `Java programs will not arrive here: ${message}` }[language],
      'yellow',
    )
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
  const [calls, refused]: [Call[], string[]] = [[], []]
  let dropped = 0
  const { publicUrl, internalUrl, port, authority, close } = await startImpersonation(settings, {
    offline,
    upstream: usableUpstream(language),
    onCall: (call) => (calls.length < mostCalls ? calls.push(call) : dropped++),
    onRefused: (host) => refused.push(host),
  })
  try {
    const folder = openScratchFolder('run')
    const trustStore = await trustStoreOf(authority, language)
    const preload = fileURLToPath(new URL('preload.cjs', import.meta.url))
    if (!quiet) say({ zh: `微信即 ${publicUrl}`, en: `WeChat is ${publicUrl}` }[language])
    process.exitCode = await runChild(
      command,
      environmentOf({ env: process.env, port, internalUrl, authority, folder, offline, trustStore, preload }),
    )
    if (!quiet) process.stderr.write(summaryText({ calls, refused, dropped, notes: notesFile(folder) }, language))
  } finally {
    await close()
  }
}
