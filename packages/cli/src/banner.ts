import { styleText } from 'node:util'
import type { Bilingual, Profile } from '@weauth/protocol'
import type { Mode } from '@weauth/platform'
import type { TextLanguage } from './language.ts'

/** An app as it is announced. */
export type AnnouncedApp = {
  readonly appid: string
  /** Absent in production, and for an app that an earlier start left in the data folder. */
  readonly secret?: string
  readonly name: string
  readonly callbackDomains: readonly string[]
}

/** What is known when the platform is ready. */
export type Ready = {
  readonly url: string
  readonly profile: Profile
  readonly mode: Mode
  readonly apps: readonly AnnouncedApp[]
  /** `follows` is about the first app. */
  readonly users: readonly { readonly id: string; readonly nickname: string; readonly follows: boolean }[]
  /** Where the data is kept, if anywhere. */
  readonly file: string | undefined
  /** An authorize link to try, when an app has a callback domain. */
  readonly link: string | undefined
  /** The built-in app knows no site of the user's yet. */
  readonly isLackingSite: boolean
}

const labels = {
  url: { zh: '地址', en: 'url' },
  mode: { zh: '模式', en: 'mode' },
  profile: { zh: '口径', en: 'profile' },
  data: { zh: '数据', en: 'data' },
  app: { zh: '应用', en: 'app' },
  appid: { zh: 'appid', en: 'appid' },
  secret: { zh: 'secret', en: 'secret' },
  callback: { zh: '回调域名', en: 'callback' },
  others: { zh: '其他应用', en: 'others' },
  users: { zh: '用户', en: 'users' },
  link: { zh: '授权链接', en: 'Authorize link to try' },
} as const satisfies Record<string, Bilingual>
const inMemory: Bilingual = { zh: '内存，停止后清空', en: 'in memory, gone when it stops' }
const follower: Bilingual = { zh: '已关注', en: 'follower' }
const stranger: Bilingual = { zh: '未关注', en: 'stranger' }
const more = (count: number): Bilingual => ({ zh: `……另有 ${count} 个`, en: `… and ${count} more` })
const addYours: Bilingual = { zh: '你的网站：--callback localhost:3000', en: 'your site: --callback localhost:3000' }
const howToStop: Bilingual = { zh: '按 Ctrl-C 停止', en: 'Press Ctrl-C to stop' }

const dim = (text: string): string => styleText('dim', text)
const bold = (text: string): string => styleText('bold', text)

/** Where the values begin. */
const indent = 11
const mostRows = 8

/** Columns a text takes on a terminal: Chinese takes two each. */
const widthOf = (text: string): number => text.replaceAll(/[\u2e80-\uffef]/g, '..').length

/** What a person is shown when the platform is ready. Colours only where standard output is a terminal that wants them. */
export function banner(ready: Ready, version: string, language: TextLanguage): string {
  const row = (label: keyof typeof labels, ...values: readonly string[]): string => {
    const name = labels[label][language]
    const rest = values.length > mostRows ? [more(values.length - mostRows)[language]] : []
    const text = [...values.slice(0, mostRows), ...rest].join(`\n${' '.repeat(indent)}`)
    return `  ${dim(name)}${' '.repeat(indent - 2 - widthOf(name))}${text}`
  }
  const [app, ...others] = ready.apps
  const idWidth = Math.max(...ready.users.map(({ id }) => id.length))
  const users = ready.users.map(
    ({ id, nickname, follows }) => `${id.padEnd(idWidth)}  ${(follows ? follower : stranger)[language]}  ${nickname}`,
  )
  return [
    `  ${bold('weauth')} ${version}`,
    '',
    row('url', bold(ready.url)),
    row('mode', ready.mode),
    row('profile', ready.profile),
    row('data', ready.file ?? inMemory[language]),
    '',
    ...(app ? [row('app', app.name), row('appid', app.appid)] : []),
    ...(app?.secret === undefined ? [] : [row('secret', app.secret)]),
    ...(app
      ? [row('callback', app.callbackDomains.join('  '), ...(ready.isLackingSite ? [dim(addYours[language])] : []))]
      : []),
    ...(others.length === 0 ? [] : ['', row('others', ...others.map(({ appid, name }) => `${appid}  ${name}`))]),
    ...(users.length === 0 ? [] : ['', row('users', ...users)]),
    '',
    ...(ready.link === undefined ? [] : [`  ${dim(labels.link[language])}`, `  ${ready.link}`, '']),
    `  ${howToStop[language]}`,
    '',
  ].join('\n')
}

/** The link as a QR code, dark on light whatever the terminal's colours; empty where it does not fit. */
export async function qrCode(link: string, columns: number): Promise<string> {
  // Loaded here: most starts show none.
  const { renderUnicodeCompact } = await import('uqr')
  const lines = renderUnicodeCompact(link).split('\n')
  if ((lines[0]?.length ?? 0) + 2 > columns) return ''
  return lines.map((line) => `  ${styleText(['whiteBright', 'bgBlack'], line)}\n`).join('')
}
