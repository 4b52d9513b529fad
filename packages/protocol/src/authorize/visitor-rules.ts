import type { AppFacts } from '../app.ts'
import type { Behaviours } from '../behaviours.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import type { Rule } from '../rule.ts'
import { isWechatAgent } from './callback.ts'
import { assumed, community, copied } from '../source.ts'

/** Whoever opens a link that is in order. */
export type Visitor = {
  readonly userAgent: string
  /** Whether the user follows the account. */
  readonly follows: boolean
  /** How often this user opened a link of the app this minute, this time included. */
  readonly openings?: number
  /** Whether the user is restricted, frozen or gone. */
  readonly limited?: boolean
}

/** What is known besides the visitor. */
export type VisitorFacts = {
  readonly app: Pick<AppFacts, 'requireFollow' | 'authorizationsPerMinute' | 'wechatOnly'>
  readonly behaviours: Behaviours
}

type VisitorRule = Rule<Visitor, VisitorFacts, PageErrorId>

const insideWechat: VisitorRule = {
  id: 'inside-wechat',
  severity: 'error',
  source: community('jindasong/vue-wechat-auth#4, HADB/GetWeixinCode#44', '请在微信客户端打开链接'),
  check: ({ userAgent }, { app: { wechatOnly }, behaviours }) =>
    !(wechatOnly ?? behaviours['wechat-only']) || isWechatAgent(userAgent)
      ? undefined
      : {
          verdict: 'open-in-wechat',
          given: userAgent.slice(0, 120) || '—',
          expected: '… MicroMessenger/…',
          hint: {
            zh: '在微信里打开；网页登录请用网站应用',
            en: 'open it in WeChat; outside, use a website app’s login',
          },
        },
}

const notLimited: VisitorRule = {
  id: 'visitor-not-limited',
  severity: 'error',
  source: assumed('such a user cannot use WeChat at all: a page that says nothing but no'),
  check: ({ limited = false }) =>
    limited
      ? {
          verdict: 'link-unreachable',
          given: 'a user who is restricted, frozen or gone',
          expected: 'a user of WeChat',
          hint: { zh: '该用户违规、被冻结或已注销', en: 'this user is restricted, frozen or gone' },
        }
      : undefined,
}

const mustFollow: VisitorRule = {
  id: 'must-follow',
  severity: 'error',
  source: copied('网页授权 guide, table of page codes', '必须关注此测试号'),
  check: ({ follows }, { app }) =>
    !app.requireFollow || follows
      ? undefined
      : {
          verdict: 'must-follow',
          given: 'a stranger',
          expected: 'a follower',
          hint: { zh: '先扫描测试号二维码关注', en: 'follow the test account first: scan its QR code' },
        },
}

const notTooOften: VisitorRule = {
  id: 'not-too-often',
  severity: 'error',
  source: copied('网页授权 guide, table of page codes', '操作太频繁了，请稍后重试'),
  check: ({ openings = 0 }, { app: { authorizationsPerMinute } }) =>
    authorizationsPerMinute === undefined || openings <= authorizationsPerMinute
      ? undefined
      : {
          verdict: 'too-frequent',
          given: `${openings}`,
          expected: `≤ ${authorizationsPerMinute} / min`,
          hint: {
            zh: '短时间内反复打开：检查是否有循环跳转',
            en: 'opened again and again: look for a redirect loop',
          },
        },
}

/** What is demanded of the browser alone, before anybody knows who uses it. */
export const browserRules: readonly VisitorRule[] = [insideWechat]

/** What WeChat demands of whoever opens an accepted link, in order. */
export const visitorRules: readonly VisitorRule[] = [...browserRules, notLimited, mustFollow, notTooOften]

/** What WeChat demands of whoever scans a QR login or logs in to an app: their phone is WeChat itself, and there is no account to follow. */
export const phoneRules: readonly VisitorRule[] = [notLimited]
