import { styleText } from 'node:util'
import type { Bilingual } from '@weauth/protocol'
import type { TextLanguage } from '../language.ts'
import type { Ready } from './ready.ts'

const labels = {
  url: { zh: '地址', en: 'url' },
  mode: { zh: '模式', en: 'mode' },
  profile: { zh: '行为', en: 'profile' },
  data: { zh: '数据', en: 'data' },
  app: { zh: '应用', en: 'app' },
  appid: { zh: 'appid', en: 'appid' },
  secret: { zh: 'secret', en: 'secret' },
  callback: { zh: '回调域名', en: 'callback' },
  others: { zh: '其他应用', en: 'others' },
  users: { zh: '用户', en: 'users' },
} as const satisfies Record<string, Bilingual>
const inMemory: Bilingual = { zh: '内存，停止后清空', en: 'in memory, gone when it stops' }
const follower: Bilingual = { zh: '已关注', en: 'follower' }
const stranger: Bilingual = { zh: '未关注', en: 'stranger' }
const more = (count: number): Bilingual => ({ zh: `……另有 ${count} 个`, en: `… and ${count} more` })
const listensOn = (url: string): Bilingual => ({ zh: `监听 ${url}`, en: `listening on ${url}` })
const homePage: Bilingual = { zh: '打开可见应用、用户与请求记录', en: 'open it to see apps, users and requests' }
const addYours: Bilingual = { zh: '你的网站：--callback localhost:3000', en: 'your site: --callback localhost:3000' }
const linkToTry: Bilingual = { zh: '授权链接（可点击）', en: 'Authorize link to try' }
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
  /** A label with its values below each other; nothing without a value. */
  const row = (label: keyof typeof labels, ...values: readonly (string | undefined)[]): string => {
    const lines = values.filter((value) => value !== undefined)
    if (lines.length > mostRows) lines.splice(mostRows, lines.length, more(lines.length - mostRows)[language])
    const name = labels[label][language]
    const gap = ' '.repeat(indent - 2 - widthOf(name))
    return lines.length === 0 ? '' : `  ${dim(name)}${gap}${lines.join(`\n${' '.repeat(indent)}`)}`
  }
  const [app, ...others] = ready.apps
  const idWidth = Math.max(...ready.users.map(({ id }) => id.length))
  const users = ready.users.map(
    ({ id, nickname, follows }) => `${id.padEnd(idWidth)}  ${(follows ? follower : stranger)[language]}  ${nickname}`,
  )
  const sections = [
    [`  ${bold('weauth')} ${version}`],
    [
      row(
        'url',
        bold(ready.url),
        ready.listening === ready.url ? undefined : dim(listensOn(ready.listening)[language]),
        ready.mode === 'development' ? dim(homePage[language]) : undefined,
      ),
      row('mode', ready.mode),
      row('profile', ready.profile),
      row('data', ready.kept ?? inMemory[language]),
    ],
    [
      row('app', app?.name),
      row('appid', app?.appid),
      row('secret', app?.secret),
      row('callback', app?.callbackDomains.join('  '), ready.isLackingSite ? dim(addYours[language]) : undefined),
    ],
    [row('others', ...others.map(({ appid, name }) => `${appid}  ${name}`))],
    [row('users', ...users)],
    ready.link === undefined ? [] : [`  ${dim(linkToTry[language])}`, `  ${ready.link}`],
    [`  ${howToStop[language]}`],
  ]
  const blocks = sections.map((rows) => rows.filter((text) => text !== '').join('\n')).filter((block) => block !== '')
  return `${blocks.join('\n\n')}\n`
}

/** The link as a QR code, dark on light whatever the terminal's colours; empty where it does not fit. */
export async function qrCode(link: string, columns: number): Promise<string> {
  // Loaded here: most starts show none.
  const { renderUnicodeCompact } = await import('uqr')
  const lines = renderUnicodeCompact(link).split('\n')
  if ((lines[0]?.length ?? 0) + 2 > columns) return ''
  return lines.map((line) => `  ${styleText(['whiteBright', 'bgBlack'], line)}\n`).join('')
}
