import type { Bilingual } from '@weauth/protocol'
import { behaviourIds, behaviourTable } from '@weauth/protocol'
import type { TextLanguage } from './language.ts'
import type { OptionRow } from './option-table.ts'
import { optionTable } from './option-table.ts'

const column = 26

const intro: Bilingual = {
  zh: `用法：weauth [platform] [选项]

在本机运行一个行为与微信网页授权一致的平台。`,
  en: `Usage: weauth [platform] [options]

Runs a platform on your machine that behaves like WeChat's web authorization.`,
}

const behavioursTitle: Bilingual = { zh: '行为（以下为开启时的效果）', en: 'Behaviours (what each does when on)' }
const notDone: Bilingual = { zh: '（尚未实现）', en: ' (not done yet)' }

const examples: Bilingual = {
  zh: `示例
  weauth --callback localhost:3000       业务网站运行在 localhost:3000
  weauth --seed weauth.yaml --data .weauth
  weauth --profile observed --behaviour parameter-order=on`,
  en: `Examples
  weauth --callback localhost:3000       for a site that runs on localhost:3000
  weauth --seed weauth.yaml --data .weauth
  weauth --profile observed --behaviour parameter-order=on`,
}

/** What `weauth --help` prints: every option, and every behaviour by name. */
export function helpText(language: TextLanguage): string {
  const options = Object.entries<OptionRow>(optionTable).flatMap(([name, { value, short, text, title }]) => {
    const left = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
    return [...(title ? ['', title[language]] : []), `  ${left.padEnd(column)}${text[language]}`]
  })
  const behaviours = behaviourIds.map((id) => {
    const { on, status } = behaviourTable[id]
    return `  ${id.padEnd(column)}${on[language]}${status === 'not done' ? notDone[language] : ''}`
  })
  return [intro[language], ...options, '', behavioursTitle[language], ...behaviours, '', examples[language], ''].join(
    '\n',
  )
}
