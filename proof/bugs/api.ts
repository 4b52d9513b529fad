import type { Mutants } from './bug.ts'
import { bugsOf } from './bug.ts'

const api = 'packages/protocol/src/api'
const tests = ['packages/protocol/test/api-rules.test.ts', 'packages/platform/test/web-tokens.test.ts']
const componentTests = ['packages/protocol/test/api-rules.test.ts', 'packages/platform/test/component.test.ts']
const rules = bugsOf(`${api}/rules.ts`, ...tests)
const parameter = bugsOf(`${api}/parameter-rules.ts`, ...tests)
const account = bugsOf(`${api}/account-rules.ts`, ...tests, 'packages/platform/test/provoked.test.ts')
const use = bugsOf(`${api}/token-use-rules.ts`, ...tests, 'packages/platform/test/ordinary-tokens.test.ts')
const user = bugsOf(`${api}/user-rules.ts`, ...tests, 'packages/platform/test/user-acts.test.ts')
const component = bugsOf(`${api}/component-rules.ts`, ...componentTests)
const endpoint = bugsOf('packages/platform/src/api/api.ts', ...tests, 'packages/platform/test/account-states.test.ts')
const steps = bugsOf(
  'packages/platform/src/api/web-tokens.ts',
  ...tests,
  'packages/platform/test/component.test.ts',
  'packages/platform/test/user-acts.test.ts',
  'packages/platform/test/behaviours.test.ts',
)
const credentials = bugsOf(
  'packages/platform/src/credentials.ts',
  ...tests,
  'packages/platform/test/component.test.ts',
  'packages/platform/test/ordinary-tokens.test.ts',
  'packages/platform/test/qr-login.test.ts',
)
const tickets = bugsOf('packages/platform/src/tickets.ts', 'packages/platform/test/component.test.ts')

