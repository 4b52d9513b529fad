import type { ApiFacts, TokenReply } from '@weauth/protocol'
import {
  defaultLang,
  isOpenPlatformApp,
  langs,
  observedRefreshDays,
  regionName,
  webAccessTokenLifetimeSeconds,
  writeErrorReply,
  writeTokenReply,
  writeUserinfoReply,
} from '@weauth/protocol'
import type { ApiKnown, ApiStep } from './api.ts'
import { accountFacts, apiEndpoint } from './api.ts'
import { componentFacts } from './component.ts'
import type { Context, Endpoint } from '../context.ts'
import { accessSecret, digest, newTokenSecret, presented, readCode, readToken, writeToken } from '../credentials.ts'
import { appearanceOf, profileOf } from '../users/index.ts'
import type { App, Language, RegionName } from '../store/index.ts'

const dayMs = 86_400_000
const accessLifetimeMs = webAccessTokenLifetimeSeconds * 1000

/** The tiers are the document's, which speaks of accounts; website and mobile apps have one lifetime each. */
const refreshLifetimeMs = (app: App, { behaviours }: Context): number =>
  (behaviours['refresh-token-tiers'] && !isOpenPlatformApp(app)
    ? app.refreshTokenDays
    : observedRefreshDays[app.kind]) * dayMs

/** Rules have passed by the time a step runs, so its app is there. */
function appOf(known: ApiKnown): App {
  if (!known.app) throw new Error('a step ran without its app')
  return known.app
}

function tokenReply(tokens: { access: string; refresh: string }, scope: string, openid: string): TokenReply {
  return {
    accessToken: tokens.access,
    expiresInSeconds: webAccessTokenLifetimeSeconds,
    refreshToken: tokens.refresh,
    openid,
    scope,
  }
}

/** Trades a code, once, for the app or for the third-party platform that calls. */
const exchange: ApiStep['step'] = async (known, parameters, context, trace) => {
  const app = appOf(known)
  const code = readCode(parameters.get('code') ?? '')
  if (!code) return { facts: { code: 'unknown' } }
  const { random, store, behaviours } = context
  const secret = newTokenSecret(random)
  let access = ''
  const taken = await store.takeCode({
    ...presented('code', code),
    appid: app.appid,
    component: known.component?.appid,
    accessLifetimeMs,
    refreshLifetimeMs: refreshLifetimeMs(app, context),
    mint(grantLocator) {
      access = accessSecret(secret, grantLocator, 1)
      return { refresh: digest('refresh', secret), access: digest('access', access) }
    },
  })
  if (taken.outcome !== 'taken') return { facts: { code: taken.outcome } }
  const { authorization } = taken
  trace.flow = authorization.flow
  trace.userId = authorization.userId
  trace.issued.push('access_token', 'refresh_token')
  const { scope } = authorization
  const { openid, unionid, isSnapshotUser } = appearanceOf(authorization, app, context)
  const told = unionid !== undefined && (behaviours['unionid-for-base'] || scope !== 'snsapi_base')
  const tokens = {
    access: writeToken({ locator: taken.accessLocator, secret: access }),
    refresh: writeToken({ locator: taken.grantLocator, secret }),
  }
  const reply = tokenReply(tokens, scope, openid)
  return { body: writeTokenReply({ ...reply, ...(told && { unionid }), ...(isSnapshotUser && { isSnapshotUser }) }) }
}

/** A new access token, or the same for longer; the refresh token stays. */
const refresh: ApiStep['step'] = async (known, parameters, context, trace) => {
  const app = appOf(known)
  const text = parameters.get('refresh_token') ?? ''
  const token = readToken(text)
  if (!token) return { facts: { refreshToken: 'unknown' } }
  let minted: string | undefined
  const refreshed = await context.store.refreshGrant({
    ...presented('refresh', token),
    appid: app.appid,
    component: known.component?.appid,
    accessLifetimeMs,
    // 「若access_token未超时，那么进行refresh_token不会改变access_token，但超时时间会刷新」: of website and mobile apps always.
    keepWhileValid: isOpenPlatformApp(app) || !context.behaviours['refresh-new-access-token'],
    mint(grant, generation) {
      minted = accessSecret(token.secret, grant, generation)
      return digest('access', minted)
    },
  })
  if (refreshed.outcome !== 'refreshed') return { facts: { refreshToken: refreshed.outcome } }
  const { authorization, accessLocator, generation } = refreshed
  trace.flow = authorization.flow
  trace.userId = authorization.userId
  trace.issued.push('access_token')
  const access = writeToken({
    locator: accessLocator,
    // Where the token stays, nothing was minted: it is the one of its generation.
    secret: minted ?? accessSecret(token.secret, token.locator, generation),
  })
  const { openid } = appearanceOf(authorization, app, context)
  return { body: writeTokenReply(tokenReply({ access, refresh: text }, authorization.scope, openid)) }
}

