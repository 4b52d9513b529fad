import type { Source } from './source.ts'
import { assumed, copied, official } from './source.ts'

/** How often a day `force_refresh` makes a new stable token. */
export const forcedRefreshesPerDay = 20
/** Milliseconds that must lie between two of them; sooner, the present token is answered. */
export const forcedRefreshGapMs = 30_000
/** How often a month an account may clear its quotas. */
export const clearingsPerMonth = 10

/** Where each number of this file is said. */
export const quotaSources: Readonly<Record<string, Source>> = {
  forcedRefreshesPerDay: official(
    'developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken',
    '强制刷新模式每天限用 20 次且需间隔 30 秒',
  ),
  forcedRefreshGapMs: copied(
    'cnblogs.com/AtlasLapetos/p/18640885; minigame/dev/api-backend auth.getStableAccessToken',
    '连续使用该模式时,请保证调用时间间隔至少为30s,否则不会刷新',
  ),
  clearingsPerMonth: official(
    'developers.weixin.qq.com/doc/subscription/guide/dev/api/limit',
    '每个账号每月共10次清零操作机会，清零生效一次即用掉一次机会',
  ),
  callsPerDay: official('developers.weixin.qq.com/doc/subscription/guide/dev/api/limit', '获取access_token | 2000'),
  periods: assumed('a quota is of a calendar day or month in Beijing, where it is cleared from is not said'),
}
