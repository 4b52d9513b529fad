import type { HelpPage } from '../help.ts'
import type { OptionRow } from '../option-table.ts'
import { optionTable } from '../option-table.ts'
import { readPort } from '../option-values.ts'
import { parseOptions } from '../parse-options.ts'
import { choiceTable, platformChoice } from '../platform/index.ts'
import type { PlatformChoice } from '../platform/index.ts'
import { usageError } from '../user-error.ts'

const own = {
  lines: {
    type: 'boolean',
    title: { zh: '只输出，不运行', en: 'Printing instead of running' },
    text: { zh: '输出 hosts 文件的行', en: 'print the lines of a hosts file' },
  },
  compose: {
    type: 'string',
    multiple: true,
    value: 'SERVICE',
    text: {
      zh: '输出 Compose 文件，让该服务访问这里，可重复',
      en: 'print a Compose file by which that service comes here; repeatable',
    },
  },
  'https-port': {
    type: 'string',
    value: 'PORT',
    title: { zh: '微信的主机', en: "WeChat's hosts" },
    text: { zh: '应答微信主机的端口，默认 443', en: "port that answers for WeChat's hosts, 443 by default" },
  },
} as const satisfies Readonly<Record<string, OptionRow>>

const { lang, help, version, ...choice } = choiceTable
const { title: _title, ...json } = optionTable.json
const table = { ...own, ...choice, lang, json, help, version } as const

/** What `weauth hosts` is asked to do. */
export type HostsSettings = PlatformChoice & {
  readonly action: 'serve' | 'lines' | 'compose'
  readonly httpsPort: number
  /** The services whose WeChat is to be here. */
  readonly services: readonly string[]
  /** The platform's own options as given, for the command of a container. */
  readonly given: Readonly<Record<string, string | boolean | readonly (string | boolean)[]>>
  readonly json: boolean
}

/** The name of a service, as Compose has it. */
function readService(given: string): string {
  if (/^[\w.-]+$/.test(given) && given !== 'weauth') return given
  throw usageError(
    { zh: `--compose 的值无效：${given}`, en: `--compose cannot be ${JSON.stringify(given)}` },
    {
      zh: '应为你的 Compose 文件中的服务名，如 app',
      en: 'it must be the name of a service of your own file, such as app',
    },
  )
}

/**
 * Reads the arguments of `weauth hosts`.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function readHostsOptions(argv: readonly string[]): HostsSettings {
  const values = parseOptions(argv, table, 'weauth hosts --help')
  const { lines = false, compose = [], 'https-port': httpsPort = '443', json = false, ...given } = values
  const isComposing = compose.length > 0
  if (isComposing && (lines || json || given.join !== undefined || values['https-port'] !== undefined)) {
    throw usageError(
      {
        zh: '--compose 不能与 --lines、--json、--join、--https-port 同用',
        en: '--compose cannot go with --lines, --json, --join or --https-port',
      },
      { zh: '平台在容器内运行；去掉它们', en: 'the platform runs in a container of its own: leave them out' },
    )
  }
  return {
    action: isComposing ? 'compose' : lines ? 'lines' : 'serve',
    httpsPort: readPort(httpsPort, 'https-port'),
    services: compose.map(readService),
    given,
    json,
    ...platformChoice(given),
  }
}

/** What `weauth hosts --help` prints. */
export const hostsHelp: HelpPage = {
  intro: {
    zh: `用法：weauth hosts [选项]

在 443 端口以微信的域名应答 https（同一端口也应答 http），供无法用 weauth run 启动的程序使用：容器、桌面程序、别的机器。
它打印要写入 hosts 文件的行，以及证书所在；不会替你修改系统。能用 weauth run 时，请用 weauth run：什么都不用配置。`,
    en: `Usage: weauth hosts [options]

Answers https under WeChat's names on port 443 (plain http on the same port, too), for programs that weauth run cannot start:
containers, desktop programs, other machines. It prints the lines for a hosts file and where the certificate is, and changes nothing
of your system. Where weauth run will do, use that: it needs no setting up.`,
  },
  options: table,
  examples: {
    zh: `  weauth hosts --callback localhost:3000
  weauth hosts --lines | sudo tee -a /etc/hosts
  weauth hosts --compose app > weauth.compose.yaml
  docker compose -f compose.yaml -f weauth.compose.yaml up`,
    en: `  weauth hosts --callback localhost:3000
  weauth hosts --lines | sudo tee -a /etc/hosts
  weauth hosts --compose app > weauth.compose.yaml
  docker compose -f compose.yaml -f weauth.compose.yaml up`,
  },
}
