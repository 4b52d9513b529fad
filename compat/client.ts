/** What a client is told about its app and about where WeChat is. */
export type Account = {
  readonly appid: string
  readonly secret: string
  /** Where WeChat sends the user back to. */
  readonly callbackUrl: string
  /** The third-party platform that acts for the account; the secret is its then. */
  readonly component?: { readonly appid: string; readonly verifyTicket: string }
  /** Where WeChat is, for a client that can be told; WeChat's own hosts otherwise. */
  readonly origin?: string
}

/** What a client knows about a user after a login. */
export type User = {
  /** By what it tells users apart. */
  readonly id: string
  readonly openid?: string | undefined
  readonly nickname?: string | undefined
  readonly unionid?: string | undefined
  readonly accessToken?: string | undefined
  readonly refreshToken?: string | undefined
}

/** The cookies of one browser, for clients that set some. */
export type Browser = Map<string, string>

/** What a page needs for the JS-SDK. */
export type Signature = {
  readonly nonceStr: string
  readonly timestamp: string | number
  readonly signature: string
}

/** What a site does with a client. A client throws what it would show or throw to the site. */
export type Login = {
  /** The authorize link, in the client's own words. */
  readonly link: (browser: Browser) => string | Promise<string>
  /** What WeChat sent back becomes a user. */
  readonly callback: (query: Readonly<Record<string, string>>, browser: Browser) => Promise<User>
  /** Another access token, where the client can get one. */
  readonly refresh?: (user: User, browser: Browser) => Promise<string>
  /** Whether a token works, where the client can ask. */
  readonly check?: (user: User) => Promise<boolean>
  /** One of the calls that a site makes with the tokens that the client keeps, where it keeps them. */
  readonly call?: (user: User, browser: Browser) => Promise<unknown>
  /** The account's own token, where the client gets it. */
  readonly token?: () => Promise<string>
  /** What a page needs for the JS-SDK, where the client makes it. */
  readonly signature?: (url: string) => Promise<Signature>
}

/** The steps of a login, in their order, and what is asked beside it. */
export const steps = ['link', 'code → user', 'refresh', 'check', 'ordinary token', 'JS-SDK signature'] as const
/** One of {@link steps}. */
export type Step = (typeof steps)[number]

/** The errors that a user or a set-up can cause. */
export const troubles = ['refusal', 'authdeny', 'used code', 'expired code', 'wrong secret', 'no unionid'] as const
/** One of {@link troubles}. */
export type Trouble = (typeof troubles)[number]

/** An account, one for which a third-party platform acts, or an app of another kind. */
export type AppKind = 'account' | 'component' | 'website' | 'mobile'

/** A foreign package, and how a site uses it. */
export type Client = {
  /** What it is tried with; an account by default. */
  readonly app?: AppKind
  /** Under which of the platform's profiles its links open. */
  readonly profile: 'documented' | 'observed'
  /** The rule that its links break under the other profile. */
  readonly breaks?: string
  /** The rule that its links break under every profile. */
  readonly refused?: string
  /** How it is told where WeChat is, or why it cannot be. */
  readonly byOrigin: { readonly how: string } | { readonly impossible: string }
  /** Steps that it offers and that WeChat refuses, and why. */
  readonly cannot?: Partial<Readonly<Record<Step, string>>>
  /** Where it hands over a user although there is none, or one who cannot be told from others, and how; everything else must be refused. */
  readonly gaps?: Partial<Readonly<Record<Trouble, string>>>
  readonly open: (account: Account) => Login | Promise<Login>
}

/** What a client says to a site that is no exception: a page, a redirect, an answer. */
export class Shown extends Error {
  override readonly name = 'Shown'
  /** What it logged meanwhile. */
  readonly logged: readonly unknown[]

  constructor(what: string, logged: readonly unknown[] = []) {
    super(what)
    this.logged = logged
  }
}
