import type { Mutants } from './bug.ts'
import { bugsOf } from './bug.ts'

const folder = 'packages/platform/src/sqlite'
const suite = 'packages/platform/test/store-sqlite.test.ts'
const rows = bugsOf(`${folder}/rows.ts`, suite)
const codes = bugsOf(`${folder}/codes.ts`, suite)
const tokens = bugsOf(`${folder}/tokens.ts`, suite)
const consents = bugsOf(`${folder}/consents.ts`, suite)
const qr = bugsOf(`${folder}/qr-logins.ts`, suite)
const quotas = bugsOf(`${folder}/quotas.ts`, suite)
const memorySuite = 'packages/platform/test/store-memory.test.ts'
const memory = bugsOf('packages/platform/src/memory/memory.ts', memorySuite)
const logins = bugsOf('packages/platform/src/memory/logins.ts', memorySuite)

/** What SQLite and memory must keep apart, end, and give out once. */
export const storeBugs: Mutants = {
  'digest-uncompared': rows(
    'a locator is enough',
    'one.length === other.length && timingSafeEqual(one, other)',
    'one.length === other.length',
  ),
  'second-of-the-end': rows(
    'a thing lives at the instant in which it ends',
    'row.expires_at > now ?',
    'row.expires_at >= now ?',
  ),
  'code-of-another-app': rows(
    'an app redeems the code of another',
    'row.appid === appid && row.component',
    'row.component',
  ),
  'code-of-any-platform': rows(
    'a platform’s code is the account’s',
    'row.appid === appid && row.component === (component ?? null)',
    'row.appid === appid',
  ),
  'code-after-its-end': rows(
    'a code after its end',
    "    if (lifeOf(row, now) === 'expired') return { outcome: 'expired' }\n",
    '',
    [
      {
        file: `${folder}/rows.ts`,
        find: 'used_at IS NULL AND expires_at > ?`',
        replace: 'used_at IS NULL AND ? > 0`',
      },
    ],
  ),
  'ended-code': rows('a code whose user withdrew', '    if (row.ended !== null) return { outcome: row.ended }\n', ''),
  'used-code': rows('a code that was used', "    if (row.used_at !== null) return { outcome: 'used' }\n", '', [
    { file: `${folder}/rows.ts`, find: 'used_at IS NULL AND expires_at', replace: 'expires_at' },
    { file: `${folder}/tokens.ts`, find: 'INSERT INTO grants', replace: 'INSERT OR REPLACE INTO grants' },
  ]),
  'consent-of-any-session': codes(
    'another browser answers the consent page',
    'sameDigest(found.session, session)',
    'sameDigest(found.session, found.session)',
  ),
  'code-without-end': codes(
    'a code lives as long as its consent page may',
    'const end = sqlite.now() + lifetimeMs',
    'const end = sqlite.now() + lifetimeMs * 2',
  ),
  'refresh-by-another-app': tokens(
    'an app refreshes the grant of another',
    'if (!grant || !isOf(grant, { appid, component })) return',
    'if (!grant) return',
  ),
  'refresh-after-its-end': tokens(
    'a refresh token after its end',
    "      if (lifeOf(grant, at) === 'expired') return { outcome: 'expired' }\n",
    '',
  ),
  'refresh-after-withdrawal': tokens(
    'a refresh after the user withdrew',
    '      if (grant.ended !== null) return { outcome: grant.ended }\n',
    '',
  ),
  'access-after-its-end': tokens(
    'an access token after its end',
    'outcome: row.ended ?? lifeOf(row, now()), authorization',
    "outcome: row.ended ?? 'live', authorization",
  ),
  'access-after-withdrawal': tokens(
    'an access token after the user withdrew',
    'outcome: row.ended ?? lifeOf(row, now()), authorization',
    'outcome: lifeOf(row, now()), authorization',
  ),
  'access-extended-when-dead': tokens(
    'a refresh wakes a token that has ended',
    'extend.run(accessEnd, grant.access_id, at)',
    'extend.run(accessEnd, grant.access_id, 0)',
  ),
  'generation-stands': tokens(
    'generations do not grow',
    'kept ? grant.generation : grant.generation + 1',
    'grant.generation',
  ),
  'ordinary-without-end': tokens(
    'an ordinary token after its end',
    'outcome: lifeOf(row, now()), appid: row.appid',
    "outcome: 'live', appid: row.appid",
  ),
  'ordinary-lives-on': tokens(
    'earlier ordinary tokens live on',
    '        shorten.run(at + overlapMs, appid, at + overlapMs)\n',
    '',
  ),
  'ordinary-ends-others': tokens(
    'one account ends the tokens of another',
    'UPDATE app_tokens SET expires_at = ? WHERE appid = ? AND expires_at > ? AND salt IS NULL',
    'UPDATE app_tokens SET expires_at = ? WHERE appid <> ? AND expires_at > ? AND salt IS NULL',
  ),
  'stable-after-reset': tokens(
    'the stable token outlives a reset secret',
    'found && !force && sameDigest(found.digest, mint(found.salt))',
    'found && !force',
  ),
  'stable-forced': tokens(
    'a forced token leaves the earlier one',
    'const earlierEnd = force ? at : at + overlapMs',
    'const earlierEnd = at + overlapMs',
  ),
  'withdrawal-without-end': consents('withdrawing leaves the tokens', "        endAll(userId, appid, 'revoked')\n", ''),
  'withdrawal-of-later': consents(
    'withdrawing ends what is authorized later',
    "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'codes'), 0)",
    '1e9',
  ),
  'withdrawal-ends-base': consents(
    'withdrawing ends what needed no consent',
    "(reason = 'reset' OR scope <> 'snsapi_base')",
    '(reason IS NOT NULL)',
  ),
  'password-of-one-app': consents('a new password ends nothing', '${by("\'\'")}', 'NULL'),
  'withdrawal-of-all': consents(
    'withdrawing from one app withdraws from all',
    "'DELETE FROM consents WHERE user_id = ? AND appid = ?'",
    "'DELETE FROM consents WHERE user_id = ? AND length(?) > 0'",
  ),
  'implied-as-asked': consents('being silent counts as being asked', "form === 'asked' ? at : null", 'at'),
  'qr-answered-by-another': qr(
    'another phone answers',
    ' || row.user_id === null || !isOwn(row, session)',
    ' || row.user_id === null',
  ),
  'qr-scanned-by-another': qr(
    'another phone scans after the first',
    "row.status === 'scanned' && isOwn(row, session) && row.user_id === userId",
    "row.status === 'scanned'",
  ),
  'qr-code-before-answer': qr(
    'the code before the phone has agreed',
    "row.status !== 'confirmed' || row.user_id === null",
    'row.user_id === null',
  ),
  'qr-second-code': qr(
    'a second code for one login',
    'const codeLocator = row.code_id ?? insertCode',
    'const codeLocator = insertCode',
  ),
  'qr-refusal-agrees': qr(
    'a refusal is an agreement',
    "allow ? ['confirmed', at + lifetimeMs]",
    "at > 0 ? ['confirmed', at + lifetimeMs]",
  ),
  'qr-after-its-end': qr(
    'a login is answered after its end',
    "        if (row.status !== 'scanned') return { outcome: 'used' }\n        if (lifeOf(row, at) === 'expired') return { outcome: 'expired' }\n",
    "        if (row.status !== 'scanned') return { outcome: 'used' }\n",
    [
      {
        file: `${folder}/qr-logins.ts`,
        find: "AND status = 'scanned' AND expires_at > ?`",
        replace: "AND status = 'scanned' AND ? > 0`",
      },
    ],
  ),
  'quota-one-more': quotas('a quota gives one more', 'used < :limit', 'used <= :limit'),
  'quota-never-anew': quotas('a quota is not counted across its period', 'used + 1 END', 'used END'),
  'memory-digest': memory(
    'a locator is enough',
    'one.length === other.length && timingSafeEqual(one, other)',
    'one.length === other.length',
  ),
  'memory-any-app': memory(
    'an app redeems the code of another',
    'authorization.appid === appid && authorization.component',
    'authorization.component',
  ),
  'memory-any-platform': memory('a platform’s code is the account’s', ' && authorization.component === component', ''),
  'memory-withdrawal': memory('what was withdrawn stays', '  return one?.reason\n', '  return undefined\n'),
  'memory-used-code': logins(
    'a code that was used',
    "    if (row.isUsed) return { outcome: 'used' }\n    const ended",
    '    const ended',
  ),
  'memory-late-code': logins(
    'a code after its end',
    "    if (row.expiresAt <= at) return { outcome: 'expired' }\n    // Whatever",
    '    // Whatever',
  ),
  'memory-any-session': logins('another browser answers the consent page', ' || !sameDigest(row.session, session)', ''),
  'memory-refresh-app': logins(
    'an app refreshes the grant of another',
    ' || !isOf(grant.authorization, { appid, component })',
    '',
  ),
  'memory-late-refresh': logins(
    'a refresh token after its end',
    "    if (grant.expiresAt <= at) return { outcome: 'expired' }\n",
    '',
  ),
  'memory-late-access': logins(
    'an access token after its end',
    "ended ?? (row.expiresAt > at ? 'live' : 'expired')",
    "ended ?? 'live'",
  ),
}
