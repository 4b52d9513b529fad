import type { AppFacts } from '@weauth/protocol'
import type { DoctorFacts } from '@weauth/protocol/doctor'

const service: AppFacts = {
  kind: 'service',
  callbackDomains: ['www.qq.com', 'wx.qq.com/mp'],
  scopes: ['snsapi_base', 'snsapi_userinfo'],
  banned: false,
  requireFollow: false,
}

const site: AppFacts = { ...service, kind: 'website', scopes: ['snsapi_login'], callbackDomains: ['www.qq.com'] }

/** The appids of the corpus. */
export const ids = {
  service: 'wx0a1b2c3d4e5f6071',
  test: 'wx1b2c3d4e5f607182',
  website: 'wx2c3d4e5f60718293',
  component: 'wx3d4e5f6071829304',
  banned: 'wx4e5f607182930415',
  unverified: 'wx5f60718293041526',
  baseOnly: 'wx6071829304152637',
  withholding: 'wx7182930415263748',
  site: 'wx8293041526374859',
  siteBanned: 'wx930415263748596a',
  siteUngranted: 'wxa415263748596a7b',
  nobody: 'wxffffffffffffffff',
} as const

/** The apps of the corpus: one of every kind and state. */
export const apps: Readonly<Record<string, AppFacts>> = {
  [ids.service]: service,
  [ids.test]: { ...service, kind: 'test', callbackDomains: ['localhost', '127.0.0.1:3000', 'www.qq.com'] },
  [ids.website]: { ...service, kind: 'website' },
  [ids.component]: {
    ...service,
    kind: 'component',
    callbackDomains: ['platform.example.com'],
    authorizedBy: [ids.service, ids.withholding],
    withheldBy: [ids.withholding],
  },
  [ids.banned]: { ...service, banned: true },
  [ids.unverified]: { ...service, unverified: true },
  [ids.baseOnly]: { ...service, scopes: ['snsapi_base'] },
  [ids.withholding]: service,
  [ids.site]: site,
  [ids.siteBanned]: { ...site, banned: true },
  [ids.siteUngranted]: { ...site, scopes: [] },
}

/** What the doctor knows when it is asked with these apps. */
export const known: DoctorFacts = { app: (appid) => (Object.hasOwn(apps, appid) ? apps[appid] : null) }
