import type { AppKind, Profile } from '@weauth/protocol'
import { appKinds, checkCallbackDomain, profiles } from '@weauth/protocol'
import type { HelpPage } from '../help.ts'
import { languages } from '../language.ts'
import { optionTable } from '../option-table.ts'
import { readChoice } from '../option-values.ts'
import { parseOptionsAndTexts } from '../parse-options.ts'
import { usageError } from '../user-error.ts'

const table = {
  file: {
    type: 'string',
    value: 'FILE',
    title: { zh: '读什么', en: 'What to read' },
    text: {
      zh: '每行一个链接，或含有链接的源码、日志',
      en: 'links, one a line, or source text or a log with links in it',
    },
  },
  appid: {
    type: 'string',
    value: 'APPID',
    title: { zh: '已知的事实', en: 'What is known' },
    text: { zh: '链接应有的 appid', en: 'the appid that the link ought to have' },
  },
  domain: {
    type: 'string',
    multiple: true,
    value: 'DOMAIN',
    text: { zh: '已配置的网页授权域名，可重复', en: 'a configured callback domain; repeatable' },
  },
  kind: {
    type: 'string',
    value: 'KIND',
    text: { zh: `应用的种类：${appKinds.join('、')}`, en: `kind of app: ${appKinds.join(', ')}` },
  },
  seed: { type: 'string', value: 'FILE', text: { zh: '应用见种子文件', en: 'apps as a seed file describes them' } },
  profile: optionTable.profile,
  explain: {
    type: 'string',
    value: 'ID',
    title: { zh: '输出', en: 'Output' },
    text: { zh: '解释一条规则、页面错误或错误码', en: 'explain a rule, a page error or an errcode' },
  },
  json: { type: 'boolean', text: { zh: '输出 JSON（格式见 docs/doctor.md）', en: 'print JSON (see docs/doctor.md)' } },
  lang: optionTable.lang,
  help: optionTable.help,
  version: optionTable.version,
} as const

const { title: _, ...profileRow } = table.profile
const options = { ...table, profile: profileRow } as const

/** What `weauth doctor` is asked to do. */
export type DoctorSettings = {
  /** What to diagnose; nothing when it comes from a file or from standard input. */
  readonly texts: readonly string[]
  readonly file: string | undefined
  readonly appid: string | undefined
  /** Given when something is said about the app. */
  readonly app: { readonly kind: AppKind; readonly domains: readonly string[] | undefined } | undefined
  readonly seedFile: string | undefined
  readonly profile: Profile
  readonly explain: string | undefined
  readonly json: boolean
}

/** What `weauth doctor --help` prints. */
export const doctorHelp: HelpPage = {
  intro: {
    zh: `用法：weauth doctor [选项] '链接' …

说明一个链接为什么打不开、怎样改：公众号网页授权链接、回调地址、错误码、错误 JSON、rid、页面上的文字、域名。
不带参数时读标准输入。链接请放在引号里。不访问网络。
退出码：0 没有错误（可以有建议），1 有错误，2 用法有误。
`,
    en: `Usage: weauth doctor [options] 'LINK' …

Says why a link cannot be opened and what to change: links of web authorization, callback URLs, error codes, errors as JSON, rids, the
words on a page, domains. Without an argument it reads standard input. Put a link into quotes. It asks no network.
Exit code: 0 no error (there may be advice), 1 errors, 2 wrong usage.
`,
  },
  options,
  examples: {
    zh: `  weauth doctor 'https://open.weixin.qq.com/connect/oauth2/authorize?appid=…#wechat_redirect'
  weauth doctor --domain www.example.com '链接'      连同回调域名一起判断
  weauth doctor 10003
  weauth doctor '{"errcode":40029,"errmsg":"invalid code, rid: 65a77521-2b20c244-77c9084b"}'
  weauth doctor --file src/login.js`,
    en: `  weauth doctor 'https://open.weixin.qq.com/connect/oauth2/authorize?appid=…#wechat_redirect'
  weauth doctor --domain www.example.com 'LINK'      judges the callback domain, too
  weauth doctor 10003
  weauth doctor '{"errcode":40029,"errmsg":"invalid code, rid: 65a77521-2b20c244-77c9084b"}'
  weauth doctor --file src/login.js`,
  },
}

/** An entry of the callback-domain box must be one that could be entered there. */
function readDomain(given: string, kind: AppKind): string {
  const [fault] = checkCallbackDomain(given, kind)
  if (!fault) return given
  throw usageError(
    { zh: `--domain ${given}：${fault.hint.zh}`, en: `--domain ${given}: ${fault.hint.en}` },
    { zh: `例如 --domain ${fault.expected}`, en: `for example --domain ${fault.expected}` },
  )
}

/**
 * Reads the arguments of `weauth doctor`.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function readDoctorOptions(argv: readonly string[]): DoctorSettings {
  const { values, texts } = parseOptionsAndTexts(argv, options, 'weauth doctor --help')
  const { file, appid, domain, kind, seed, profile = 'documented', explain, json = false, lang } = values
  if (lang !== undefined) readChoice('lang', lang, languages)
  if (file !== undefined && texts.length > 0) {
    throw usageError(
      { zh: '--file 与链接不能同时给出', en: '--file and a link cannot go together' },
      { zh: '二者择一', en: 'give one of them' },
    )
  }
  if (seed !== undefined && (domain !== undefined || kind !== undefined)) {
    throw usageError(
      {
        zh: '--seed 已说明应用，不能再用 --domain、--kind',
        en: '--seed describes the apps: --domain and --kind cannot go with it',
      },
      { zh: '二者择一', en: 'give one of them' },
    )
  }
  const appKind = kind === undefined ? 'service' : readChoice('kind', kind, appKinds)
  return {
    texts,
    file,
    appid,
    app:
      domain === undefined && kind === undefined
        ? undefined
        : { kind: appKind, domains: domain?.map((one) => readDomain(one, appKind)) },
    seedFile: seed,
    profile: readChoice('profile', profile, profiles),
    explain,
    json,
  }
}
