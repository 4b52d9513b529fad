import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { systemClock } from '@weauth/platform'
import type { CertificateAuthority } from '@weauth/platform/impersonation'
import { openCertificateAuthority, wechatNames } from '@weauth/platform/impersonation'
import { didYouMean } from '../did-you-mean.ts'
import type { HelpPage } from '../help.ts'
import { helpLine } from '../help.ts'
import { authorityFolder } from '../installation.ts'
import type { TextLanguage } from '../language.ts'
import type { OptionRow } from '../option-table.ts'
import { optionTable } from '../option-table.ts'
import { parseOptions } from '../parse-options.ts'
import { runError, usageError } from '../user-error.ts'
import type { Step } from './system-store.ts'
import { systemStore } from './system-store.ts'

const table = {
  'dry-run': {
    type: 'boolean',
    title: { zh: '选项', en: 'Options' },
    text: { zh: '只打印 trust、untrust 将运行的命令', en: 'print what trust and untrust would run, and run nothing' },
  },
  lang: optionTable.lang,
  help: optionTable.help,
} as const satisfies Readonly<Record<string, OptionRow>>

const purposes = {
  path: { zh: '打印证书文件的路径', en: 'prints the path of the certificate' },
  show: { zh: '说明证书：可冒充的主机、有效期、指纹', en: 'tells of it: hosts, validity, fingerprint' },
  trust: { zh: '让整个系统信任它（需要权限）', en: 'makes the whole system trust it (needs privileges)' },
  untrust: { zh: '让系统不再信任它', en: 'makes the system forget it' },
}

/** What `weauth ca --help` prints. */
export const caHelp: HelpPage = {
  intro: {
    zh: `用法：weauth ca path | show | trust | untrust

weauth run 与 weauth browser 用一个本机的证书颁发机构应答微信的主机。它只能为微信的主机名签发，不能为其他主机或 IP 签发；
除非你运行 trust，系统不会信任它。`,
    en: `Usage: weauth ca path | show | trust | untrust

weauth run and weauth browser answer for WeChat's hosts under a certificate authority of this machine. It can sign for WeChat's names alone,
for no other host and no address. The system does not trust it unless you run trust.`,
  },
  options: table,
  sections: (language) => ['', ...Object.entries(purposes).map(([name, text]) => helpLine(name, text[language]))],
  examples: {
    zh: '  curl --cacert "$(weauth ca path)" https://api.weixin.qq.com/…\n  weauth ca trust --dry-run',
    en: '  curl --cacert "$(weauth ca path)" https://api.weixin.qq.com/…\n  weauth ca trust --dry-run',
  },
}

function show({ certificate, file, endsAtMs }: CertificateAuthority, language: TextLanguage): string {
  const { subject, fingerprint256 } = new X509Certificate(certificate)
  const rows = {
    zh: [
      ['名称', subject.replace('CN=', '')],
      ['文件', file],
      ['有效至', new Date(endsAtMs).toISOString().slice(0, 10)],
      ['指纹', fingerprint256],
      ['可签发', wechatNames.join('\n          ')],
      ['不可', '其他主机名、一切 IP 地址、下级颁发机构'],
    ],
    en: [
      ['name', subject.replace('CN=', '')],
      ['file', file],
      ['until', new Date(endsAtMs).toISOString().slice(0, 10)],
      ['SHA-256', fingerprint256],
      ['signs for', wechatNames.join('\n            ')],
      ['never for', 'other names, any IP address, a further authority'],
    ],
  }[language]
  const width = { zh: 6, en: 10 }[language]
  return rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}${value}\n`).join('')
}

/** Runs the commands, or prints them. */
function carryOut(steps: readonly Step[], isDry: boolean): void {
  for (const step of steps) {
    const text = step.join(' ')
    if (isDry) {
      process.stdout.write(`${text}\n`)
      continue
    }
    const [program, ...args] = step
    const { status } = spawnSync(program, args, { stdio: 'inherit' })
    if (status !== 0) {
      throw runError(
        { zh: `命令失败：${text}`, en: `this failed: ${text}` },
        { zh: `多半需要权限：sudo ${text}`, en: `it probably needs privileges: sudo ${text}` },
      )
    }
  }
}

/**
 * `weauth ca`: shows the authority, or has the system trust it.
 *
 * @throws UserError when the arguments are wrong, or the system refuses
 */
export async function caCommand(argv: readonly string[], _version: string, language: TextLanguage): Promise<void> {
  const [action = '', ...rest] = argv
  if (!Object.hasOwn(purposes, action)) {
    const known = Object.keys(purposes)
    const help = { zh: `可用：${known.join('、')}`, en: `one of: ${known.join(', ')}` }
    throw usageError(
      {
        zh: `weauth ca 之后应有一个动作，而不是 ${action || '空'}`,
        en: `weauth ca wants an action, not ${action || 'nothing'}`,
      },
      didYouMean(action, known, help),
    )
  }
  const { 'dry-run': isDry = false } = parseOptions(rest, table)
  const authority = await openCertificateAuthority(authorityFolder(process.env), systemClock)
  if (action === 'path') process.stdout.write(`${authority.file}\n`)
  else if (action === 'show') process.stdout.write(show(authority, language))
  else {
    const { fingerprint } = new X509Certificate(authority.certificate)
    const store = systemStore(authority.file, fingerprint.replaceAll(':', ''), process.platform)
    if (!store) {
      throw runError(
        { zh: '不知道这个系统如何信任证书', en: 'it is not known how this system trusts a certificate' },
        { zh: `按系统的说明添加 ${authority.file}`, en: `add ${authority.file} as the system's manual says` },
      )
    }
    carryOut(store[action === 'trust' ? 'trust' : 'untrust'], isDry)
  }
}
