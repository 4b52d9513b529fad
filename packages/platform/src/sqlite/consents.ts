import type { Sqlite } from './rows.ts'
import { reader } from './rows.ts'
import type { Authorization, Consent, ConsentForm, Ended, Store } from '../store/index.ts'

type ConsentRow = {
  readonly user_id: string
  readonly appid: string
  readonly given_at: number
  readonly asked_at: number | null
  readonly persona: string | null
}

/** SQL for how a row of `codes` or `grants` was ended by its user; NULL when it was not. A grant has the locator of its code. */
export function endOf(table: 'codes' | 'grants'): string {
  // Two lookups by key, and not one of two rows in order: every token that is presented pays for this.
  const by = (appid: string): string =>
    `(SELECT reason FROM ends WHERE ends.user_id = ${table}.user_id AND ends.appid = ${appid} AND up_to >= ${table}.id
      AND (reason = 'reset' OR scope <> 'snsapi_base'))`
  return `coalesce(${by(`${table}.appid`)}, ${by("''")})`
}

/** Returns a function that keeps a consent, inside a write. */
export function consentKeeper({ db, now }: Sqlite): (authorization: Authorization, form: ConsentForm) => void {
  const upsert = db.prepare(
    `INSERT INTO consents (user_id, appid, given_at, asked_at, persona) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET given_at = excluded.given_at, persona = excluded.persona,
        asked_at = coalesce(excluded.asked_at, asked_at)`,
  )
  return ({ userId, appid, persona = null }, form) => {
    const at = now()
    upsert.run(userId, appid, at, form === 'asked' ? at : null, persona)
  }
}

/** Consents, and how users end what they authorized. */
export function consentRows({
  db,
  write,
  now,
}: Sqlite): Pick<Store, 'findConsent' | 'listConsents' | 'withdrawConsent' | 'endAuthorizations'> {
  const find = reader<ConsentRow>(db, 'SELECT * FROM consents WHERE user_id = ? AND appid = ?')
  const list = db.prepare('SELECT * FROM consents WHERE user_id = ? ORDER BY appid')
  const remove = db.prepare('DELETE FROM consents WHERE user_id = ? AND appid = ?')
  // The sequence and not the largest locator kept: a purge may have taken the latest code and left an earlier one's grant.
  const end = db.prepare(
    `INSERT INTO ends (user_id, appid, reason, up_to)
      VALUES (?, ?, ?, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'codes'), 0))
      ON CONFLICT DO UPDATE SET reason = excluded.reason, up_to = excluded.up_to`,
  )
  const endAll = (userId: string, appid: string, reason: Ended): void => {
    end.run(userId, appid, reason)
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- STRICT tables hold what they declare
  const read = (row: unknown): Consent => consentOf(row as ConsentRow, now())
  return {
    findConsent: async ({ userId, appid }) => {
      const row = find(userId, appid)
      return row && consentOf(row, now())
    },
    listConsents: async (userId) => list.all(userId).map(read),
    withdrawConsent: ({ userId, appid }) =>
      write(() => {
        if (remove.run(userId, appid).changes !== 1) return 'unknown'
        endAll(userId, appid, 'revoked')
        return 'withdrawn'
      }),
    endAuthorizations: (userId) => write(() => endAll(userId, '', 'reset')),
  }
}

function consentOf({ user_id: userId, appid, given_at, asked_at, persona }: ConsentRow, at: number): Consent {
  return {
    userId,
    appid,
    givenMsAgo: at - given_at,
    ...(asked_at !== null && { askedMsAgo: at - asked_at }),
    ...(persona !== null && { persona }),
  }
}