/** `/sns/oauth2/access_token`: by the app itself. */
export const exchangeCode: Endpoint = apiEndpoint({ id: 'accessToken', know: accountFacts, step: exchange })
/** `/sns/oauth2/refresh_token`: by the app itself. */
export const refreshToken: Endpoint = apiEndpoint({ id: 'refreshToken', know: accountFacts, step: refresh })
/** `/sns/oauth2/component/access_token`: by a third-party platform for an account. */
export const componentExchange: Endpoint = apiEndpoint({
  id: 'componentAccessToken',
  know: componentFacts,
  step: exchange,
})
/** `/sns/oauth2/component/refresh_token`: by a third-party platform for an account. */
export const componentRefresh: Endpoint = apiEndpoint({
  id: 'componentRefreshToken',
  know: componentFacts,
  step: refresh,
})

/** The facts that a web access token and an openid give. */
async function tokenFacts(parameters: ReadonlyMap<string, string>, context: Context): Promise<ApiKnown> {
  const text = parameters.get('access_token')
  const openid = parameters.get('openid')
  if (!text || !openid) return { facts: {} }
  const token = readToken(text)
  const found = token && (await context.store.findAccess(presented('access', token)))
  if (!found) return { facts: { accessToken: 'unknown' } }
  const { authorization, outcome } = found
  const app = context.directory.app(authorization.appid)
  const facts: ApiFacts = {
    behaviours: context.behaviours,
    accessToken: outcome,
    scope: authorization.scope,
    userLimited: context.directory.user(authorization.userId)?.limited === true,
    ...(app && { app, openidMatches: appearanceOf(authorization, app, context).openid === openid }),
  }
  return { facts, app, authorization }
}

/** `/sns/auth`: whether a token is valid. */
export const checkToken: Endpoint = apiEndpoint({
  id: 'auth',
  know: tokenFacts,
  step: async () => ({ body: writeErrorReply(0) }),
})

const isLanguage = (text: string): text is Language => (langs as readonly string[]).includes(text)

/** A region in a language. */
const region = (name: RegionName, language: Language): string =>
  typeof name === 'string' ? regionName(name, language) : name[language]

/** `/sns/userinfo`: who the user is, for a token of snsapi_userinfo. */
export const userinfo: Endpoint = apiEndpoint({
  id: 'userinfo',
  know: tokenFacts,
  async step({ app, authorization }, parameters, context) {
    const user = authorization && context.directory.user(authorization.userId)
    if (!app || !user || !authorization) throw new Error('a token of an app or user that is not in the directory')
    const { behaviours } = context
    const lang = parameters.get('lang') ?? ''
    const language = isLanguage(lang) ? lang : defaultLang
    const told = behaviours['sex-and-region']
    const { openid, unionid } = appearanceOf(authorization, app, context)
    const profile = profileOf(authorization, user)
    return {
      body: writeUserinfoReply({
        openid,
        nickname: profile.nickname,
        sex: told ? profile.sex : 0,
        ...(behaviours['userinfo-language'] && { language: profile.language }),
        city: told ? region(profile.city, language) : '',
        province: told ? region(profile.province, language) : '',
        country: told ? region(profile.country, language) : '',
        headimgurl: profile.picture === undefined ? '' : `${context.publicUrl()}${profile.picture}`,
        privilege: profile.privilege,
        ...(unionid && { unionid }),
      }),
    }
  },
})
