import type { ApiRule } from './rule.ts'
import { rule } from './rule.ts'
import { assumed, official, seed } from '../source.ts'

// The rules about what a live token is used for.

/** The openid is the one that the token speaks of. */
export const openidBelongs: ApiRule = rule(
  'openid-belongs',
  seed('{"errcode":40003,"errmsg":" invalid openid "}'),
  ({ parameters }, { openidMatches }) =>
    openidMatches === false
      ? {
          verdict: 40003,
          given: (parameters.get('openid') ?? '—').slice(0, 64),
          expected: '(the openid that came with the token)',
          hint: {
            zh: 'openid 与 access_token 必须属于同一用户和同一 appid',
            en: 'openid and token must be of one user and one appid',
          },
        }
      : undefined,
)

/** The token was issued for a scope that tells who the user is: any but snsapi_base. */
export const userinfoScope: ApiRule = rule(
  'userinfo-scope',
  official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo', 'api unauthorized'),
  (_, { scope }) =>
    scope === 'snsapi_base'
      ? {
          verdict: 48001,
          given: scope,
          expected: 'snsapi_userinfo',
          hint: { zh: '拉取用户信息需 scope 为 snsapi_userinfo', en: 'user info needs a token of snsapi_userinfo' },
        }
      : undefined,
)

/** The appid is that of the token. */
export const appidOfToken: ApiRule = rule(
  'appid-of-token',
  assumed('an account clears its own quotas; what another appid is answered is not said'),
  ({ parameters }, { appidMatches }) =>
    appidMatches === false
      ? {
          verdict: 40013,
          given: (parameters.get('appid') ?? '—').slice(0, 64),
          expected: '(the appid of the token)',
          hint: { zh: 'appid 须与 access_token 属于同一账号', en: 'appid and token must be of one account' },
        }
      : undefined,
)

/** The ticket is one of the JS-SDK. */
export const ticketType: ApiRule = rule(
  'ticket-type',
  assumed(
    'that a type is demanded is documented, the errcode is not: 40097 is what the global list has for a wrong argument',
  ),
  ({ parameters }) =>
    parameters.get('type') === 'jsapi'
      ? undefined
      : {
          verdict: 40097,
          given: (parameters.get('type') ?? '—').slice(0, 64),
          expected: 'jsapi',
          hint: { zh: 'type 固定为 jsapi', en: 'type is always jsapi' },
        },
)