/** What a business server must show, and what it gets for it. */
export const apiBugs: Mutants = {
  'secret-unjudged': rules('a wrong secret is right', 'secretMatches === false', 'secretMatches === null'),
  'secret-of-exchange': rules(
    'the exchange asks for no secret that is right',
    '    secretRight,\n    secretUsable,\n    accountVerified,',
    '    secretUsable,\n    accountVerified,',
  ),
  'secret-of-stable-token': rules(
    'the stable token asks for none',
    'stableToken: [\n    ipAllowed,\n    postMethod,\n    appidPresent,\n    secretPresent,\n    clientCredential,\n    appidKnown,\n    secretRight,',
    'stableToken: [\n    ipAllowed,\n    postMethod,\n    appidPresent,\n    secretPresent,\n    clientCredential,\n    appidKnown,',
  ),
  'secret-frozen': account('a frozen secret', 'app?.secretFrozen\n', 'app?.secretFrozen && app.banned\n'),
  'address-unlisted': account(
    'an address that is not in the whitelist',
    'caller && !caller.listed',
    'caller && caller.listed === undefined',
  ),
  'banned-caller': account('a banned account', 'app?.banned\n', 'app?.banned && app.unverified\n'),
  'scope-unchecked': rules(
    'userinfo for a token of snsapi_base',
    '    openidBelongs,\n    userinfoScope,\n',
    '    openidBelongs,\n',
  ),
  'openid-unchecked': use('another openid than the token’s', 'openidMatches === false', 'openidMatches === null'),
  'appid-unchecked': use('an account clears the quotas of another', 'appidMatches === false', 'appidMatches === null'),
  'grant-type-unchecked': parameter(
    'any grant_type',
    "parameters.get('grant_type') === expected",
    "parameters.get('grant_type') !== ''",
  ),
  'token-expired': rules('an access token after its end', "accessToken === 'expired'", 'accessToken === null'),
  'consent-withdrawn': rules(
    'userinfo after the user withdrew',
    '    passwordStands,\n    consentStands,\n    accessTokenFresh,',
    '    passwordStands,\n    accessTokenFresh,',
  ),
  'token-of-withdrawn': rules(
    'a check after the user withdrew',
    '    tokenStands,\n    accessTokenFresh,',
    '    accessTokenFresh,',
  ),
  'password-changed': user(
    'an access token after a new password',
    "accessToken === 'reset' || refreshToken",
    'refreshToken',
  ),
  'user-limited': user('a user who is gone', 'userLimited === true', 'userLimited === null'),
  'component-token-foreign': component(
    'the token of another platform',
    "componentToken === 'foreign'",
    'componentToken === null',
  ),
  'component-token-of-account': component(
    'the token of an account',
    "componentToken === 'account'",
    'componentToken === null',
  ),
  'component-token-expired': component(
    'a platform’s token after its end',
    "componentToken === 'expired'",
    'componentToken === null',
  ),
  'component-unauthorized': component(
    'a platform that the account has not authorized',
    "component?.authorizedBy?.includes(parameters.get('appid') ?? '') === false",
    'component?.authorizedBy === null',
  ),
  'component-withheld': component(
    'a permission that was withheld',
    "component?.withheldBy?.includes(parameters.get('appid') ?? '')",
    "component?.withheldBy?.includes('')",
  ),
  'ticket-unknown': component('any ticket', "verifyTicket === 'unknown'", 'verifyTicket === null'),
  'ticket-expired': component('an old ticket', "verifyTicket === 'expired'", 'verifyTicket === null'),
  'ticket-of-the-future': tickets(
    'a ticket that is still to be pushed',
    ' || push * pushEveryMs > nowMs) return',
    ') return',
  ),
  'ticket-of-another': tickets('the ticket of another platform', '`verify:${appid}:${push}`', '`verify:${push}`'),
  'ticket-uncompared': tickets('a ticket of the right length', ' || !timingSafeEqual(given, own)', ''),
  'wrong-secret-burns-code': endpoint(
    'the step is taken before the rules are judged',
    '      if (refused) return refused\n',
    '      if (refused) {\n        if (known.app) await step(known, parameters, context, trace)\n        return refused\n      }\n',
  ),
  'failure-as-body': endpoint(
    'what the store says is not judged',
    '      if (late) return late\n',
    "      if (late) return bodyReply(request.path, '{}')\n",
  ),
  'quota-uncounted': endpoint('calls per minute are not counted', 'app.appid) > limit', 'app.appid) > limit + 1e9'),
  'quota-of-all': endpoint(
    'one account uses up the minute of another',
    'minutes.count(id, app.appid)',
    "minutes.count(id, '')",
  ),
  'code-of-another-platform': steps(
    'a platform’s code is the account’s',
    "    ...presented('code', code),\n    appid: app.appid,\n    component: known.component?.appid,",
    "    ...presented('code', code),\n    appid: app.appid,\n    component: undefined,",
  ),
  'refresh-of-another-platform': steps(
    'a platform’s grant is the account’s',
    "    ...presented('refresh', token),\n    appid: app.appid,\n    component: known.component?.appid,",
    "    ...presented('refresh', token),\n    appid: app.appid,\n    component: undefined,",
  ),
  'openid-echoed': steps(
    'any openid belongs to the token',
    'appearanceOf(authorization, app, context).openid === openid }',
    'openid.length > 0 }',
  ),
  'limited-unread': steps('who is gone is not looked up', '?.limited === true', '?.limited === null'),
  'unionid-for-all': steps(
    'the unionid for snsapi_base',
    "unionid !== undefined && (behaviours['unionid-for-base'] || scope !== 'snsapi_base')",
    'unionid !== undefined',
  ),
  'access-of-one-generation': credentials(
    'every access token of a grant is the same',
    ':access:${grantLocator}.${generation}`',
    ':access:${grantLocator}`',
  ),
  'stable-unsalted': credentials(
    'every stable token of an account is the same',
    ".update('stable:').update(salt)",
    ".update('stable:')",
  ),
  'kinds-alike': credentials(
    'a secret of one kind passes for another',
    'sha256(`${kind}:${secret}`)',
    'sha256(secret)',
  ),
  'picture-tells-code': credentials(
    'the picture’s secret is the browser’s',
    '  let block = 0\n',
    "  if (use === 'scan') return browserSecret\n  let block = 0\n",
  ),
  'any-app-secret': credentials(
    'an app secret of the right length',
    "timingSafeEqual(sha256(secret), Buffer.from(secretDigest, 'hex'))",
    "sha256(secret).length === Buffer.from(secretDigest, 'hex').length",
  ),
  'pool-not-advanced': credentials(
    'random bytes are given out twice',
    '    next += bytes\n',
    '    pool.fill(1, next, next + bytes)\n',
  ),
}
