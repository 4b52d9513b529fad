import type { Profile } from '@weauth/protocol'
import { appKinds, callbackModes, identifierFormats, langs, profiles, refreshTierDays, scopes } from '@weauth/protocol'
import { z } from 'zod'
import type { User } from '../store/index.ts'
import { isAddressRange } from '../store/index.ts'
import type { SeedFault } from './cross-check.ts'
import { crossCheck } from './cross-check.ts'
import type { Seed, SeedApp } from './seed.ts'
import { suggestion } from './suggestion.ts'

const id = z
  .string()
  .regex(/^[\w.@-]{1,64}$/, 'must be 1 to 64 of a-z A-Z 0-9 _ . @ - 该为 1 至 64 个字母、数字或 _ . @ -')

const region = z.union(
  [z.string(), z.strictObject({ zh_CN: z.string(), zh_TW: z.string(), en: z.string() })],
  'must be text, or all three of { zh_CN, zh_TW, en } 该填文字，或同时写 zh_CN、zh_TW、en',
)

const avatarForm = 'must be 0, 1, 2, … or the path of a PNG file 该为版本号或 PNG 文件路径'

const rangeForm = 'must be an IP address or a range such as 10.0.0.0/8 该为 IP 地址或网段'
const limit = z.int().min(1, 'must be at least 1 至少为 1').optional()

const openPlatform = { id }

const alternative = {
  nickname: z.string().min(1).max(32),
  avatar: z.int().min(0).default(1).describe('A version of the generated picture; 0: none.'),
}

const messagePush = {
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL 该为 http 或 https 地址' }),
  token: z.string().regex(/^[A-Za-z0-9]{3,32}$/, 'must be 3 to 32 letters and digits 该为 3 至 32 位字母或数字'),
  encodingAesKey: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/, 'must be 43 letters and digits 该为 43 位字母或数字')
    .optional()
    .describe('EncodingAESKey: with one, messages are encrypted 安全模式.'),
}

const app = {
  appid: z
    .string()
    .regex(identifierFormats.appid.pattern, 'must be wx and 16 lower-case hex digits 该为 wx 加 16 位小写十六进制'),
  secret: z.string().regex(/^[0-9a-fA-F]{32}$/, 'must be 32 hex digits 该为 32 位十六进制'),
  name: z.string().min(1).optional().describe('What users are shown; the appid unless given.'),
  kind: z
    .enum(appKinds)
    .default('service')
    .describe('service 服务号, test 接口测试号, website 网站应用, mobile 移动应用, component 第三方平台'),
  callbackDomains: z
    .array(z.string())
    .default([])
    .describe(
      '网页授权域名, 授权回调域: host names without scheme, optionally with a path; IP, localhost and port on a test account or website app only.',
    ),
  scopes: z
    .array(z.enum(scopes))
    .optional()
    .describe(
      'The scopes the app was granted; unless given, all of its kind: snsapi_login of a website app, snsapi_userinfo of a mobile app, snsapi_base and snsapi_userinfo of an account.',
    ),
  openPlatform: id
    .optional()
    .describe(
      'One of openPlatforms; its apps share the unionid of a user. A website or mobile app without one has one of its own.',
    ),
  refreshTokenDays: z
    .literal(refreshTierDays)
    .default(30)
    .describe(
      'How long a refresh token of an account lives (documented); a website app’s lives 30 days, a mobile app’s 180.',
    ),
  requireFollow: z.boolean().default(false).describe('A test account only: a stranger gets 10006.'),
  unverified: z
    .boolean()
    .optional()
    .describe('未认证, a service account only: everybody gets 10005, and calls get 48001.'),
  secretFrozen: z.boolean().optional().describe('The AppSecret is frozen: calls with it get 40243.'),
  ipWhitelist: z
    .array(z.string().refine(isAddressRange, rangeForm))
    .optional()
    .describe(
      'IP 白名单: addresses and CIDR ranges that calls may come from; others get 40164. Anywhere unless given.',
    ),
  callsPerMinute: limit.describe('Calls of each interface in a minute before 45011; WeChat’s own limit unless given.'),
  callsPerDay: limit.describe(
    'Calls of each /cgi-bin interface in a day before 45009; WeChat’s own limit unless given.',
  ),
  authorizationsPerMinute: limit.describe('Links a user may open in a minute before 10009; no limit unless given.'),
  wechatOnly: z
    .boolean()
    .optional()
    .describe('Whether other browsers than WeChat’s are turned away; as wechat-only says unless given.'),
  callbacks: z
    .enum(callbackModes)
    .optional()
    .describe('How codes reach the business: once, or twice with the same-code or an other-code, or crawled as well.'),
  messagePush: z
    .strictObject(messagePush)
    .optional()
    .describe('服务器配置: where messages about users are pushed, such as user_authorization_revoke.'),
  snapshotPages: z
    .boolean()
    .optional()
    .describe('Users see the snapshot page 快照页 before they are asked, where snapshot-pages is on.'),
  authorizedBy: z
    .array(z.string())
    .optional()
    .describe(
      'A third-party platform only: the appids of the accounts that have authorized it; the others get 10015 and 61003.',
    ),
  withheldBy: z
    .array(z.string())
    .optional()
    .describe('Those of authorizedBy that did not grant the permission set of web authorization 网页授权: 61007.'),
  banned: z.boolean().default(false).describe('Everybody gets 10004.'),
}

