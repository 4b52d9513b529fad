import { styleText } from 'node:util'
import type { Bilingual } from '@weauth/protocol'
import type { Impersonation } from '../impersonation.ts'
import type { TextLanguage } from '../language.ts'
import type { TrustFiles } from './trust-files.ts'
import { trustVariables } from './trust-files.ts'

const hostsFile = process.platform === 'win32' ? String.raw`C:\Windows\System32\drivers\etc\hosts` : '/etc/hosts'

const indented = (text: string): string => text.trimEnd().replaceAll(/^/gm, '    ')

/** What to do elsewhere so that programs come here. */
export function instructions(
  { publicUrl, port, addresses }: Impersonation,
  lines: string,
  files: TrustFiles,
  language: TextLanguage,
): string {
  const { title, address, hosts, trust, system, stop } = {
    title: { zh: `微信即 ${publicUrl}`, en: `WeChat is ${publicUrl}` },
    address: { zh: '以微信的域名应答', en: "answering under WeChat's names:" },
    hosts: {
      zh: `写入 ${hostsFile}（要访问这里的每台机器）`,
      en: `Into ${hostsFile}, wherever programs are to come here`,
    },
    trust: {
      zh: '让那里的程序信任证书（设置环境变量）',
      en: 'For the programs there, so that they trust the certificate',
    },
    system: { zh: '或让整个系统信任：weauth ca trust', en: 'or for this whole system: weauth ca trust' },
    stop: { zh: '按 Ctrl-C 停止', en: 'Press Ctrl-C to stop' },
  } satisfies Record<string, Bilingual>
  const at = addresses.map((one) => `${one.includes(':') ? `[${one}]` : one}:${port}`).join('  ')
  const variables = Object.entries(trustVariables(files)).map(([name, value]) => `${name}=${value}`)
  return `
  ${styleText('bold', title[language])}
  ${address[language]} ${at}

  ${styleText('dim', hosts[language])}
${indented(lines)}

  ${styleText('dim', trust[language])}
${indented(variables.join('\n'))}
    ${styleText('dim', system[language])}

  ${stop[language]}
`
}
