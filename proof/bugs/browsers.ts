import type { Mutants } from './bug.ts'
import { bugsOf } from './bug.ts'

const test = (name: string): string => `packages/platform/test/${name}.test.ts`
const platform = 'packages/platform/src'
const login = `${platform}/login`
const visitor = bugsOf(
  `${platform}/users/visitor.ts`,
  test('confirm'),
  test('production'),
  test('authorize'),
  test('transport'),
)
const answers = bugsOf(`${platform}/answers.ts`, test('confirm'), test('authorize'), test('production'))
const confirm = bugsOf(`${login}/confirm.ts`, test('confirm'))
const authorize = bugsOf(`${login}/authorize.ts`, test('authorize'), test('confirm'))
const course = bugsOf(`${login}/course.ts`, test('authorize'), test('behaviours'), test('snapshot'))
const phone = bugsOf(`${login}/qr-phone.ts`, test('qr-login'), test('qrconnect'))
const hosts = bugsOf(`${platform}/http/hosts.ts`, test('transport'))
const probes = bugsOf(`${platform}/operations/probes.ts`, test('operations'), test('production'))
const pages = bugsOf(`${platform}/developer/developer-pages.ts`, test('production'))
const redaction = bugsOf(`${platform}/redaction.ts`, test('operations'), test('traces'))
const names = bugsOf('packages/protocol/src/secrets.ts', test('operations'), test('traces'))
const trace = bugsOf(`${platform}/trace.ts`, test('traces'))
const api = bugsOf(`${platform}/api/api.ts`, test('operations'))