const user = {
  id,
  nickname: z.string().optional().describe('The id unless given.'),
  sex: z.literal([0, 1, 2]).default(0).describe('1 male, 2 female, 0 unknown'),
  province: region.default('').describe('Provinces of China are translated by themselves.'),
  city: region.default(''),
  country: region.default(''),
  language: z.enum(langs).default('zh_CN'),
  privilege: z.array(z.string()).default([]),
  avatar: z
    .union([z.int().min(0, avatarForm), z.string().min(1)], avatarForm)
    .default(1)
    .describe('A version of the generated picture (0: none), or a PNG file; a change makes the old URL die.'),
  alternatives: z
    .array(z.strictObject(alternative))
    .optional()
    .describe('Other nicknames and pictures to choose on the consent page, where profile-chooser is on.'),
  follows: z.array(z.string()).default([]).describe('The appids of the accounts the user follows.'),
  limited: z
    .boolean()
    .optional()
    .describe('Restricted, frozen or gone: links are refused to this user, and calls about them get 50002.'),
}

const root = {
  $schema: z.string().optional().describe('For editors; not read.'),
  profile: z.enum(profiles).optional().describe('documented: as the document says; observed: as WeChat is seen today'),
  openPlatforms: z.array(z.strictObject(openPlatform)).default([]),
  apps: z.array(z.strictObject(app)).default([]),
  users: z.array(z.strictObject(user)).default([]),
}

const seedFile = z.strictObject(root)

/** A seed file of the right form: as {@link Seed}, but names may be absent and a picture may be the path of a file. */
export type SeedFile = Pick<Seed, 'openPlatforms'> & {
  readonly profile?: Profile | undefined
  readonly apps: readonly (Omit<SeedApp, 'name' | 'openPlatform' | 'scopes'> & {
    readonly name?: string | undefined
    readonly scopes?: SeedApp['scopes'] | undefined
    readonly openPlatform?: string | undefined
  })[]
  readonly users: readonly (Omit<User, 'nickname' | 'avatar'> & {
    readonly nickname?: string | undefined
    readonly avatar: number | string
  })[]
}

/** Says what is wrong in words of the file, not of the schema. Never quotes a value that may be a secret. */
const explain: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing 必填'
      if (issue.input === null) return 'is empty: give it a value, or leave it out 值为空'
      if (issue.expected === 'string' && typeof issue.input !== 'object')
        return 'must be text: put it in quotes 该是文字，请加引号'
      return `must be ${kindNames[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(' | ')}, not ${excerpt(issue.input)} 该为其中之一`
    case 'too_small':
      return 'must not be empty 不能为空'
    default:
      return undefined
  }
}

const kindNames: Readonly<Record<string, string>> = {
  array: 'a list [ … ] 该是列表',
  object: 'a map { … } 该是映射',
  boolean: 'true or false 该为 true 或 false',
}

const excerpt = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, 40)

/** The keys known at a place of the file. */
function knownKeys([list, , within]: readonly PropertyKey[]): readonly string[] {
  const inner: Readonly<Record<string, object>> = { alternatives: alternative, messagePush }
  if (within !== undefined) return within in inner ? Object.keys(inner[String(within)] ?? {}) : langs
  const shapes: Readonly<Record<string, object>> = { openPlatforms: openPlatform, apps: app, users: user }
  return Object.keys(shapes[String(list)] ?? root)
}

function faultsOf(issue: z.core.$ZodIssue): SeedFault[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }]
  const known = knownKeys(issue.path)
  return issue.keys.map((key) => ({ path: [...issue.path, key], onKey: true, message: suggestion(key, known) }))
}

/** Checks what stands in a seed file: every fault at once, and the file with its defaults when its form is right. */
export function checkSeedFile(value: unknown): { readonly file: SeedFile | undefined; readonly faults: SeedFault[] } {
  const read = seedFile.safeParse(value, { error: explain })
  // On the raw value: zod would skip a refinement as long as anything else is wrong.
  const faults = [...(read.error?.issues.flatMap(faultsOf) ?? []), ...crossCheck(value)]
  return { file: read.data, faults }
}

/** The JSON Schema of a seed file (draft 2020-12), for editors. What concerns several places at once is not in it. */
export function seedJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(seedFile, { io: 'input' }), title: 'weauth seed' }
}
