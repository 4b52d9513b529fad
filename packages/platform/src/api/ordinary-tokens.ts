import {
  accessTokenLifetimeSeconds,
  accessTokenOverlapSeconds,
  writeAppTokenReply,
  writeErrorReply,
  writeFollowerReply,
  writeStrangerReply,
  writeTicketReply,
} from '@weauth/protocol'
import type { ApiKnown } from './api.ts'
import { accountFacts, apiEndpoint } from './api.ts'
import type { Context, Endpoint } from '../context.ts'
import { digest, newTokenSecret, presented, readToken, stableSecret, writeToken } from '../credentials.ts'
import { followsApp } from '../users/index.ts'
import { clearingUse, forcedRefreshUse } from '../limits/index.ts'
import type { App, User } from '../store/index.ts'

// The other token world: an account's own token, of which a business must not use one where the other belongs.

/** A new token of an account, or of a third-party platform: the one before works five minutes more. */
export async function newAppToken(
  kind: 'app' | 'component',
  { appid }: App,
  lifetimeSeconds: number,
  { random, store }: Context,
): Promise<string> {
  const secret = newTokenSecret(random)
  const locator = await store.saveAppToken({
    appid,
    digest: digest(kind, secret),
    lifetimeMs: lifetimeSeconds * 1000,
    overlapMs: accessTokenOverlapSeconds * 1000,
  })
  return writeToken({ locator, secret })
}

/** `/cgi-bin/token`: a new ordinary token; the one before works five minutes more. */
export const appToken: Endpoint = apiEndpoint({
  id: 'token',
  know: accountFacts,
  async step({ app }, _, context, trace) {
    if (!app) throw new Error('a step ran without its app')
    trace.issued.push('ordinary access_token')
    const token = await newAppToken('app', app, accessTokenLifetimeSeconds, context)
    return { body: writeAppTokenReply(token, accessTokenLifetimeSeconds) }
  },
})

/**
 * `/cgi-bin/stable_token`: the same token for all who ask, a new one near its end or when forced. Twenty times a day may be forced (what is
 * answered then is assumed: the errcode of a daily quota); within thirty seconds of the last time, the present token is answered.
 */
export const stableToken: Endpoint = apiEndpoint({
  id: 'stableToken',
  know: accountFacts,
  async step({ app }, parameters, { random, store }, trace) {
    if (!app) throw new Error('a step ran without its app')
    const appSecret = parameters.get('secret') ?? ''
    const forced = parameters.get('force_refresh') === 'true' && forcedRefreshUse(app)
    const allowed = forced && (await store.takeQuota(forced))
    if (forced && allowed === 'exhausted') return { facts: { dayLimit: forced.limit } }
    const { locator, salt, endsInMs } = await store.keepStableToken({
      appid: app.appid,
      salt: random(32),
      lifetimeMs: accessTokenLifetimeSeconds * 1000,
      overlapMs: accessTokenOverlapSeconds * 1000,
      force: allowed === 'taken',
      mint: (each) => digest('app', stableSecret(appSecret, each)),
    })
    trace.issued.push('ordinary access_token')
    const token = writeToken({ locator, secret: stableSecret(appSecret, salt) })
    return { body: writeAppTokenReply(token, Math.floor(endsInMs / 1000)) }
  },
})

/** What an ordinary token leads to. */
async function tokenFacts(
  text: string,
  context: Context,
): Promise<{ readonly accessToken: 'live' | 'expired' | 'unknown'; readonly app?: App }> {
  const token = readToken(text)
  const found = token && (await context.store.findAppToken(presented('app', token)))
  const app = found && context.directory.app(found.appid)
  return found && app ? { accessToken: found.outcome, app } : { accessToken: 'unknown' }
}

/**
 * `/cgi-bin/ticket/getticket`: the ticket that JS-SDK signatures are made with, for as long as it still lives. Nobody here checks such a
 * signature. That an account has one ticket at a time, whoever asks, is assumed: the document only says that it lives 7200 seconds.
 */
export const ticket: Endpoint = apiEndpoint({
  id: 'ticket',
  async know(parameters, context) {
    const text = parameters.get('access_token')
    if (!text) return { facts: {} }
    const facts = await tokenFacts(text, context)
    return { facts, app: facts.app }
  },
  async step({ app }, _, { tickets, now }, trace) {
    if (!app) throw new Error('a step ran without its app')
    const { ticket, endsInMs } = tickets.jsapiTicket(app.appid, now())
    trace.issued.push('jsapi_ticket')
    return { body: writeTicketReply({ ticket, expiresInSeconds: Math.floor(endsInMs / 1000) }) }
  },
})

/** `/cgi-bin/clear_quota`: gives the account the calls of the day back, ten times a month. */
export const clearQuota: Endpoint = apiEndpoint({
  id: 'clearQuota',
  async know(parameters, context) {
    const [text, appid] = [parameters.get('access_token'), parameters.get('appid')]
    if (!text || !appid) return { facts: {} }
    const facts = await tokenFacts(text, context)
    return { facts: { ...facts, ...(facts.app && { appidMatches: facts.app.appid === appid }) }, app: facts.app }
  },
  async step({ app }, _, { store }) {
    if (!app) throw new Error('a step ran without its app')
    const use = clearingUse(app)
    return (await store.clearQuotas(use)) === 'taken'
      ? { body: writeErrorReply(0) }
      : { facts: { clearingLimit: use.limit } }
  },
})

type KnownFollower = ApiKnown & { readonly user?: User | undefined }

async function followerFacts(parameters: ReadonlyMap<string, string>, context: Context): Promise<KnownFollower> {
  const text = parameters.get('access_token')
  const openid = parameters.get('openid')
  if (!text || !openid) return { facts: {} }
  const { accessToken, app } = await tokenFacts(text, context)
  if (!app) return { facts: { accessToken } }
  const user = context.directory.userByOpenid(app.appid, openid)
  return { facts: { app, accessToken, openidMatches: user !== undefined }, app, user }
}

/** `/cgi-bin/user/info`: what an account may know of its followers; of strangers it learns nothing. */
export const followerInfo: Endpoint = apiEndpoint({
  id: 'followerInfo',
  know: followerFacts,
  async step({ app, user }, _, { identities }, trace) {
    if (!app || !user) throw new Error('a step ran without its app or user')
    trace.userId = user.id
    const openid = identities.openid(app.appid, user.id)
    if (!followsApp(user, app)) return { body: writeStrangerReply(openid) }
    const unionid = identities.unionid(app, user.id)
    // Since when somebody follows is not kept: a fixed moment, the same at every call.
    const subscribeTime = 1_420_070_400
    return { body: writeFollowerReply({ openid, language: user.language, subscribeTime, ...(unionid && { unionid }) }) }
  },
})
