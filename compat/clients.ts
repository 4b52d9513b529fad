import type { Client } from './client.ts'

/** A client's file, its package and what else distinguishes it. */
export type Listed = {
  readonly file: string
  readonly package: string
  readonly how?: string
  /** Whether this repository has the package anyway, and its tests can run it without a second install. */
  readonly quick?: true
}

/** The clients, in the order of the table. */
export const clients: readonly Listed[] = [
  { file: 'wechat-oauth', package: 'wechat-oauth', quick: true },
  { file: 'co-wechat-oauth', package: 'co-wechat-oauth' },
  { file: 'passport-wechat', package: 'passport-wechat' },
  { file: 'passport-weixin', package: 'passport-weixin', quick: true },
  { file: 'passport-weixin-plus', package: 'passport-weixin-plus' },
  { file: 'node-easywechat', package: 'node-easywechat' },
  { file: 'node-easywechat-component', package: 'node-easywechat', how: 'third-party platform' },
  { file: 'nest-wechat', package: 'nest-wechat' },
  { file: 'wechat-jssdk', package: 'wechat-jssdk' },
  { file: 'logto-web', package: '@logto/connector-wechat-web', how: 'QR login' },
  { file: 'logto-native', package: '@logto/connector-wechat-native', how: 'mobile app' },
  { file: 'auth-core-state', package: '@auth/core', how: 'as it comes', quick: true },
  { file: 'auth-core', package: '@auth/core', how: '`checks: [pkce]`', quick: true },
  { file: 'better-auth', package: 'better-auth', how: 'QR login', quick: true },
  { file: 'better-auth-generic', package: 'better-auth', how: 'genericOAuth', quick: true },
  { file: 'grant', package: 'grant' },
  { file: 'openid-client', package: 'openid-client', quick: true },
  { file: 'oauth4webapi', package: 'oauth4webapi', quick: true },
  { file: 'arctic', package: 'arctic' },
]

/** Loads the client of a file; its package must be installed, here or in the repository. */
export async function loadClient(file: string): Promise<Client> {
  const { client } = (await import(`./clients/${file}.ts`)) as { client: Client }
  return client
}
