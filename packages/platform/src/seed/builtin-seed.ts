import type { User } from '../store/index.ts'
import type { Seed, SeedApp } from './seed.ts'

const shop = 'wx0a1b2c3d4e5f6071'
const member = 'wx1b2c3d4e5f607182'
const openPlatform = 'acme'

const app = {
  scopes: ['snsapi_base', 'snsapi_userinfo'],
  refreshTokenDays: 30,
  requireFollow: false,
  banned: false,
} as const satisfies Partial<SeedApp>

const user = {
  country: 'CN',
  language: 'zh_CN',
  privilege: [],
  avatar: 1,
  follows: [],
} as const satisfies Partial<User>

// A follower and a stranger, a reader of English and one of traditional Chinese, with and without a picture or a privilege.
const users: readonly User[] = [
  {
    ...user,
    id: 'alice',
    nickname: '小艾',
    alternatives: [{ nickname: '艾丽丝', avatar: 2 }],
    sex: 2,
    province: '广东',
    city: { zh_CN: '深圳', zh_TW: '深圳', en: 'Shenzhen' },
    follows: [shop],
  },
  {
    ...user,
    id: 'bob',
    nickname: '阿波',
    sex: 1,
    province: '上海',
    city: { zh_CN: '徐汇', zh_TW: '徐匯', en: 'Xuhui' },
  },
  {
    ...user,
    id: 'carol',
    nickname: 'Carol',
    sex: 0,
    province: { zh_CN: '加利福尼亚', zh_TW: '加利福尼亞', en: 'California' },
    city: { zh_CN: '旧金山', zh_TW: '舊金山', en: 'San Francisco' },
    country: 'US',
    language: 'en',
    avatar: 0,
  },
  {
    ...user,
    id: 'dave',
    nickname: '大卫',
    sex: 1,
    province: '香港',
    city: { zh_CN: '中西区', zh_TW: '中西區', en: 'Central and Western' },
    language: 'zh_TW',
    privilege: ['chinaunicom'],
    follows: [shop],
  },
]

/**
 * What a platform starts with when no seed file is given: a test account for sites on this machine, a service account, a website app and
 * a mobile app of the same company, a third-party platform that acts for both accounts, and four users. The secrets are public, so a
 * platform in production must refuse it.
 *
 * @param callbackHosts callback domains of the test account and the website app besides `localhost` and `127.0.0.1`, with a port where the site has one
 * @example
 * builtinSeed(['localhost:8081']).apps[0]?.appid // 'wx0a1b2c3d4e5f6071'
 */
export function builtinSeed(callbackHosts: readonly string[]): Seed {
  const local = ['localhost', '127.0.0.1', ...callbackHosts]
  return {
    openPlatforms: [{ id: openPlatform }],
    apps: [
      {
        ...app,
        appid: shop,
        secret: '0123456789abcdef0123456789abcdef',
        name: '示例商城',
        kind: 'test',
        callbackDomains: [...new Set(local)],
        openPlatform,
      },
      {
        ...app,
        appid: member,
        secret: '123456789abcdef0123456789abcdef0',
        name: '示例会员',
        kind: 'service',
        callbackDomains: ['shop.example.com'],
        openPlatform,
      },
      {
        ...app,
        appid: 'wx2c3d4e5f60718293',
        secret: '23456789abcdef0123456789abcdef01',
        name: '示例官网',
        kind: 'website',
        scopes: ['snsapi_login'],
        callbackDomains: [...new Set(['www.example.com', ...local])],
        openPlatform,
      },
      {
        ...app,
        appid: 'wx4e5f607182930415',
        secret: '456789abcdef0123456789abcdef0123',
        name: '示例 App',
        kind: 'mobile',
        scopes: ['snsapi_userinfo'],
        callbackDomains: [],
        openPlatform,
      },
      {
        ...app,
        appid: 'wx3d4e5f6071829304',
        secret: '3456789abcdef0123456789abcdef012',
        name: '示例服务商',
        kind: 'component',
        callbackDomains: ['platform.example.com'],
        authorizedBy: [shop, member],
      },
    ],
    users,
  }
}
