import {
  accessTokenLifetimeSeconds,
  accessTokenOverlapSeconds,
  writeAppTokenReply,
  writeFollowerReply,
  writeStrangerReply,
} from '@weauth/protocol'
import type { ApiKnown } from './api.ts'
import { accountFacts, apiEndpoint } from './api.ts'
import type { Context, Endpoint } from '../context.ts'
import { digest, newTokenSecret, presented, readToken, writeToken } from '../credentials.ts'
import { followsApp } from '../identity.ts'
import type { User } from '../store/index.ts'

// The other token world: an account's own token, of which a business must not use one where the other belongs.

/** `/cgi-bin/token`: a new ordinary token; the one before works five minutes more. */
export const appToken: Endpoint = apiEndpoint({
  id: 'token',
  know: accountFacts,
  async step({ app }, _, { random, store }, trace) {
    if (!app) throw new Error('a step ran without its app')
    const secret = newTokenSecret(random)
    const locator = await store.saveAppToken({
      appid: app.appid,
      digest: digest('app', secret),
      lifetimeMs: accessTokenLifetimeSeconds * 1000,
      overlapMs: accessTokenOverlapSeconds * 1000,
    })
    trace.issued.push('ordinary access_token')
    return { body: writeAppTokenReply(writeToken({ locator, secret }), accessTokenLifetimeSeconds) }
  },
})

type KnownFollower = ApiKnown & { readonly user?: User | undefined }

async function followerFacts(parameters: ReadonlyMap<string, string>, context: Context): Promise<KnownFollower> {
  const text = parameters.get('access_token')
  const openid = parameters.get('openid')
  if (!text || !openid) return { facts: {} }
  const token = readToken(text)
  const found = token && (await context.store.findAppToken(presented('app', token)))
  const app = found && context.directory.app(found.appid)
  if (!found || !app) return { facts: { accessToken: 'unknown' } }
  const user = context.directory.userByOpenid(app.appid, openid)
  return { facts: { app, accessToken: found.outcome, openidMatches: user !== undefined }, app, user }
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
