import type { AppKind, Profile } from '@weauth/protocol'
import { appKinds, checkCallbackDomain, profiles } from '@weauth/protocol'
import type { HelpPage } from '../help.ts'
import { languages } from '../language.ts'
import { optionTable } from '../option-table.ts'
import { readChoice } from '../read-choice.ts'
import { parseOptionsAndTexts } from '../parse-options.ts'
import { usageError } from '../user-error.ts'

// A subscription account is no kind of app: it can have no web authorization. Who has one asks why, though.
const accountKinds = [...appKinds, 'subscription'] as const

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
    text: { zh: `应用的种类：${accountKinds.join('、')}`, en: `kind of app: ${accountKinds.join(', ')}` },
  },
  unverified: { type: 'boolean', text: { zh: '服务号未认证', en: 'the service account is not verified' } },
  seed: { type: 'string', value: 'FILE', text: { zh: '应用见种子文件', en: 'apps as a seed file describes them' } },
  join: {
    type: 'string',
    value: 'URL',
    text: { zh: '应用见正在运行的平台', en: 'apps and behaviours of a platform that runs' },
  },
  profile: optionTable.profile,
  probe: {
    type: 'boolean',
    title: { zh: '实际访问（默认不访问网络）', en: 'Asking the network, which is not done without' },
    text: { zh: '检查回调的 DNS、证书、应答', en: 'look at the callback: DNS, certificate, answer' },
  },
  'verify-file': {
    type: 'string',
    value: 'NAME',
    text: { zh: '并检查域名根目录的 MP_verify_….txt', en: 'and at the file MP_verify_….txt in the root of its domain' },
  },
  'allow-private': { type: 'boolean', text: { zh: '允许内网与本机地址', en: 'private and loopback addresses, too' } },
  'secret-from-env': {
    type: 'string',
    value: 'NAME',
    text: {
      zh: '用环境变量中的 AppSecret 向微信核对（需 --appid）',
      en: 'check the AppSecret in this variable with WeChat (needs --appid)',
    },
  },
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
  readonly app:
    | {
        readonly kind: AppKind
        readonly domains: readonly string[] | undefined
        readonly isUnverified: boolean
        readonly isSubscription: boolean
      }
    | undefined
  readonly seedFile: string | undefined
  /** Origin of a platform that runs. */
  readonly join: string | undefined
  /** What may be asked of the network; nothing without. */
  readonly probe: { readonly allowPrivate: boolean; readonly verifyFile: string | undefined } | undefined
  readonly secretFromEnv: string | undefined
  readonly profile: Profile
  readonly explain: string | undefined
  readonly json: boolean
}

