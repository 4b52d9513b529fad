import type { HelpPage } from '../help.ts'
import type { OptionRow } from '../option-table.ts'
import { optionTable } from '../option-table.ts'
import type { PlatformSettings } from '../options.ts'
import { platformSettings } from '../options.ts'
import { readOrigin } from '../option-values.ts'
import { parseOptions } from '../parse-options.ts'
import { usageError } from '../user-error.ts'

const own = {
  join: {
    type: 'string',
    value: 'URL',
    title: { zh: '运行', en: 'Running' },
    text: { zh: '使用已在运行的平台，而不另起一个', en: 'use a platform that runs already, instead of starting one' },
  },
  offline: {
    type: 'boolean',
    text: { zh: '拒绝连接微信以外的主机（本机除外）', en: 'refuse all hosts but WeChat’s and this machine' },
  },
  quiet: { type: 'boolean', short: 'q', text: { zh: '不打印开头与结尾的说明', en: 'say nothing before and after' } },
} as const satisfies Readonly<Record<string, OptionRow>>

// A run is for development, and its output is the command's.
const { json: _json, mode: _mode, 'user-header': _header, 'trusted-proxy': _proxy, ...forPlatform } = optionTable
const table = {
  ...own,
  ...forPlatform,
  port: {
    ...optionTable.port,
    text: { zh: '平台的端口，默认任一空闲端口', en: 'port of the platform; any free one by default' },
  },
  lang: { ...optionTable.lang, title: optionTable.json.title },
} as const

/** What `weauth run` is asked to do. */
export type RunSettings = {
  readonly command: readonly string[]
  /** Origin of a platform that runs already. */
  readonly join: string | undefined
  readonly offline: boolean
  readonly quiet: boolean
  /** The platform to start where none is joined. */
  readonly platform: PlatformSettings
}

/**
 * Reads the arguments of `weauth run`: its own before `--`, the command behind.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function readRunOptions(argv: readonly string[]): RunSettings {
  const mark = argv.indexOf('--')
  const values = parseOptions(mark === -1 ? argv : argv.slice(0, mark), table)
  const command = mark === -1 ? [] : argv.slice(mark + 1)
  if (command.length === 0) {
    throw usageError(
      { zh: '没有给出要运行的命令', en: 'no command to run' },
      { zh: '写在 -- 之后，如 weauth run -- node app.js', en: 'put it behind --, as in: weauth run -- node app.js' },
    )
  }
  const { join, offline = false, quiet = false, ...rest } = values
  const others = Object.keys(rest).filter((name) => name !== 'lang')
  if (join !== undefined && others.length > 0) {
    const names = others.map((name) => `--${name}`).join(', ')
    throw usageError(
      { zh: `--join 时 ${names} 无效：平台已在运行`, en: `${names} cannot go with --join: that platform runs already` },
      { zh: '在启动该平台时给出', en: 'give them where that platform is started' },
    )
  }
  const settings = platformSettings(rest)
  return {
    command,
    join: join === undefined ? undefined : readOrigin('join', join),
    offline,
    quiet,
    // Any free port: several runs on one machine are no mistake.
    platform: { ...settings, port: settings.port ?? 0 },
  }
}

/** What `weauth run --help` prints. */
export const runHelp: HelpPage = {
  intro: {
    zh: `用法：weauth run [选项] -- 命令 [参数]

运行一个命令。它和它启动的一切程序发往 open.weixin.qq.com、api.weixin.qq.com 等微信主机的请求都到达本机的平台，
一行代码都不用改；其他主机不受影响。结束时列出访问过的微信接口与结果，并返回命令的退出码。`,
    en: `Usage: weauth run [options] -- COMMAND [ARGS]

Runs a command. Whatever it and all it starts send to open.weixin.qq.com, api.weixin.qq.com and WeChat's other hosts arrives at the
platform on this machine, with not a line changed; other hosts are untouched. At the end it lists what was called and with what result,
and passes the command's exit code on.`,
  },
  options: table,
  examples: {
    zh: `  weauth run -- node app.js
  weauth run --callback localhost:3000 --user alice -- npm run dev
  weauth run --join http://127.0.0.1:18080 -- python manage.py runserver`,
    en: `  weauth run -- node app.js
  weauth run --callback localhost:3000 --user alice -- npm run dev
  weauth run --join http://127.0.0.1:18080 -- python manage.py runserver`,
  },
}
