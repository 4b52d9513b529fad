import type { HelpPage } from '../help.ts'
import type { OptionRow } from '../option-table.ts'
import { parseOptionsAndTexts } from '../parse-options.ts'
import { choiceTable, platformChoice } from '../platform/index.ts'
import type { PlatformChoice } from '../platform/index.ts'
import { usageError } from '../user-error.ts'

const own = {
  offline: {
    type: 'boolean',
    title: { zh: '运行', en: 'Running' },
    text: { zh: '拒绝连接微信以外的主机（本机除外）', en: 'refuse all hosts but WeChat’s and this machine' },
  },
  quiet: { type: 'boolean', short: 'q', text: { zh: '不打印开头与结尾的说明', en: 'say nothing before and after' } },
} as const satisfies Readonly<Record<string, OptionRow>>

const table = { ...own, ...choiceTable } as const

/** What `weauth run` is asked to do. */
export type RunSettings = PlatformChoice & {
  readonly command: readonly string[]
  readonly offline: boolean
  readonly quiet: boolean
}

/**
 * Reads the arguments of `weauth run`: its own before `--`, the command behind.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function readRunOptions(argv: readonly string[]): RunSettings {
  const mark = argv.indexOf('--')
  const given = mark === -1 ? argv : argv.slice(0, mark)
  const { values, texts } = parseOptionsAndTexts(given, table, 'weauth run --help')
  if (texts.length > 0) {
    const example = `weauth run -- ${texts.join(' ')}`
    throw usageError(
      { zh: `多余的参数 ${texts[0]}`, en: `unexpected argument ${texts[0]}` },
      { zh: `命令写在 -- 之后，如 ${example}`, en: `the command goes behind --, as in: ${example}` },
    )
  }
  const command = mark === -1 ? [] : argv.slice(mark + 1)
  if (command.length === 0) {
    throw usageError(
      { zh: '没有给出要运行的命令', en: 'no command to run' },
      { zh: '写在 -- 之后，如 weauth run -- node app.js', en: 'put it behind --, as in: weauth run -- node app.js' },
    )
  }
  const { offline = false, quiet = false, ...rest } = values
  return {
    command,
    offline,
    quiet,
    ...platformChoice(rest),
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
