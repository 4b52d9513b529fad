import type { ApiFacts, AppFacts } from '@weauth/protocol'
import { serviceApp } from './authorize-links.ts'

type Known = Omit<ApiFacts, 'behaviours'>
type Row = readonly [rule: string, errcode: number, call: string, known: Known]

/** A third-party platform that the account wx1 has authorized. */
export const platformApp: AppFacts = {
  ...serviceApp,
  kind: 'component',
  callbackDomains: ['platform.example.com'],
  authorizedBy: ['wx1'],
}
const stranger = { ...platformApp, authorizedBy: ['wx2'] }
const bannedAccount = { ...serviceApp, banned: true }

const bad: Known = {
  app: null,
  component: null,
  componentToken: 'unknown',
  secretMatches: false,
  verifyTicket: 'unknown',
  code: 'unknown',
  refreshToken: 'unknown',
}

const ip: Row = [
  'component-ip-registered',
  61_004,
  'PUT x=1',
  { ...bad, caller: { address: '203.0.113.9', listed: false } },
]
const minute = (call: string, known: Known): Row => ['minute-quota', 45_011, call, { ...known, minuteLimit: 1 }]

const own = 'component_appid=wx9&component_appsecret=s&component_verify_ticket=t'
const caller = 'component_appid=wx9&component_access_token=ct'
const exchange = `appid=wx1&code=c&grant_type=authorization_code&${caller}`
const refresh = `appid=wx1&grant_type=refresh_token&${caller}&refresh_token=r`

/** What is wrong with whoever calls and for whom, in order. */
const callerRows = (call: string): readonly Row[] => [
  ['api-component-appid-present', 41_018, call.replace(caller, ''), bad],
  ['api-component-access-token-present', 41_021, call.replace('&component_access_token=ct', ''), bad],
  ['api-component-known', 40_013, call, bad],
  ['api-component-kind', 61_000, call, { ...bad, component: serviceApp }],
  ['component-token-known', 40_001, call, { ...bad, component: stranger }],
  ['component-token-kind', 48_001, call, { ...bad, component: stranger, componentToken: 'account' }],
  ['component-token-belongs', 40_094, call, { ...bad, component: stranger, componentToken: 'foreign' }],
  ['component-token-fresh', 42_006, call, { ...bad, component: stranger, componentToken: 'expired' }],
  ['api-appid-known', 40_013, call, { ...bad, component: stranger, componentToken: 'live' }],
  [
    'account-authorized-component',
    61_003,
    call,
    { ...bad, app: bannedAccount, component: stranger, componentToken: 'live' },
  ],
  [
    'component-permission-granted',
    61_007,
    call,
    { ...bad, app: bannedAccount, component: { ...platformApp, withheldBy: ['wx1'] }, componentToken: 'live' },
  ],
]
const served: Known = { ...bad, app: serviceApp, component: platformApp, componentToken: 'live' }

/** One row a rule of a platform's calls, as in `api-rules.test.ts`. */
export const componentRows: Readonly<
  Record<'componentToken' | 'componentAccessToken' | 'componentRefreshToken', readonly Row[]>
> = {
  componentToken: [
    ip,
    ['post-method', 43_002, `GET ${own}`, bad],
    ['api-component-appid-present', 41_018, 'POST x=1', bad],
    ['api-component-appsecret-present', 41_004, 'POST component_appid=wx9', bad],
    ['api-component-known', 40_013, `POST ${own}`, bad],
    ['api-component-kind', 61_000, `POST ${own}`, { ...bad, component: serviceApp }],
    ['secret-right', 40_125, `POST ${own}`, { ...bad, component: platformApp }],
    [
      'secret-not-frozen',
      40_243,
      `POST ${own}`,
      { ...bad, app: { ...bannedAccount, secretFrozen: true }, component: platformApp, secretMatches: true },
    ],
    ['verify-ticket-known', 61_006, `POST ${own}`, { ...bad, component: platformApp, secretMatches: true }],
    [
      'verify-ticket-fresh',
      61_005,
      `POST ${own}`,
      { ...bad, component: platformApp, secretMatches: true, verifyTicket: 'expired' },
    ],
    [
      'api-account-not-banned',
      50_002,
      `POST ${own}`,
      { app: bannedAccount, component: platformApp, secretMatches: true, verifyTicket: 'live' },
    ],
    minute(`POST ${own}`, { app: serviceApp, component: platformApp, secretMatches: true, verifyTicket: 'live' }),
  ],
  componentAccessToken: [
    ip,
    ['method', 43_001, 'PUT x=1', bad],
    ['api-appid-present', 41_002, 'grant_type=', bad],
    ['api-code-present', 41_008, 'appid=wx1', bad],
    ['grant-type-authorization-code', 40_002, 'appid=wx1&code=c', bad],
    ...callerRows(exchange),
    ['api-account-verified', 48_001, exchange, { ...served, app: { ...bannedAccount, unverified: true, scopes: [] } }],
    ['web-authorization-granted', 48_001, exchange, { ...served, app: { ...bannedAccount, scopes: [] } }],
    ['api-account-not-banned', 50_002, exchange, { ...served, app: bannedAccount }],
    minute(exchange, served),
    ['code-known', 40_029, exchange, served],
    ['code-unused', 40_163, exchange, { ...served, code: 'used' }],
    ['code-stands', 40_029, exchange, { ...served, code: 'reset' }],
    ['code-fresh', 40_029, exchange, { ...served, code: 'expired' }],
  ],
  componentRefreshToken: [
    ip,
    ['method', 43_001, 'PUT x=1', bad],
    ['api-appid-present', 41_002, 'grant_type=', bad],
    ['api-refresh-token-present', 41_003, 'appid=wx1', bad],
    ['grant-type-refresh-token', 40_002, 'appid=wx1&refresh_token=r', bad],
    ...callerRows(refresh),
    ['api-account-not-banned', 50_002, refresh, { ...served, app: bannedAccount }],
    minute(refresh, served),
    ['refresh-token-known', 40_030, refresh, served],
    ['password-stands', 42_007, refresh, { ...served, refreshToken: 'reset' }],
    ['consent-stands', 50_001, refresh, { ...served, refreshToken: 'revoked' }],
    ['refresh-token-fresh', 42_002, refresh, { ...served, refreshToken: 'expired' }],
  ],
}

/** A call in order. */
export const componentFine: Readonly<Record<keyof typeof componentRows, string>> = {
  componentToken: own,
  componentAccessToken: exchange,
  componentRefreshToken: refresh,
}
/** What makes it so. */
export const componentLive: Known = { component: platformApp, componentToken: 'live', verifyTicket: 'live' }
