import type { Mutants } from './bug.ts'
import { bugsOf } from './bug.ts'

const links = 'packages/protocol/test/authorize-rules.test.ts'
const provoked = 'packages/platform/test/provoked.test.ts'
const authorize = 'packages/protocol/src/authorize'
const list = bugsOf(`${authorize}/rules.ts`, links, provoked)
const text = bugsOf(`${authorize}/text-rules.ts`, links)
const app = bugsOf(`${authorize}/app-rules.ts`, links, 'packages/protocol/test/component.test.ts')
const component = bugsOf(`${authorize}/component-rules.ts`, links, 'packages/protocol/test/component.test.ts')
const visitor = bugsOf(
  `${authorize}/visitor-rules.ts`,
  'packages/protocol/test/visitor-rules.test.ts',
  provoked,
  'packages/platform/test/qr-login.test.ts',
  'packages/platform/test/account-states.test.ts',
)
const qr = bugsOf('packages/protocol/src/qrconnect/rules.ts', 'packages/platform/test/qrconnect.test.ts')
const redirect = bugsOf(
  `${authorize}/redirect.ts`,
  'packages/protocol/test/redirect.test.ts',
  'packages/platform/test/component.test.ts',
)

/** What a link must be, and who may open it. */
export const linkBugs: Mutants = {
  'parameter-twice': list('of two values the first counts', '  text.oncePerParameter,\n', ''),
  'component-twice': text(
    'component_appid may stand there twice',
    "[...authorizeParameters, 'component_appid']",
    '[...authorizeParameters]',
  ),
  'any-app': list('an appid that no app has', '  appidKnown,\n  appidKind,', '  appidKind,'),
  'any-kind': list('a website app on the link of accounts', '  appidKind,\n  accountNotBanned,', '  accountNotBanned,'),
  'banned-account': list('a banned account', '  accountNotBanned,\n  componentKnown,', '  componentKnown,'),
  'unverified-account': list(
    'an account that is not verified',
    '  accountVerified,\n  scopeGranted,',
    '  scopeGranted,',
  ),
  'any-callback': list(
    'the callback domain is not judged',
    '  callbackDomain,\n  text.redirectUriHttps,',
    '  text.redirectUriHttps,',
  ),
  'scope-not-granted': app('one scope granted grants all', 'app.scopes.includes(given)', 'app.scopes.length > 0'),
  'callback-advice': app(
    'a foreign callback domain is a warning',
    "id: 'callback-domain',\n  severity: 'error'",
    "id: 'callback-domain',\n  severity: 'warning'",
  ),
  'callback-of-account': app(
    'through a platform the domain of the account counts',
    'const owner = component ?? app',
    'const owner = app ?? component',
  ),
  'any-response-type': text(
    'response_type=token',
    "if (given === 'code') return undefined",
    'if (given !== undefined) return undefined',
  ),
  'state-in-characters': text(
    'a state is measured in characters',
    "utf8.encode(valueOf(link, 'state')).length",
    "(valueOf(link, 'state') ?? '').length",
  ),
  'state-of-129': text('a state of 129 bytes', 'bytes <= longestState', 'bytes <= longestState + 1'),
  'endless-link': text('a link ten times as long', 'const longestLink = 2000', 'const longestLink = 20000'),
  'unauthorized-platform': component(
    'a platform that the account has not authorized',
    '(component.authorizedBy ?? []).includes(appid)',
    'component.authorizedBy !== undefined',
  ),
  'account-as-platform': component(
    'an account as component_appid',
    "(component && component.kind !== 'component')",
    'component === undefined && link === null',
  ),
  'withheld-permission': component(
    'a permission set that was withheld',
    '!component?.withheldBy?.includes(appid)',
    'component !== null',
  ),
  'limited-visitor': visitor(
    'a user who is gone opens links',
    '[...browserRules, notLimited, mustFollow',
    '[...browserRules, mustFollow',
  ),
  'limited-phone': visitor(
    'a user who is gone scans',
    'phoneRules: readonly VisitorRule[] = [notLimited]',
    'phoneRules: readonly VisitorRule[] = []',
  ),
  'stranger-follows': visitor(
    'a stranger where only followers may',
    '!app.requireFollow || follows',
    '!app.requireFollow || follows !== undefined',
  ),
  'endless-openings': visitor('openings are not counted', 'openings <= authorizationsPerMinute', 'openings >= 0'),
  'qr-any-kind': qr('an account on the QR login', "kind !== 'website'", "kind === 'component'"),
  'qr-any-callback': qr(
    'the callback domain of a QR login is not judged',
    '  domain,\n  text.redirectUriHttps,',
    '  text.redirectUriHttps,',
  ),
  'qr-not-granted': qr('a QR login that was not granted', "!scopes.includes('snsapi_login')", 'scopes === null'),
  'state-not-encoded': redirect(
    'a state can add parameters',
    '`state=${encodeURIComponent(target.state)}`',
    '`state=${target.state}`',
  ),
  'state-before-code': redirect(
    'a code of redirect_uri stays in front of ours',
    "(behaviours['redirect-append'] || !reserved.has(nameOf(part)))",
    'true',
  ),
  'reserved-as-it-stands': redirect(
    'co%64e is not seen to be code',
    "decodeComponent(splitAt(part, '=')[0])",
    "splitAt(part, '=')[0]",
  ),
  'code-behind-fragment': redirect(
    'the code stands behind #',
    "`${path}${all.length === 0 ? '' : `?${all.join('&')}`}${fragment}`",
    "`${path}${fragment}${all.length === 0 ? '' : `?${all.join('&')}`}`",
  ),
  'state-lost-when-empty': redirect('an empty state is dropped', 'target.state === undefined ?', '!target.state ?'),
  'appid-after-refusal': redirect(
    'a refusal looks like an answer of the account',
    'code === undefined || target.appid === undefined ? []',
    'target.appid === undefined ? []',
  ),
  'fragment-lost': redirect('the fragment is dropped', '}`}${fragment}`', '}`}`'),
}
