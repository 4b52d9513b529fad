import type { ApiEndpointId } from '@weauth/protocol'
import { clearingsPerMonth, endpoints, forcedRefreshGapMs, forcedRefreshesPerDay } from '@weauth/protocol'
import type { App, QuotaUse } from '../store/index.ts'

const dayMs = 86_400_000
const beijingMs = 8 * 3_600_000

const endOfDay = (now: number): number => (Math.floor((now + beijingMs) / dayMs) + 1) * dayMs - beijingMs

function endOfMonth(now: number): number {
  const there = new Date(now + beijingMs)
  return Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1) - beijingMs
}

/** A call of an interface that has a daily quota; nothing for one that has none. */
export function dayQuotaUse({ appid, callsPerDay }: App, id: ApiEndpointId): QuotaUse | undefined {
  const common = endpoints[id].callsPerDay
  return common === undefined ? undefined : { appid, name: id, limit: callsPerDay ?? common, endOf: endOfDay }
}

/** A stable token by force. */
export const forcedRefreshUse = ({ appid }: App): QuotaUse => ({
  appid,
  name: 'force_refresh',
  limit: forcedRefreshesPerDay,
  endOf: endOfDay,
  gapMs: forcedRefreshGapMs,
})

/** A clearing of an account's quotas. */
export const clearingUse = ({ appid }: App): QuotaUse => ({
  appid,
  name: 'clear_quota',
  limit: clearingsPerMonth,
  endOf: endOfMonth,
})
