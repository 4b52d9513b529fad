import type { ApiRule } from './rule.ts'
import { rule } from './rule.ts'
import { community, official } from '../source.ts'

// The rules about how often: judged when the call is otherwise in order, so that nobody else's can use an account's quota up.

/** The interface has been called no more often this minute than it serves the account. */
export const minuteQuota: ApiRule = rule(
  'minute-quota',
  community(
    'developers.weixin.qq.com/community oCJUsw3seRrM…',
    'api minute-quota reach limit, must slower, retry next minute',
  ),
  (_, { minuteLimit }) =>
    minuteLimit === undefined
      ? undefined
      : {
          verdict: 45011,
          given: `> ${minuteLimit}`,
          expected: `≤ ${minuteLimit} / min`,
          hint: { zh: '下一分钟再试，并缓存结果', en: 'try again in the next minute, and cache results' },
        },
)

/** The same of the day. */
export const dayQuota: ApiRule = rule(
  'day-quota',
  official(
    'developers.weixin.qq.com/doc/subscription/guide/dev/api/limit',
    '当超过一定限制时，调用对应接口会收到如下错误返回码',
  ),
  (_, { dayLimit }) =>
    dayLimit === undefined
      ? undefined
      : {
          verdict: 45009,
          given: `> ${dayLimit}`,
          expected: `≤ ${dayLimit} / day`,
          hint: {
            zh: '当天额度已用完：缓存 token（建议用 stable_token），或用 clear_quota 清零',
            en: 'the quota of the day is used up: cache the token (or use stable_token), or call clear_quota',
          },
        },
)

/** The account still has a clearing of its quotas this month. */
export const clearingLeft: ApiRule = rule(
  'clearing-left',
  official(
    'developers.weixin.qq.com/doc/offiaccount/Message_Management/API_Call_Limits.html',
    'forbid to clear quota because of reaching the limit',
  ),
  (_, { clearingLimit }) =>
    clearingLimit === undefined
      ? undefined
      : {
          verdict: 48006,
          given: `> ${clearingLimit}`,
          expected: `≤ ${clearingLimit} / month`,
          hint: {
            zh: '本月清零次数已用完，等到下月',
            en: 'the clearings of this month are used up: wait for the next',
          },
        },
)
