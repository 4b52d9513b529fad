import type { Consent, Store } from '../store/index.ts'
import { clock } from './rows.ts'
import type { Postgres } from './rows.ts'

/** SQL for how a row of `codes` or `grants` was ended by its user; NULL when it was not. A grant has the locator of its code. */
export const endOf = (table: 'weauth_codes' | 'weauth_grants'): string =>
  `(SELECT reason FROM weauth_ends WHERE weauth_ends.user_id = ${table}.user_id AND weauth_ends.appid IN (${table}.appid, '')
    AND up_to >= ${table}.id AND (reason = 'reset' OR ${table}.scope <> 'snsapi_base')
    ORDER BY weauth_ends.appid DESC LIMIT 1)`

/** A statement's part that keeps the consent on which a code rests; `form` may be NULL where it rests on none. */
export const keepConsent = (form: string, from: string, persona: string): string => `
  INSERT INTO weauth_consents AS kept (user_id, appid, given_at, asked_at, persona)
  SELECT user_id, appid, at, CASE WHEN ${form} = 'asked' THEN at END, ${persona} FROM ${from}, clock
  WHERE ${form} IS NOT NULL
  ON CONFLICT (user_id, appid) DO UPDATE SET given_at = excluded.given_at, persona = excluded.persona,
    asked_at = coalesce(excluded.asked_at, kept.asked_at)`

const select = `WITH ${clock} SELECT user_id, appid, at - given_at AS given, at - asked_at AS asked, persona
  FROM weauth_consents, clock WHERE user_id = $2::text`
const find = `${select} AND appid = $3::text`
const list = `${select} ORDER BY appid COLLATE "C"`

// The sequence and not the largest locator kept: a purge may have taken the latest code and left an earlier one's grant. It is read
// after the lock is had, so that it covers what was authorized while this waited.
const latestCode = '(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM weauth_codes_id_seq)'
const onceMore = `ON CONFLICT (user_id, appid) DO UPDATE
  SET reason = excluded.reason, up_to = greatest(weauth_ends.up_to, excluded.up_to)`
const withdraw = `WITH gone AS (
    DELETE FROM weauth_consents WHERE user_id = $1::text AND appid = $2::text RETURNING user_id, appid
  ),
  ended AS (
    INSERT INTO weauth_ends (user_id, appid, reason, up_to)
    SELECT user_id, appid, 'revoked', ${latestCode} FROM gone ${onceMore}
  )
  SELECT FROM gone`
const endAll = `INSERT INTO weauth_ends (user_id, appid, reason, up_to)
  VALUES ($1::text, '', 'reset', ${latestCode}) ${onceMore}`

type ConsentRow = {
  readonly user_id: string
  readonly appid: string
  readonly given: number
  readonly asked: number | null
  readonly persona: string | null
}

const consentOf = ({ user_id: userId, appid, given, asked, persona }: ConsentRow): Consent => ({
  userId,
  appid,
  givenMsAgo: given,
  ...(asked !== null && { askedMsAgo: asked }),
  ...(persona !== null && { persona }),
})

/** Consents, and how users end what they authorized. */
export function consents({
  query,
  time,
}: Postgres): Pick<Store, 'findConsent' | 'listConsents' | 'withdrawConsent' | 'endAuthorizations'> {
  return {
    async findConsent({ userId, appid }) {
      const [row] = await query<ConsentRow>(find, [time(), userId, appid])
      return row && consentOf(row)
    },
    listConsents: async (userId) => (await query<ConsentRow>(list, [time(), userId])).map(consentOf),
    async withdrawConsent({ userId, appid }) {
      return (await query(withdraw, [userId, appid])).length === 1 ? 'withdrawn' : 'unknown'
    },
    async endAuthorizations(userId) {
      await query(endAll, [userId])
    },
  }
}