/** What `weauth doctor --help` prints. */
export const doctorHelp: HelpPage = {
  intro: {
    zh: `用法：weauth doctor [选项] '链接' …

说明一个链接为什么打不开、怎样改：公众号网页授权链接、回调地址、错误码、错误 JSON、rid、页面上的文字、域名。
不带参数时读标准输入。链接请放在引号里。不加 --probe、--join 就不访问网络。
退出码：0 没有错误（可以有建议），1 有错误，2 用法有误。
`,
    en: `Usage: weauth doctor [options] 'LINK' …

Says why a link cannot be opened and what to change: links of web authorization, callback URLs, error codes, errors as JSON, rids, the
words on a page, domains. Without an argument it reads standard input. Put a link into quotes. Without
--probe and --join it asks no network.
Exit code: 0 no error (there may be advice), 1 errors, 2 wrong usage.
`,
  },
  options,
  examples: {
    zh: `  weauth doctor 'https://open.weixin.qq.com/connect/oauth2/authorize?appid=…#wechat_redirect'
  weauth doctor --domain www.example.com '链接'      连同回调域名一起判断
  weauth doctor 10003
  weauth doctor '{"errcode":40029,"errmsg":"invalid code, rid: 65a77521-2b20c244-77c9084b"}'
  weauth doctor --file src/login.js
  weauth doctor --probe https://www.example.com/callback`,
    en: `  weauth doctor 'https://open.weixin.qq.com/connect/oauth2/authorize?appid=…#wechat_redirect'
  weauth doctor --domain www.example.com 'LINK'      judges the callback domain, too
  weauth doctor 10003
  weauth doctor '{"errcode":40029,"errmsg":"invalid code, rid: 65a77521-2b20c244-77c9084b"}'
  weauth doctor --file src/login.js
  weauth doctor --probe https://www.example.com/callback`,
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

/** What belongs to a probe needs one, and a secret its appid. */
function checkProbe(
  values: Partial<
    Record<'probe' | 'allow-private', boolean> & Record<'verify-file' | 'secret-from-env' | 'appid', string>
  >,
): void {
  const name = values['verify-file'] ?? ''
  if (!values.probe && (values['allow-private'] || name !== '')) {
    throw usageError(
      {
        zh: '--allow-private 与 --verify-file 属于 --probe',
        en: '--allow-private and --verify-file belong to --probe',
      },
      { zh: '加上 --probe', en: 'add --probe' },
    )
  }
  if (name !== '' && !/^[\w.-]+$/.test(name)) {
    throw usageError(
      { zh: `--verify-file 是文件名：${name}`, en: `--verify-file is the name of a file: ${name}` },
      { zh: '例如 MP_verify_a1b2c3d4e5f6.txt', en: 'such as MP_verify_a1b2c3d4e5f6.txt' },
    )
  }
  if (values['secret-from-env'] !== undefined && values.appid === undefined) {
    throw usageError(
      { zh: '--secret-from-env 需要 --appid', en: '--secret-from-env needs --appid' },
      { zh: '给出该 AppSecret 所属的 appid', en: 'name the app whose secret it is' },
    )
  }
}

/** What the options say of the one app, if anything. */
function readApp({
  kind,
  domain,
  unverified,
}: {
  readonly kind: string | undefined
  readonly domain: readonly string[] | undefined
  readonly unverified: boolean | undefined
}): DoctorSettings['app'] {
  if ((domain ?? kind ?? unverified) === undefined) return undefined
  const accountKind = kind === undefined ? 'service' : readChoice('kind', kind, accountKinds)
  const isSubscription = accountKind === 'subscription'
  const appKind = isSubscription ? 'service' : accountKind
  if (unverified && appKind !== 'service') {
    throw usageError(
      { zh: `--unverified 不适用于 --kind ${appKind}`, en: `--unverified does not go with --kind ${appKind}` },
      { zh: '只有服务号需要认证', en: 'it is for a service account' },
    )
  }
  return {
    kind: appKind,
    domains: domain?.map((one) => readDomain(one, appKind)),
    isUnverified: unverified ?? false,
    isSubscription,
  }
}

/**
 * Reads the arguments of `weauth doctor`.
 *
 * @throws UserError with exit code 2 that says what is wrong with them
 */
export function readDoctorOptions(argv: readonly string[]): DoctorSettings {
  const { values, texts } = parseOptionsAndTexts(argv, options, 'weauth doctor --help')
  const {
    file,
    appid,
    domain,
    kind,
    unverified,
    seed,
    join,
    profile = 'documented',
    explain,
    json = false,
    lang,
  } = values
  if (lang !== undefined) readChoice('lang', lang, languages)
  checkProbe(values)
  if (file !== undefined && texts.length > 0) {
    throw usageError(
      { zh: '--file 与链接不能同时给出', en: '--file and a link cannot go together' },
      { zh: '二者择一', en: 'give one of them' },
    )
  }
  const described = [seed, join, domain ?? kind ?? unverified].filter((one) => one !== undefined)
  if (described.length > 1) {
    throw usageError(
      {
        zh: '--seed、--join 与 --domain、--kind 各自说明应用，不能同时给出',
        en: '--seed, --join, and --domain with --kind each describe the apps',
      },
      { zh: '只用一种', en: 'give one of them' },
    )
  }
  return {
    texts,
    file,
    appid,
    app: readApp({ kind, domain, unverified }),
    seedFile: seed,
    join,
    probe: values.probe
      ? { allowPrivate: values['allow-private'] ?? false, verifyFile: values['verify-file'] }
      : undefined,
    secretFromEnv: values['secret-from-env'],
    profile: readChoice('profile', profile, profiles),
    explain,
    json,
  }
}
