import type { Bilingual, Profile } from '@weauth/protocol'
import { behaviourIds, behaviourTable, profiles } from '@weauth/protocol'
import { commands } from '../commands.ts'
import type { HelpPage } from '../help.ts'
import { helpLine } from '../help.ts'
import type { TextLanguage } from '../language.ts'
import { optionTable } from '../option-table.ts'

const commandsTitle: Bilingual = { zh: '其他命令（weauth 命令 --help）', en: 'Other commands (weauth COMMAND --help)' }
const behavioursTitle: Readonly<Record<Profile, Bilingual>> = {
  documented: {
    zh: '行为：documented 开启、observed 关闭（以下为开启时的效果）',
    en: 'Behaviours that are on by documented and off by observed (what each does when on)',
  },
  observed: {
    zh: '行为：observed 开启、documented 关闭',
    en: 'Behaviours that are on by observed and off by documented',
  },
}

const behavioursOn = (profile: Profile, language: TextLanguage): string[] =>
  behaviourIds.filter((id) => behaviourTable[id][profile]).map((id) => helpLine(id, behaviourTable[id].on[language]))

/** What `weauth --help` prints: every option, every other command, and every behaviour by name. */
export const platformHelp: HelpPage = {
  intro: {
    zh: `用法：weauth [platform] [选项]

在本机运行一个行为与微信网页授权一致的平台。`,
    en: `Usage: weauth [platform] [options]

Runs a platform on your machine that behaves like WeChat's web authorization.`,
  },
  options: optionTable,
  sections: (language) => [
    '',
    commandsTitle[language],
    ...Object.entries(commands)
      .filter(([name]) => name !== 'platform')
      .map(([name, { purpose }]) => helpLine(name, purpose[language])),
    ...profiles.flatMap((profile) => ['', behavioursTitle[profile][language], ...behavioursOn(profile, language)]),
  ],
  examples: {
    zh: `  weauth --callback localhost:3000       业务网站运行在 localhost:3000
  weauth --seed weauth.yaml --data .weauth
  weauth --profile observed --behaviour parameter-order=on`,
    en: `  weauth --callback localhost:3000       for a site that runs on localhost:3000
  weauth --seed weauth.yaml --data .weauth
  weauth --profile observed --behaviour parameter-order=on`,
  },
}
