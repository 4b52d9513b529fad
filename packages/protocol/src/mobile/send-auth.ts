import type { AppFacts } from '../app.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import type { Finding, Rule } from '../rule.ts'
import { firstError } from '../rule.ts'
import type { Source } from '../source.ts'
import { assumed, code, community, official } from '../source.ts'

/** What a mobile app asks WeChat for through its SDK: `SendAuth.Req`. */
export type SendAuthRequest = { readonly appid: string; readonly scope: string; readonly state: string }

/** What a mobile app is answered: `SendAuth.Resp`, as JSON. Only a granted one has a code. */
export type SendAuthReply = {
  readonly errCode: number
  readonly errStr?: string
  readonly code?: string
  readonly state?: string
  readonly lang?: string
  readonly country?: string
}

/** `errCode` of the answer, by what happened. */
export const sendAuthErrCodes: Readonly<Record<'granted' | 'failed' | 'refused', number>> = {
  granted: 0,
  failed: -1,
  refused: -4,
}

const guide = 'developers.weixin.qq.com/doc/oplatform/developers/dev/auth/app.md'

/** Where the parts of the exchange are known from. */
export const sendAuthSources: Readonly<Record<string, Source>> = {
  errCode: code('BaseResp.ErrCode of com.tencent.mm.opensdk: ERR_OK 0, ERR_COMM -1, ERR_AUTH_DENIED -4'),
  reply: code('SendAuthResp of WXApiObject.h: code, state, lang, country'),
  failed: assumed('WeChat shows the text itself; which errCode the app is then given is not told'),
}

/** Longest state, in bytes of UTF-8. */
const longestState = 1024

type SendAuthFacts = { readonly app: AppFacts | null }
type SendAuthRule = Rule<SendAuthRequest, SendAuthFacts, PageErrorId>

const rule = (id: string, source: Source, check: SendAuthRule['check']): SendAuthRule => ({
  id,
  severity: 'error',
  source,
  check,
})

/** Everything WeChat demands of a mobile app's request, in the order it is judged. */
export const sendAuthRules: readonly SendAuthRule[] = [
  rule('mobile-appid-known', assumed('the text of qrconnect, where it is known'), ({ appid }, { app }) =>
    app === null
      ? {
          verdict: 'appid-unknown',
          given: appid.slice(0, 64) || '—',
          expected: 'wx + 16 hex',
          hint: { zh: '没有这个 appid：填移动应用的 AppID', en: 'no app has this appid: take that of a mobile app' },
        }
      : undefined,
  ),
  rule(
    'mobile-app-kind',
    assumed('registerApp takes no other appid; what WeChat then shows is not told'),
    (_, { app }) =>
      app && app.kind !== 'mobile'
        ? {
            verdict: 'appid-unknown',
            given: app.kind,
            expected: 'mobile',
            hint: {
              zh: 'App 内的微信登录只属于移动应用：网站应用走 qrconnect，公众号走 /connect/oauth2/authorize',
              en: 'the login within an app belongs to mobile apps: a website app uses qrconnect, an account /connect/oauth2/authorize',
            },
          }
        : undefined,
  ),
  rule('mobile-app-not-banned', assumed('what a banned mobile app is answered is not told'), (_, { app }) =>
    app?.banned
      ? {
          verdict: 'scope-not-permitted',
          given: 'banned',
          expected: 'not banned',
          hint: { zh: '该移动应用被封禁', en: 'the mobile app is banned' },
        }
      : undefined,
  ),
  rule('mobile-scope-known', official(guide, '只能填 snsapi_userinfo'), ({ scope }) =>
    scope === 'snsapi_userinfo'
      ? undefined
      : {
          verdict: 'scope-not-permitted',
          given: scope.slice(0, 64) || '—',
          expected: 'snsapi_userinfo',
          hint: { zh: '移动应用的 scope 只能填 snsapi_userinfo', en: 'the scope of a mobile app is snsapi_userinfo' },
        },
  ),
  rule('mobile-scope-granted', community('csdn 80619746', 'scope参数错误或者没有scope权限'), (_, { app }) =>
    app && !app.scopes.includes('snsapi_userinfo')
      ? {
          verdict: 'scope-not-permitted',
          given: app.scopes.join(' | ') || '—',
          expected: 'snsapi_userinfo',
          hint: {
            zh: '该移动应用没有「微信登录」权限：在开放平台申请',
            en: 'the app was not granted WeChat login: apply for it in the console of the open platform',
          },
        }
      : undefined,
  ),
  rule('mobile-state-length', code('SendAuthReq of WXApiObject.h', 'state字符串长度不能超过1K'), ({ state }) => {
    const bytes = new TextEncoder().encode(state).length
    if (bytes <= longestState) return undefined
    return {
      verdict: 'state-too-long',
      given: `${bytes} bytes`,
      expected: `at most ${longestState} bytes`,
      hint: { zh: 'state 最长 1K', en: 'state has at most one kilobyte' },
    }
  }),
]

/** Judges a mobile app's request as the platform does: the first error, or nothing. */
export const checkSendAuth = (request: SendAuthRequest, facts: SendAuthFacts): Finding<PageErrorId> | undefined =>
  firstError(sendAuthRules, request, facts)
