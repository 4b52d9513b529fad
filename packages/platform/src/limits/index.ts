/**
 * How often and from where an account may call: calls counted by the minute in memory, quotas by the day and month in the store, and
 * whitelists of addresses. It imports the store's types and the protocol; it must not know HTTP, pages, or what a refusal looks like.
 */
export { createMinuteCounts } from './minute-counts.ts'
export type { MinuteCounts } from './minute-counts.ts'
export { dayQuotaUse, clearingUse, forcedRefreshUse } from './quota-uses.ts'
export { addressCheck, callerOf } from './whitelist.ts'
