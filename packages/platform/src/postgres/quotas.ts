import type { QuotaUse, Store } from '../store/index.ts'
import type { Postgres } from './rows.ts'

const upsert = `INSERT INTO weauth_quotas AS q (appid, name, ends_at, used, last_at)
  VALUES ($1::text, $2::text, $3::bigint, 1, $4::bigint)
  ON CONFLICT (appid, name) DO UPDATE SET
    used = CASE WHEN q.ends_at <= $4::bigint THEN 1 ELSE q.used + 1 END,
    ends_at = CASE WHEN q.ends_at <= $4::bigint THEN $3::bigint ELSE q.ends_at END,
    last_at = $4::bigint
  WHERE (q.ends_at <= $4::bigint OR q.used < $5::bigint) AND q.last_at + $6::bigint <= $4::bigint
  RETURNING 1`

const take = `WITH taken AS (${upsert}) SELECT EXISTS (SELECT FROM taken) AS is_taken`

const takeAndClear = `WITH taken AS (${upsert}),
  others AS (DELETE FROM weauth_quotas WHERE appid = $1::text AND name <> $2::text AND EXISTS (SELECT FROM taken))
  SELECT EXISTS (SELECT FROM taken) AS is_taken`

const isUsedUp = `SELECT 1 FROM weauth_quotas
  WHERE appid = $1::text AND name = $2::text AND ends_at > $3::bigint AND used >= $4::bigint`

/** Quotas: one row each, whose period begins anew with the first use after its end. `now` is the store's: the end of a period is asked for with it. */
export function quotas({ query }: Postgres, now: Store['now']): Pick<Store, 'takeQuota' | 'clearQuotas'> {
  const takeBy =
    (statement: string) =>
    async ({ appid, name, limit, endOf, gapMs = 0 }: QuotaUse): Promise<'taken' | 'exhausted' | 'early'> => {
      const at = await now()
      const values = [appid, name, endOf(at), at, limit, gapMs]
      const [row] = await query<{ is_taken: boolean }>(statement, values)
      if (row?.is_taken) return 'taken'
      return (await query(isUsedUp, [appid, name, at, limit])).length > 0 ? 'exhausted' : 'early'
    }
  return { takeQuota: takeBy(take), clearQuotas: takeBy(takeAndClear) }
}
