import type { Sqlite } from './rows.ts'
import type { QuotaUse, Store } from '../store/index.ts'

/** Quotas: one row each, whose period begins anew with the first use after its end. */
export function quotaRows({ db, write, now }: Sqlite): Pick<Store, 'takeQuota' | 'clearQuotas'> {
  const upsert = db.prepare(
    `INSERT INTO quotas (appid, name, ends_at, used, last_at) VALUES (:appid, :name, :end, 1, :at)
      ON CONFLICT DO UPDATE SET
        used = CASE WHEN ends_at <= :at THEN 1 ELSE used + 1 END,
        ends_at = CASE WHEN ends_at <= :at THEN :end ELSE ends_at END,
        last_at = :at
      WHERE (ends_at <= :at OR used < :limit) AND last_at + :gap <= :at`,
  )
  const isUsedUp = db.prepare('SELECT 1 FROM quotas WHERE appid = ? AND name = ? AND ends_at > ? AND used >= ?')
  const others = db.prepare('DELETE FROM quotas WHERE appid = ? AND name <> ?')
  const take = ({ appid, name, limit, endOf, gapMs: gap = 0 }: QuotaUse): 'taken' | 'exhausted' | 'early' => {
    const at = now()
    if (upsert.run({ appid, name, limit, gap, at, end: endOf(at) }).changes === 1) return 'taken'
    return isUsedUp.get(appid, name, at, limit) ? 'exhausted' : 'early'
  }
  return {
    takeQuota: (use) => write(() => take(use)),
    clearQuotas: (use) =>
      write(() => {
        const taken = take(use)
        if (taken === 'taken') others.run(use.appid, use.name)
        return taken
      }),
  }
}
