// The few words of packages without types, or that are not installed beside this repository's own, that are spoken here.

declare module 'wechat-oauth' {
  type Token = { openid: string; access_token: string; refresh_token: string; unionid?: string }
  type Profile = { openid: string; nickname: string; unionid?: string }
  type Done<T> = (error: Error | null, result: T) => void

  export default class OAuth {
    constructor(appid: string, secret: string)
    getAuthorizeURL(redirect: string, state: string, scope: string): string
    getAccessToken(code: string, done: Done<{ data: Token }>): void
    refreshAccessToken(refreshToken: string, done: Done<{ data: Token }>): void
    getUser(options: { openid: string; lang: string }, done: Done<Profile>): void
    verifyToken(openid: string, accessToken: string, done: Done<unknown>): void
  }
}

declare module 'co-wechat-oauth' {
  type Token = { openid: string; access_token: string; refresh_token: string; unionid?: string }

  export default class OAuth {
    constructor(appid: string, secret: string)
    getAuthorizeURL(redirect: string, state: string, scope: string): string
    getAccessToken(code: string): Promise<{ data: Token }>
    refreshAccessToken(refreshToken: string): Promise<{ data: Token }>
    getUser(options: { openid: string; lang: string }): Promise<{ openid: string; nickname: string; unionid?: string }>
    verifyToken(openid: string, accessToken: string): Promise<unknown>
  }
}

declare module 'passport-wechat' {
  type Options = { appID: string; appSecret: string; callbackURL: string; scope: string; lang: string }
  type Done = (error: Error | null, user: object) => void
  type Verify = (access: string, refresh: string, profile: Record<string, unknown>, expires: number, done: Done) => void

  export default class Strategy {
    constructor(options: Options, verify: Verify)
    authenticate(request: object, options: object): void
  }
}

declare module 'passport-weixin' {
  type Done = (error: Error | null, user: object) => void
  type Verify = (access: string, refresh: string, profile: Record<string, unknown>, done: Done) => void

  export default class Strategy {
    constructor(options: object, verify: Verify)
    authenticate(request: object, options: object): void
  }
}

declare module 'passport-weixin-plus' {
  export { default } from 'passport-weixin'
}

declare module 'node-socialite/dist/Providers/WeChat.js' {
  export interface Provider {
    _baseUrl: string
    scopes(scope: string): this
    withComponent(component: { id: string; token: string }): this
    withState(state: string): this
    redirect(): string
    userFromCode(code: string): Promise<User>
  }

  export interface User {
    getId(): string
    getNickname(): string
    getRaw(): { openid: string; unionid?: string }
    getAccessToken(): string
    getRefreshToken(): string
  }

  const provider: { default: new (config: { client_id: string; client_secret?: string; redirect: string }) => Provider }
  export default provider
}

declare module 'node-easywechat' {
  import type { Provider } from 'node-socialite/dist/Providers/WeChat.js'

  type Signature = { nonceStr: string; timestamp: number; signature: string }

  export class CacheInterface {
    get(key: string): Promise<unknown>
    has(key: string): Promise<boolean>
    set(key: string, value: unknown): Promise<boolean>
    delete(key: string): Promise<boolean>
  }

  export class OpenPlatform {
    constructor(config: { app_id: string; secret: string; aes_key: string; http?: { baseURL: string } })
    setCache(cache: CacheInterface): void
    getVerifyTicket(): { setTicket(ticket: string): Promise<unknown> }
    getComponentAccessToken(): { getToken(): Promise<string> }
  }

  export class OfficialAccount {
    constructor(config: object)
    setCache(cache: CacheInterface): void
    setOAuthFactory(factory: () => Provider): void
    getOAuth(): Provider
    getAccessToken(): { getToken(): Promise<string> }
    getUtils(): { buildJsSdkConfig(url: string): Promise<Signature> }
  }
}

declare module 'nest-wechat' {
  type Token = { access_token: string; refresh_token: string; openid: string }

  export class WeChatService {
    constructor(options: { appId: string; secret: string })
    getAccessTokenByCode(code: string): Promise<Token>
    getUserInfo(token: string, openid: string): Promise<{ openid: string; nickname: string; unionid?: string }>
    getToken(): Promise<string>
    jssdkSignature(url: string): Promise<{ nonceStr: string; timestamp: number; signature: string }>
  }

  export class MobileService {
    refreshAccessToken(appid: string, refreshToken: string): Promise<{ data: Token }>
    checkAccessToken(openid: string, token: string): Promise<{ data: { errcode: number } }>
  }
}

declare module 'wechat-jssdk' {
  type Token = { access_token: string; refresh_token: string; openid: string }
  type Profile = { openid: string; nickname: string; unionid?: string }

  export const Store: new () => object

  export class JSSDK {
    constructor(options: object)
    prepareGlobalToken(): Promise<{ accessToken: string }>
    getSignature(url: string): Promise<{ nonceStr: string; timestamp: string; signature: string }>
  }

  export class OAuth {
    constructor(options: object)
    generateOAuthUrl(redirect: string, scope: string, state: string): string
    getUserInfo(code: string | undefined, key: undefined, withToken: true): Promise<Profile & Token>
    getAccessToken(code: null, key: string): Promise<Token>
    getUserInfoRemotely(token: Token): Promise<Profile>
    refreshAccessToken(key: string, token: Pick<Token, 'refresh_token'>): Promise<Token>
    isAccessTokenValid(token: Pick<Token, 'access_token'>): Promise<unknown>
  }
}

declare module 'grant' {
  type Response = {
    error?: unknown
    raw?: unknown
    profile?: unknown
    access_token?: string
    refresh_token?: string
  }
  type Answer = {
    session: { headers: { 'set-cookie': string[] } }
    redirect?: { headers: { location: string } }
    response?: Response
  }
  type Event = {
    httpMethod: 'GET'
    requestContext: { path: string }
    queryStringParameters: Readonly<Record<string, string>>
    headers: Record<string, string>
  }

  const grant: { aws: (options: object) => (event: Event) => Promise<Answer> }
  export default grant
}

declare module 'arctic' {
  export class OAuth2Client {
    constructor(id: string, password: string, redirect: string)
    createAuthorizationURL(endpoint: string, state: string, scopes: string[]): URL
    validateAuthorizationCode(
      endpoint: string,
      code: string,
      verifier: null,
    ): Promise<{ data: object; accessToken(): string }>
  }
  export function generateState(): string
}

declare module '@logto/connector-wechat-web' {
  type Connector = import('./logto-site.ts').Connector

  const create: (options: { getConfig: () => Promise<object> }) => Promise<Connector>
  export default create
}

declare module '@logto/connector-wechat-native' {
  export { default } from '@logto/connector-wechat-web'
}
