import type { Mutants } from './bug.ts'
import { bugsOf } from './bug.ts'

const tests = [
  'packages/protocol/test/callback-domain.test.ts',
  'packages/protocol/test/callback-domain-attacks.test.ts',
]
const match = bugsOf('packages/protocol/src/authorize/callback-match.ts', ...tests)
const domain = bugsOf('packages/protocol/src/authorize/callback-domain.ts', ...tests)
const sameHost = '(entry) => entry.host === host.toLowerCase() && entry.hostname === url.hostname)'

/** Which hosts, ports and paths a code may be sent to. */
export const callbackDomainBugs: Mutants = {
  'host-by-suffix': match(
    'evil-shop.example.com ends in the domain',
    sameHost,
    '(entry) => url.hostname.endsWith(entry.host))',
  ),
  'host-by-prefix': match(
    'shop.example.com.evil.com begins with it',
    sameHost,
    '(entry) => url.hostname.startsWith(entry.host))',
  ),
  'host-child': match('a child domain counts', sameHost, '(entry) => `.${url.hostname}`.endsWith(`.${entry.host}`))'),
  'host-parent': match('a parent domain counts', sameHost, '(entry) => `.${entry.host}`.endsWith(`.${url.hostname}`))'),
  'host-anywhere': match('the domain anywhere in the host', sameHost, '(entry) => url.hostname.includes(entry.host))'),
  'host-of-lenient-parser': match(
    'only the lenient parser is asked',
    sameHost,
    '(entry) => entry.host === url.hostname)',
    [
      {
        file: 'packages/protocol/src/authorize/callback-match.ts',
        find: "  if (!match || !url) return undefined\n  const [, scheme = '', host = '', port, path = ''] = match",
        replace:
          "  const lenient = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined\n  if (!lenient) return undefined\n  return { host: lenient.hostname, port: lenient.port === '' ? undefined : Number(lenient.port), path: lenient.pathname, url: lenient, hostFrom: 0, hostTo: 0, pathFrom: 0 }\n  const [, scheme = '', host = '', port, path = ''] = match",
      },
    ],
  ),
  'userinfo-allowed': match(
    'a user name before the host',
    '^(https?):\\/\\/([a-z0-9.-]+|',
    '^(https?):\\/\\/(?:[^/?#@]*@)?([a-z0-9.-]+|',
  ),
  'any-scheme': match('javascript: and others', '^(https?):\\/\\/([a-z0-9.-]+|', '^([a-z]+):\\/\\/([a-z0-9.-]+|'),
  'backslash-in-path': match(
    'a backslash in the path',
    '((?:\\/(?:[!$&-;=@-[\\]_a-z~]',
    '((?:\\/(?:[!$&-;=@-\\]_a-z~]',
  ),
  'space-in-query': match('a space in the query', '[!-$&-[\\]-~]|%', '[ -$&-[\\]-~]|%'),
  'port-ignored': match(
    'a port does not matter',
    'port === undefined || (mayBeLocal(kind)',
    'port !== null || (mayBeLocal(kind)',
  ),
  'port-any': match('any port where one is configured', 'Number(entry.port) === port)', 'Number(entry.port) > 0)'),
  'port-only-there': match(
    'a port is compared by its text alone',
    'port === undefined || isDefault ? undefined : Number(port)',
    'port === undefined ? undefined : Number(port)',
  ),
  'path-without-boundary': match(
    '/mp is over /mpevil',
    'url.pathname.startsWith(folder)',
    'url.pathname.startsWith(prefix)',
  ),
  'path-ignored': match(
    'the configured path does not matter',
    "if (prefix === '' || prefix === '/') return true",
    'if (prefix !== null) return true',
  ),
  'path-unresolved': match('dots in a path are believed', '  if (ambiguousPath.test(rawPath)) return false\n', ''),
  'path-raw': match(
    'the path is compared as it stands',
    'url.pathname === prefix || url.pathname.startsWith(folder)',
    'rawPath === prefix || rawPath.startsWith(folder)',
    [
      {
        file: 'packages/protocol/src/authorize/callback-match.ts',
        find: '  if (ambiguousPath.test(rawPath)) return false\n',
        replace: '',
      },
    ],
  ),
  'slash-encoded': domain('an encoded slash in a path', '(?=\\/|$)|%2f|%5c/i', '(?=\\/|$)/i'),
  'dots-encoded': domain('encoded dots in a path', '(?:\\.|%2e){1,2}', '\\.{1,2}'),
  'dots-with-parameter': domain('..;x in a path', '(?:(?:;|%3b)[^/]*)?', ''),
  'address-configured': domain(
    'an account on an address',
    '!mayBeLocal(kind) && isAddress(',
    "kind === 'mobile' && isAddress(",
  ),
  'port-configured': domain(
    'a port for an account',
    '!mayBeLocal(kind) && parseEntry(entry)?.port !== undefined',
    "kind === 'mobile' && parseEntry(entry)?.port !== undefined",
  ),
  'one-label-configured': domain(
    'a top-level domain as callback domain',
    "!mayBeLocal(kind) && !parseEntry(entry)?.host.includes('.')",
    "kind === 'mobile' && !parseEntry(entry)?.host.includes('.')",
  ),
}
