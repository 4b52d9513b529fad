/**
 * What WeChat's web authorization promises, as small as it can be said: no store, no clock of its own, no secrets. `sequences.ts` holds
 * the platform against it. Times in seconds.
 */

export const users = ['u0', 'u1'] as const
export const appids = ['wx000000000000000a', 'wx000000000000000b'] as const

type User = (typeof users)[number]
type Appid = (typeof appids)[number]
type Scope = 'snsapi_base' | 'snsapi_userinfo'
/** Why something that was authorized is over before its time. */
type Ended = 'revoked' | 'reset'

type Authorized = { readonly user: User; readonly appid: Appid; readonly scope: Scope; ended?: Ended }
type Code = Authorized & { readonly end: number; used: boolean }
type Grant = Authorized & { readonly end: number; readonly accessEnds: number[] }

/** What is done next. Codes, grants and tokens are named by their number; there may be none of that number. */
export type Command =
  | {
      readonly do: 'authorize'
      readonly user: User
      readonly appid: Appid
      readonly scope: Scope
      readonly refuse: boolean
    }
  | { readonly do: 'redeem'; readonly code: number; readonly appid: Appid; readonly rightSecret: boolean }
  | { readonly do: 'refresh'; readonly grant: number; readonly appid: Appid }
  | { readonly do: 'userinfo' | 'check'; readonly grant: number; readonly access: number; readonly openidOf: User }
  | { readonly do: 'revoke'; readonly user: User; readonly appid: Appid }
  | { readonly do: 'changePassword'; readonly user: User }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'crash' }

/** What the model expects: an errcode (0 where there is none), or a word. */
export type Expected = number | 'code' | 'refused' | 'done' | 'nothing'

/** Lifetimes as the document has them. */
const [codeSeconds, accessSeconds, refreshSeconds] = [300, 7200, 30 * 86_400]

const endedErrcode = { revoked: 50001, reset: 42007 } as const

/** A model with nothing in it. */
export class Model {
  now: number = 0
  readonly codes: Code[] = []
  readonly grants: Grant[] = []
  readonly consents: Set<string> = new Set()

  /** Does a command and says what must come of it. */
  apply(command: Command): Expected {
    switch (command.do) {
      case 'authorize':
        return this.authorize(command)
      case 'redeem':
        return this.redeem(command)
      case 'refresh':
        return this.refresh(command)
      case 'userinfo':
      case 'check':
        return this.use(command)
      case 'revoke': {
        if (!this.consents.delete(`${command.user} ${command.appid}`)) return 'nothing'
        this.end(
          'revoked',
          ({ user, appid, scope }) => user === command.user && appid === command.appid && scope === 'snsapi_userinfo',
        )
        return 'done'
      }
      case 'changePassword':
        this.end('reset', ({ user }) => user === command.user)
        return 'done'
      case 'wait':
        this.now += command.seconds
        return 'done'
      default:
        return 'done'
    }
  }

  private end(ended: Ended, whose: (authorized: Authorized) => boolean): void {
    // The reason that names the app is the one that is told.
    for (const each of [...this.codes, ...this.grants].filter(whose)) {
      if (ended === 'revoked' || !each.ended) each.ended = ended
    }
  }

  private authorize({ user, appid, scope, refuse }: Command & { do: 'authorize' }): Expected {
    if (refuse && scope === 'snsapi_userinfo') return 'refused'
    if (scope === 'snsapi_userinfo') this.consents.add(`${user} ${appid}`)
    this.codes.push({ user, appid, scope, end: this.now + codeSeconds, used: false })
    return 'code'
  }

  private redeem({ code: index, appid, rightSecret }: Command & { do: 'redeem' }): Expected {
    const code = this.codes[index]
    // A wrong secret burns nothing, and neither does another app.
    if (!rightSecret) return 40125
    if (code?.appid !== appid) return 40029
    if (code.used) return 40163
    if (code.end <= this.now || code.ended) return 40029
    code.used = true
    const { user, scope } = code
    this.grants.push({ user, appid, scope, end: this.now + refreshSeconds, accessEnds: [this.now + accessSeconds] })
    return 0
  }

  private refresh({ grant: index, appid }: Command & { do: 'refresh' }): Expected {
    const grant = this.grants[index]
    if (grant?.appid !== appid) return 40030
    if (grant.ended) return endedErrcode[grant.ended]
    if (grant.end <= this.now) return 42002
    grant.accessEnds.push(this.now + accessSeconds)
    return 0
  }

  private use({ do: what, grant: index, access, openidOf }: Command & { do: 'userinfo' | 'check' }): Expected {
    const grant = this.grants[index]
    const end = grant?.accessEnds[access]
    if (!grant || end === undefined) return 40001
    // A check knows valid and not valid; only user info tells that a consent is gone.
    if (grant.ended) return what === 'check' && grant.ended === 'revoked' ? 40001 : endedErrcode[grant.ended]
    if (end <= this.now) return 42001
    if (grant.user !== openidOf) return 40003
    return what === 'userinfo' && grant.scope === 'snsapi_base' ? 48001 : 0
  }
}
