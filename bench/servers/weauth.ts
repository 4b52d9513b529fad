import type { Seed, Store } from '@weauth/platform'
import { createPlatform, openMemoryStore, openPostgresStore, openSqliteStore, systemClock } from '@weauth/platform'
import { benchApp } from '../flow.ts'
import type { Start } from './listen.ts'

/** One app, one user. */
export const seed: Seed = {
  openPlatforms: [],
  apps: [
    {
      appid: benchApp.appid,
      secret: benchApp.secret,
      name: 'bench',
      kind: 'service',
      callbackDomains: ['shop.example.com'],
      scopes: ['snsapi_base', 'snsapi_userinfo'],
      refreshTokenDays: 30,
      requireFollow: false,
      banned: false,
      // Faster than any app of WeChat's may be.
      callsPerMinute: 1_000_000_000,
    },
  ],
  users: [
    {
      id: 'bench',
      nickname: '基准',
      sex: 1,
      province: '广东',
      city: '深圳',
      country: 'CN',
      language: 'zh_CN',
      privilege: [],
      avatar: 1,
      follows: [],
    },
  ],
}

/** What the argument says: where the store is, and whether requests are traced. */
export type WeauthSetting = { readonly store: string; readonly traces: boolean }

/** A PostgreSQL by its URL, a file by its path, or the memory alone. */
function openStore(store: string): Store | Promise<Store> {
  if (store.startsWith('postgres:')) return openPostgresStore({ url: store })
  return store === ':memory:'
    ? openMemoryStore({ clock: systemClock })
    : openSqliteStore({ path: store, clock: systemClock })
}

export const start: Start = async (argument = '') => {
  const { store, traces } = JSON.parse(argument) as WeauthSetting
  const platform = await createPlatform({ seed, store: await openStore(store), ...(traces ? {} : { traceLimit: 0 }) })
  return (await platform.listen({ port: 0 })).port
}