/** Whom a browser may speak for, and what must not be told. */
export const browserBugs: Mutants = {
  'cross-site-ignored': visitor(
    'Sec-Fetch-Site is not looked at',
    "request.header('sec-fetch-site') === 'cross-site'",
    "request.header('sec-fetch-site') === ''",
  ),
  'origin-ignored': visitor(
    'any Origin is our own',
    '!URL.canParse(origin) || new URL(origin).host !== request.host',
    'origin.length === 0',
  ),
  'origin-by-suffix': visitor(
    'an Origin that ends in our host',
    'new URL(origin).host !== request.host',
    '!new URL(origin).host.endsWith(request.host)',
  ),
  'origin-null': visitor('Origin: null is our own', '!URL.canParse(origin) || new', 'URL.canParse(origin) && new'),
  'headers-in-production': visitor(
    'X-Weauth-User in production',
    "  if (context.mode === 'production') {\n    const user",
    '  if (context.mode === undefined) {\n    const user',
  ),
  'headers-from-other-sites': visitor(
    'X-Weauth-User from another site',
    'isCrossSite(request, context) ? () => undefined : request.header',
    'request.header',
  ),
  'session-without-user': visitor(
    'who logs in next answers the page of who was there',
    "mode === 'production' ? `${session.cookie} ${userId}` : session.cookie",
    'session.cookie + userId.slice(0, 0) + mode.slice(0, 0)',
  ),
  'cookie-for-scripts': visitor('scripts can read the session', 'HttpOnly; SameSite=Lax', 'SameSite=Lax'),
  'cookie-for-all-sites': visitor(
    'the session goes along from other sites',
    'SameSite=Lax${secure}',
    'SameSite=None${secure}',
  ),
  'cookie-insecure': visitor('the session goes over http', "? '; Secure' : ''", "? '' : ''"),
  'post-from-other-sites': answers(
    'another site posts the consent',
    '  if (isCrossSite(request, context)) {',
    '  if (request.path === "") {',
  ),
  'framed-consent': answers('another site frames the consent page', "framed ? '*' : \"'none'\"", "'*'"),
  'finding-in-production': answers(
    'production explains',
    "context.mode === 'development' ? { finding, link, doctorUrl: doctor }",
    'context.mode ? { finding, link, doctorUrl: doctor }',
  ),
  'referrer-with-code': answers('the code leaks by Referer', "'referrer-policy': 'no-referrer', location", 'location'),
  'confirm-by-get': confirm('a link confirms', "request.method !== 'POST'", "request.method === 'DELETE'"),
  'deny-gives-code': confirm('a refusal gives a code', "decision === 'allow' && { code", 'decision !== null && { code'),
  'code-for-prefetch': authorize(
    'a browser that only looks ahead gets a code',
    "  if (looksAhead(request)) return textReply(503, 'Not while prefetching')\n",
    '',
  ),
  'code-for-fetch': authorize(
    'a page in the background gets a code',
    "mode === 'navigate' || (mode === 'cors'",
    "mode !== '' || (mode === 'cors'",
  ),
  'visitor-unjudged': authorize(
    'who opens is not judged',
    '  if (broken) return showError(broken, request, context, trace)\n\n  trace.flow',
    '  trace.flow',
  ),
  'code-without-asking': course(
    'a consent page is never shown',
    "return { to: consent === 'deny' ? 'refuse' : 'ask' }",
    "return { to: consent === 'deny' ? 'refuse' : 'code' }",
  ),
  'stranger-from-chat': course(
    'a stranger from the chat is not asked',
    "followsApp(user, app) && (entry === 'chat' || entry === 'menu')",
    "(entry === 'chat' || entry === 'menu')",
  ),
  'recent-of-any-age': course('an old consent is a recent one', 'kept.askedMsAgo < recentMs', 'kept.askedMsAgo >= 0'),
  'phone-unjudged': phone('who is gone scans', '  if (broken) return showError(broken, request, context, trace)\n', ''),
  'scan-for-prefetch': phone(
    'a preview scans',
    "  if (looksAhead(request) || !isNavigation(request)) return textReply(503, 'Not while prefetching')\n",
    '',
  ),
  'any-host': hosts(
    'any Host is answered',
    'configured().some((one) => hostname(one) === name)',
    'configured() !== null',
  ),
  'host-by-suffix-name': hosts(
    'a Host that ends in a known one',
    'hostname(one) === name',
    'name.endsWith(hostname(one))',
  ),
  'metrics-for-all': probes(
    'any token reads the measurements',
    'timingSafeEqual(digest(shown), digest(adminToken))',
    'shown.length >= 0',
  ),
  'metrics-through-proxy': probes(
    'whom a proxy passed on reads the measurements',
    '.every((name) => header(name) === undefined)',
    '.every((name) => name !== "")',
  ),
  'pages-in-production': pages(
    'the pages of developers in production',
    "    if (context.mode === 'production') return textReply(404, 'Not Found')\n",
    '',
  ),
  'names-unredacted': redaction(
    'a value under a secret name is logged',
    "isSecretName(name) ? '…' : redacted(inner)",
    'redacted(inner)',
  ),
  'query-unredacted': redaction(
    'a secret in a query is logged',
    'isSecretName(name) ? `${mark}${name}=…` : pair',
    'pair',
  ),
  'looks-unredacted': redaction('a code under another name is logged', "    .replace(issued, '…')\n", ''),
  'app-secret-unredacted': redaction(
    'an app secret within a text is logged',
    "redact(text).replace(secretOfAnApp, '…')",
    'redact(text)',
  ),
  'lists-unredacted': redaction('what stands in a list is logged', 'return value.map(redacted)', 'return value'),
  'errors-unredacted': redaction(
    'what an error says is logged',
    'return redacted({ name, message, stack,',
    'return ({ name, message, stack,',
  ),
  'secret-as-value': redaction(
    'a value that is an app secret is traced',
    "  if (/^[0-9a-f]{32}$/i.test(text)) return '…'\n",
    '',
  ),
  'code-is-no-secret': names('a code is no secret', '^(?:code|key|', '^(?:key|'),
  'names-by-case': names('APPSECRET is no secret', ')\\b/i\n', ')\\b/\n'),
  'values-traced': trace(
    'values of a query are traced',
    "isSecretName(name) ? '…' : name === 'state' ? value : redact(value)",
    'value',
  ),
  'path-traced': trace('a secret in a path is traced', 'redactAll(path)', 'path'),
  'location-traced': trace('where a code went is traced', '`→ ${redact(location)}`', '`→ ${location}`'),
  'given-traced': trace('what a broken rule was given is traced', 'given: redact(broken.given)', 'given: broken.given'),
  'appid-as-sent': api(
    'whatever is sent as appid is logged',
    'trace.appid = known.app?.appid\n',
    "trace.appid = parameters.get('appid')\n",
  ),
}
