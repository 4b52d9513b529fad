import type { ApiParameters } from './request.ts'
import type { AppFacts } from '../app.ts'
import type { Behaviours } from '../behaviours.ts'
import type { Rule } from '../rule.ts'
import type { Scope } from '../scopes.ts'
import type { Source } from '../source.ts'
import { copied } from '../source.ts'

/** A call to the api host. */
export type ApiRequest = { readonly method: string; readonly parameters: ApiParameters }

/**
 * Something presented in a call, as the store knows it; `unknown` also covers another app's and another kind's. `revoked`: its user withdrew
 * the consent it rests on; `reset`: its user changed the password since.
 */
export type Presented = 'live' | 'used' | 'expired' | 'unknown' | 'revoked' | 'reset'

/** What is known besides the call itself. A rule whose fact is absent is silent. */
export type ApiFacts = {
  readonly behaviours: Behaviours
  /** The app named by the call or by its token; `null` when there is none. */
  readonly app?: AppFacts | null
  readonly secretMatches?: boolean
  readonly code?: Presented
  readonly refreshToken?: Presented
  readonly accessToken?: Presented
  /** Whether the openid is the one the token was issued for (or, with an ordinary token, one of the account's). */
  readonly openidMatches?: boolean
  /** Whether the user of the token is restricted, frozen or gone. */
  readonly userLimited?: boolean
  /** The scope the token was issued for. */
  readonly scope?: Scope
  /** Where the call comes from, when whoever calls has a whitelist. */
  readonly caller?: { readonly address: string; readonly listed: boolean }
  /** The limits that this call goes beyond. */
  readonly minuteLimit?: number
  readonly dayLimit?: number
  readonly clearingLimit?: number
  /** Whether the appid of the call is that of its token. */
  readonly appidMatches?: boolean
  /** The app that component_appid names; `null` when there is none. */
  readonly component?: AppFacts | null
  /** The presented component_access_token: besides being alive or not, it may be another platform's, or an account's own token. */
  readonly componentToken?: 'live' | 'expired' | 'unknown' | 'foreign' | 'account'
  readonly verifyTicket?: 'live' | 'expired' | 'unknown'
}

/** One thing the api host demands of a call; a breach is answered by an errcode. */
export type ApiRule = Rule<ApiRequest, ApiFacts, number>

/** A rule of the api host: all of them are errors. */
export const rule = (id: string, source: Source, check: ApiRule['check']): ApiRule => ({
  id,
  severity: 'error',
  source,
  check,
})

/** WeChat's list of errcodes of the open platform. */
export const openCodes = (errmsg: string): Source => copied('open-platform code list, in copies', errmsg)
