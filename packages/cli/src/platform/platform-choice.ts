import type { OptionRow } from '../option-table.ts'
import { optionTable } from '../option-table.ts'
import { platformSettings } from './options.ts'
import { readOrigin } from '../option-values.ts'
import type { OptionValues } from '../parse-options.ts'
import type { PlatformChoice } from './reach-platform.ts'
import { usageError } from '../user-error.ts'

type TextOption = OptionRow & { readonly type: 'string'; readonly multiple?: false }
// It is for development, and the output is another program's.
type NotHere = 'json' | 'mode' | 'user-header' | 'trusted-proxy' | 'tls-cert' | 'tls-key' | 'log'
type Changed = Readonly<Record<'join' | 'port' | 'lang', TextOption>> & {
  readonly behaviour: OptionRow & { readonly type: 'string'; readonly multiple: true }
}

const {
  json,
  log: _log,
  mode: _mode,
  'user-header': _header,
  'trusted-proxy': _proxy,
  'tls-cert': _cert,
  'tls-key': _key,
  ...others
} = optionTable

/** The options of a command that starts a platform for something else, or joins one. */
export const choiceTable: Omit<typeof optionTable, NotHere | 'port' | 'lang' | 'behaviour'> & Changed = {
  join: {
    type: 'string',
    value: 'URL',
    title: { zh: '平台', en: 'The platform' },
    text: { zh: '使用已在运行的平台，而不另起一个', en: 'use one that runs already, instead of starting one' },
  },
  ...others,
  port: {
    type: 'string',
    value: 'PORT',
    title: optionTable.port.title,
    text: { zh: '平台的端口，默认任一空闲端口', en: 'port of the platform; any free one by default' },
  },
  behaviour: {
    ...optionTable.behaviour,
    text: {
      zh: '单独开关一项行为，可重复（见 weauth --help）',
      en: 'switch one behaviour (weauth --help lists them); repeatable',
    },
  },
  lang: { ...optionTable.lang, title: json.title },
}

/**
 * The platform that the options ask for.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function platformChoice({ join, ...rest }: OptionValues<typeof choiceTable>): PlatformChoice {
  const settings = platformSettings(rest)
  const names = Object.keys(rest).filter((name) => name !== 'lang')
  if (join !== undefined && names.length > 0) {
    const list = names.map((name) => `--${name}`).join(', ')
    throw usageError(
      { zh: `--join 时 ${list} 无效：平台已在运行`, en: `${list} cannot go with --join: that platform runs already` },
      { zh: '在启动该平台时给出', en: 'give them where that platform is started' },
    )
  }
  return {
    join: join === undefined ? undefined : readOrigin('join', join),
    // Any free port: several at once on one machine are no mistake.
    platform: { ...settings, port: settings.port ?? 0 },
  }
}
