import type { ParseArgsOptionDescriptor } from 'node:util'
import type { Bilingual } from '@weauth/protocol'

/** One option: how it is read, and what the help says of it. */
export type OptionRow = ParseArgsOptionDescriptor & {
  /** Name of its value in the help. */
  readonly value?: string
  readonly text: Bilingual
  /** Title of the group that begins here. */
  readonly title?: Bilingual
}

/** The port when none is asked for: not 8080, where so many sites under development listen themselves. */
export const defaultPort = 18080

/** Every option of `weauth platform`, in the order of the help. */
export const optionTable = {
  port: {
    type: 'string',
    value: 'PORT',
    title: { zh: '监听', en: 'Listening' },
    text: {
      zh: '端口，默认 18080；0 为任一空闲端口',
      en: 'port, 18080 by default; 0 takes any free one',
    },
  },
  host: {
    type: 'string',
    value: 'ADDRESS',
    text: { zh: '监听地址，默认 127.0.0.1', en: 'address to bind, 127.0.0.1 by default' },
  },
  'public-url': {
    type: 'string',
    value: 'URL',
    text: { zh: '浏览器访问的地址，如 https://wx.example.com', en: 'origin browsers use, as https://wx.example.com' },
  },
  'internal-url': {
    type: 'string',
    value: 'URL',
    text: { zh: '业务服务器访问的地址，默认同上', en: 'origin business servers use; the same by default' },
  },
  'allow-host': {
    type: 'string',
    multiple: true,
    value: 'HOST',
    text: { zh: '另外应答的 Host，可重复', en: 'a further Host to answer for; repeatable' },
  },
  seed: {
    type: 'string',
    value: 'FILE',
    title: { zh: '应用与用户', en: 'Apps and users' },
    text: {
      zh: '应用与用户的 YAML 或 JSON 文件，默认用内置示例',
      en: 'YAML or JSON of apps and users; built-in ones if none',
    },
  },
  callback: {
    type: 'string',
    multiple: true,
    value: 'HOST[:PORT]',
    text: { zh: '为内置测试号增加回调域名，可重复', en: 'a callback domain for the built-in app; repeatable' },
  },
  user: {
    type: 'string',
    value: 'ID',
    text: { zh: '默认用户：不经选择，由其打开链接', en: 'the user who opens links, instead of a picker' },
  },
  data: {
    type: 'string',
    value: 'DIR',
    text: { zh: '数据保存在 DIR/weauth.sqlite', en: 'keep everything in DIR/weauth.sqlite' },
  },
  store: {
    type: 'string',
    value: 'URL',
    text: {
      zh: '数据保存在 PostgreSQL：postgres://…，可多实例共用',
      en: 'keep everything in PostgreSQL: postgres://…, also for several',
    },
  },
  memory: {
    type: 'boolean',
    text: { zh: '数据只在内存中（默认）', en: 'keep everything in memory only (the default)' },
  },
  profile: {
    type: 'string',
    value: 'NAME',
    title: { zh: '行为', en: 'Behaviour' },
    text: {
      zh: 'documented：文档所述（默认）；observed：微信现状',
      en: 'documented (default) or observed: WeChat as of today',
    },
  },
  behaviour: {
    type: 'string',
    multiple: true,
    value: 'NAME=on|off',
    text: { zh: '单独开关一项行为，可重复（见下）', en: 'switch one behaviour (see below); repeatable' },
  },
  mode: {
    type: 'string',
    value: 'MODE',
    title: { zh: '运行方式', en: 'Mode' },
    text: {
      zh: 'development（默认）或 production（需设 WEAUTH_IDENTITY_KEY）',
      en: 'development (default) or production (set WEAUTH_IDENTITY_KEY)',
    },
  },
  'user-header': {
    type: 'string',
    value: 'NAME',
    text: { zh: 'production：用户 id 所在的请求头', en: 'production: the request header that holds the user id' },
  },
  'trusted-proxy': {
    type: 'string',
    multiple: true,
    value: 'ADDRESS',
    text: {
      zh: '可信代理的 IP 或网段：采信其 X-Forwarded-For，可重复',
      en: 'proxy whose X-Forwarded-For is believed, IP or CIDR',
    },
  },
  'tls-cert': {
    type: 'string',
    value: 'FILE',
    text: { zh: 'PEM 证书：不经代理直接提供 https', en: 'certificate (PEM): https without a proxy' },
  },
  'tls-key': {
    type: 'string',
    value: 'FILE',
    text: { zh: '其私钥', en: 'its private key' },
  },
  log: {
    type: 'string',
    value: 'none|json',
    text: {
      zh: 'json：标准错误上每个请求一行 JSON（需 pino）',
      en: 'json: a line for each request on standard error (pino)',
    },
  },
  json: {
    type: 'boolean',
    title: { zh: '其他', en: 'Other' },
    text: { zh: '就绪后只输出一行 JSON', en: 'print one line of JSON when ready, and nothing else' },
  },
  lang: {
    type: 'string',
    value: 'zh|en',
    text: { zh: '界面语言，默认随系统', en: 'language, by default that of the system' },
  },
  help: { type: 'boolean', short: 'h', text: { zh: '显示本帮助', en: 'show this help' } },
  version: { type: 'boolean', short: 'v', text: { zh: '显示版本', en: 'show the version' } },
} as const
