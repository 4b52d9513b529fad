import type { Bilingual } from '@weauth/protocol'
import type { HelpPage } from './help.ts'
import type { TextLanguage } from './language.ts'

/** A command that has been loaded. */
type LoadedCommand = {
  readonly start: (argv: readonly string[], version: string, language: TextLanguage) => Promise<void>
  readonly help: HelpPage
}

/** A command by its name: what it is for, and how it is had. */
export type Command = { readonly purpose: Bilingual; readonly load: () => Promise<LoadedCommand> }

/** Every command. Each is loaded when it is called: most of the time of a start goes into that. */
export const commands: Readonly<Record<string, Command>> = {
  platform: {
    purpose: { zh: '运行平台（默认）', en: 'runs a platform (the default)' },
    load: async () => {
      const { platformCommand, platformHelp } = await import('./platform/index.ts')
      return { start: platformCommand, help: platformHelp }
    },
  },
  run: {
    purpose: {
      zh: '运行一个命令：它访问微信，到达的是平台',
      en: 'runs a command for which WeChat is the platform',
    },
    load: async () => {
      const { runCommand, runHelp } = await import('./run/index.ts')
      return { start: runCommand, help: runHelp }
    },
  },
  doctor: {
    purpose: { zh: '诊断链接、回调与错误码', en: 'says why a link cannot be opened, and what an error means' },
    load: async () => {
      const { doctorCommand, doctorHelp } = await import('./doctor/index.ts')
      return { start: doctorCommand, help: doctorHelp }
    },
  },
  hosts: {
    purpose: {
      zh: '以微信的域名监听 443：供容器与其他程序',
      en: 'listens on 443 under WeChat’s names: for containers and others',
    },
    load: async () => {
      const { hostsCommand, hostsHelp } = await import('./hosts/index.ts')
      return { start: hostsCommand, help: hostsHelp }
    },
  },
  browser: {
    purpose: { zh: '打开浏览器：它是微信', en: 'opens a browser that is WeChat' },
    load: async () => {
      const { browserCommand, browserHelp } = await import('./browser/index.ts')
      return { start: browserCommand, help: browserHelp }
    },
  },
  ca: {
    purpose: { zh: '查看或信任本机的证书颁发机构', en: 'shows or trusts the certificate authority of this machine' },
    load: async () => {
      const { caCommand, caHelp } = await import('./ca/index.ts')
      return { start: caCommand, help: caHelp }
    },
  },
  backup: {
    purpose: { zh: '备份平台的数据', en: 'copies the data of a platform' },
    load: async () => {
      const { backupCommand, backupHelp } = await import('./backup/index.ts')
      return { start: backupCommand, help: backupHelp }
    },
  },
  restore: {
    purpose: { zh: '由备份恢复', en: 'restores a backup' },
    load: async () => {
      const { restoreCommand, restoreHelp } = await import('./backup/index.ts')
      return { start: restoreCommand, help: restoreHelp }
    },
  },
}
