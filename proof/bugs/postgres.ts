import type { Mutants } from './bug.ts'
import { bugsOf } from './bug.ts'

const folder = 'packages/platform/src/postgres'
const suite = 'packages/platform/test/store-postgres.test.ts'
const grants = bugsOf(`${folder}/grants.ts`, suite)
const codes = bugsOf(`${folder}/codes.ts`, suite)
const qr = bugsOf(`${folder}/qr-logins.ts`, suite)
const tokens = bugsOf(`${folder}/app-tokens.ts`, suite)
const ofCode =
  "SELECT *, ${endOf('weauth_codes')} AS ended FROM weauth_codes\n    WHERE id = $2::bigint AND digest = $3::bytea AND "
const ofGrant =
  "SELECT *, ${endOf('weauth_grants')} AS ended FROM weauth_grants\n    WHERE id = $2::bigint AND digest = $3::bytea AND "

/** The same in PostgreSQL, where it is another text. */
export const postgresBugs: Mutants = {
  'postgres-any-app': grants(
    'an app redeems the code of another',
    `${ofCode}appid = $4::text`,
    `${ofCode}$4::text IS NOT NULL`,
  ),
  'postgres-any-platform': grants(
    'a platform’s code is the account’s',
    `${ofCode}appid = $4::text AND component IS NOT DISTINCT FROM $5::text`,
    `${ofCode}appid = $4::text AND ($5::text IS NULL OR true)`,
  ),
  'postgres-ended-code': grants('a code whose user withdrew', '\n      AND found.ended IS NULL\n', '\n'),
  'postgres-refresh-app': grants(
    'an app refreshes the grant of another',
    `${ofGrant}appid = $4::text`,
    `${ofGrant}$4::text IS NOT NULL`,
  ),
  'postgres-late-refresh': grants(
    'a refresh token after its end',
    'WHERE ended IS NULL AND expires_at > at)',
    'WHERE ended IS NULL)',
    [{ file: `${folder}/grants.ts`, find: "      if (!row.is_live) return { outcome: 'expired' }\n", replace: '' }],
  ),
  'postgres-digest': grants(
    'a locator is enough',
    't.id = $2::bigint AND t.digest = $3::bytea',
    't.id = $2::bigint AND length(t.digest) = length($3::bytea)',
  ),
  'postgres-withdrawn-access': grants(
    'an access token after the user withdrew',
    "row.ended ?? (row.is_live ? 'live' : 'expired')",
    "row.is_live ? 'live' : 'expired'",
  ),
  'postgres-any-session': codes(
    'another browser answers the consent page',
    'AND session = $4::bytea',
    'AND $4::bytea IS NOT NULL',
  ),
  'postgres-used-request': codes('a consent page answered twice', 'weauth_requests.used_at IS NULL AND ', ''),
  'postgres-qr-phone': qr(
    'another phone answers',
    'AND scan = $3::bytea AND session = $4::bytea)',
    'AND scan = $3::bytea AND $4::bytea IS NOT NULL)',
  ),
  'postgres-qr-scan': qr('another phone scans after the first', "weauth_qr_logins.status = 'waiting' AND ", ''),
  'postgres-qr-early': qr(
    'the code before the phone has agreed',
    "    WHERE status = 'confirmed' AND found.expires_at > at",
    '    WHERE found.expires_at > at',
    [{ file: `${folder}/qr-logins.ts`, find: "row.status !== 'confirmed' || ", replace: '' }],
  ),
  'postgres-stable-after-reset': tokens(
    'the stable token outlives a reset secret',
    'found && !force && timingSafeEqual(found.digest, mint(found.salt))',
    'found && !force',
  ),
}
