import type { Bilingual } from '@weauth/protocol'
import { didYouMean } from '../did-you-mean.ts'
import type { HelpPage } from '../help.ts'
import { optionTable } from '../option-table.ts'
import { parseOptions } from '../parse-options.ts'
import { usageError } from '../user-error.ts'

const actions = ['path', 'show', 'trust', 'untrust'] as const

/** What `weauth ca` is asked to do. */
export type CaSettings = { readonly action: (typeof actions)[number]; readonly isDryRun: boolean }

const table = {
  'dry-run': {
    type: 'boolean',
    text: { zh: '只输出将要运行的命令', en: 'print the commands instead of running them' },
  },
  lang: optionTable.lang,
  help: optionTable.help,
  version: optionTable.version,
} as const

/** What `weauth ca --help` prints. */
export const caHelp: HelpPage = {
  intro: {
    zh: `用法：weauth ca path|show|trust|untrust [选项]

本机的证书颁发机构：weauth run 与 weauth browser 以它应答微信的 https 地址。它只能为微信的主机签发证书，
不能用于其他主机或任何 IP 地址，私钥只有你可读。两者都不需要系统信任它。

  path                      输出证书文件的路径（没有则生成）
  show                      显示证书：有效期、指纹、可用于哪些主机
  trust                     让系统信任它：macOS 与 Windows 仅对当前用户，Linux 需要 root
  untrust                   撤销信任，包括已被替换的证书

Linux 上的 Chrome 与 Firefox 不读系统的证书库：请用 weauth browser。
`,
    en: `Usage: weauth ca path|show|trust|untrust [options]

The certificate authority of this machine: by it weauth run and weauth browser answer for WeChat's https addresses. It can
speak for WeChat's hosts and for no other host or IP address, and only you can read its key. Neither needs the system's trust.

  path                      print where the certificate is (made if there is none)
  show                      show it: validity, fingerprint, and the hosts it can speak for
  trust                     make the system trust it: for you alone on macOS and Windows; needs root on Linux
  untrust                   take that back, for those it has replaced as well

On Linux, Chrome and Firefox do not read the system's store: use weauth browser.
`,
  },
  options: table,
  examples: {
    zh: `  openssl x509 -in "$(weauth ca path)" -noout -text
  weauth ca trust --dry-run`,
    en: `  openssl x509 -in "$(weauth ca path)" -noout -text
  weauth ca trust --dry-run`,
  },
}

function readAction(given: string | undefined): CaSettings['action'] {
  const action = actions.find((name) => name === given)
  if (action) return action
  const list = actions.join(', ')
  const known: Bilingual = { zh: `可用：${list}；详见 weauth ca --help`, en: `known: ${list}; see weauth ca --help` }
  if (given === undefined || given.startsWith('-'))
    throw usageError({ zh: 'weauth ca 之后没有动作', en: 'nothing to do after weauth ca' }, known)
  throw usageError(
    { zh: `weauth ca 没有动作 ${given}`, en: `weauth ca has no ${given}` },
    didYouMean(given, actions, known),
  )
}

/**
 * Reads the arguments of `weauth ca`.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function readCaOptions(argv: readonly string[]): CaSettings {
  const action = readAction(argv[0])
  const { 'dry-run': isDryRun = false } = parseOptions(argv.slice(1), table, 'weauth ca --help')
  return { action, isDryRun }
}
