import type { RuleText } from './rule-text.ts'

const sent = (name: string): RuleText['demands'] => ({ zh: `带有 ${name}`, en: `${name} is sent` })
const grant = (value: string): RuleText => ({
  demands: { zh: `grant_type 为 ${value}`, en: `grant_type is ${value}` },
  answers: [40002],
  todo: { zh: `填写 ${value}`, en: `send ${value}` },
})

/** The rules of the calls that an app makes for itself, by id. */
export const callRuleTexts: Readonly<Record<string, RuleText>> = {
  'ip-allowed': {
    demands: { zh: '调用方的 IP 在白名单中', en: 'the caller’s address is in the whitelist of the account' },
    answers: [40164],
  },
  method: {
    demands: { zh: '请求方法为 GET（POST 表单也可）', en: 'the method is GET, or POST with a form' },
    answers: [43001],
  },
  'post-method': { demands: { zh: '请求方法为 POST', en: 'the method is POST' }, answers: [43002] },
  'api-appid-present': { demands: sent('appid'), answers: [41002] },
  'api-secret-present': { demands: sent('secret'), answers: [41004] },
  'api-code-present': { demands: sent('code'), answers: [41008] },
  'api-refresh-token-present': { demands: sent('refresh_token'), answers: [41003] },
  'api-access-token-present': { demands: sent('access_token'), answers: [41001] },
  'api-openid-present': { demands: sent('openid'), answers: [41009] },
  'grant-type-authorization-code': grant('authorization_code'),
  'grant-type-refresh-token': grant('refresh_token'),
  'grant-type-client-credential': grant('client_credential'),
  'api-appid-known': { demands: { zh: 'appid 存在', en: 'an app has this appid' }, answers: [40013] },
  'secret-right': { demands: { zh: '密钥是该 appid 的', en: 'the secret is that of the appid' }, answers: [40125] },
  'secret-not-frozen': { demands: { zh: 'AppSecret 没有冻结', en: 'the AppSecret is not frozen' }, answers: [40243] },
  'api-account-kind': {
    demands: { zh: 'appid 属于公众号', en: 'the appid is that of an official account' },
    answers: [48001],
    why: {
      zh: '用了网站应用、移动应用或第三方平台的 appid：它们没有普通 access_token',
      en: 'the appid is that of a website app, a mobile app or a third-party platform, which have no ordinary token',
    },
    todo: {
      zh: '换成公众号的 appid；第三方平台用 api_component_token',
      en: 'use the appid of the account; a third-party platform calls api_component_token',
    },
  },
  'api-account-verified': {
    demands: { zh: '服务号已认证', en: 'the service account has been verified' },
    answers: [48001],
    why: { zh: '服务号尚未认证', en: 'the account was never verified, or its verification has run out' },
    todo: { zh: '在公众平台完成认证', en: 'verify it in the console' },
  },
  'api-account-not-banned': { demands: { zh: '账号没有被封禁', en: 'the account is not banned' }, answers: [50002] },
  'web-authorization-granted': {
    demands: { zh: '账号有网页授权权限', en: 'the account was granted web authorization' },
    answers: [48001],
    why: { zh: '账号没有任何网页授权 scope', en: 'the account was granted no scope of web authorization' },
    todo: { zh: '使用已认证的服务号，或测试号', en: 'use a verified service account, or a test account' },
  },
  'code-known': {
    demands: { zh: 'code 是发给该 appid 的', en: 'the code was issued to this appid' },
    answers: [40029],
  },
  'code-unused': { demands: { zh: 'code 没有用过', en: 'the code has not been used' }, answers: [40163] },
  'code-fresh': {
    demands: { zh: 'code 未过期', en: 'the code has not expired' },
    answers: [40029, 42003],
    why: {
      zh: 'code 签发五分钟后才来换取。返回 40029；observed 返回 42003',
      en: 'it was exchanged more than five minutes after its issue. The answer is 40029, and 42003 by `observed`',
    },
    todo: { zh: '收到 code 立即换取，否则重新授权', en: 'exchange a code at once, else begin again' },
  },
  'code-stands': {
    demands: {
      zh: '签发 code 之后，用户没有撤回授权，也没有修改密码',
      en: 'since the code was issued, the user has neither withdrawn the consent nor changed the password',
    },
    answers: [40029],
    why: {
      zh: '用户撤回了授权或修改了密码，未用的 code 随之失效',
      en: 'the user withdrew the consent or changed the password, which ends a code not yet used',
    },
    todo: { zh: '让用户重新授权', en: 'let the user authorize again' },
  },
  'password-stands': {
    demands: { zh: '授权之后用户没有修改密码', en: 'the user has not changed the password since' },
    answers: [42007],
  },
  'consent-stands': {
    demands: { zh: '用户没有撤回授权', en: 'the user has not withdrawn the consent' },
    answers: [50001],
  },
  'token-stands': {
    demands: {
      zh: '用户没有撤回授权（检验 access_token 时）',
      en: 'the user has not withdrawn the consent, where the validity of a token is asked',
    },
    answers: [40001],
    why: { zh: '用户撤回了授权，access_token 随之失效', en: 'the user withdrew the consent, which ends its tokens' },
    todo: { zh: '让用户重新授权', en: 'let the user authorize again' },
  },
  'user-not-limited': {
    demands: { zh: '用户没有违规、冻结或注销', en: 'the user is not restricted, frozen or gone' },
    answers: [50002],
    why: { zh: '用户的微信号受限', en: 'the WeChat account of the user is restricted, frozen or gone' },
    todo: { zh: '不再为该用户调用', en: 'make no more calls about this user' },
  },
  'refresh-token-known': {
    demands: { zh: 'refresh_token 是发给该 appid 的', en: 'the refresh_token was issued to this appid' },
    answers: [40030],
  },
  'refresh-token-fresh': {
    demands: { zh: 'refresh_token 未过期', en: 'the refresh_token has not expired' },
    answers: [42002],
  },
  'access-token-known': {
    demands: { zh: 'access_token 存在，且种类正确', en: 'the access_token is one of the right kind' },
    answers: [40001],
  },
  'access-token-fresh': {
    demands: { zh: 'access_token 未过期', en: 'the access_token has not expired' },
    answers: [42001],
  },
  'openid-belongs': {
    demands: { zh: 'openid 与 access_token 属于同一用户', en: 'openid and token are of one user' },
    answers: [40003],
  },
  'userinfo-scope': {
    demands: { zh: 'token 的 scope 为 snsapi_userinfo', en: 'the token was issued for snsapi_userinfo' },
    answers: [48001],
    why: {
      zh: 'token 由 snsapi_base 授权得到，只能取得 openid',
      en: 'the token comes from snsapi_base, which yields the openid only',
    },
    todo: { zh: '用 snsapi_userinfo 重新授权', en: 'authorize with snsapi_userinfo' },
  },
  'appid-of-token': {
    demands: { zh: 'appid 与 access_token 属于同一账号', en: 'appid and token are of one account' },
    answers: [40013],
    why: { zh: '用一个账号的 token 操作另一个账号', en: 'the token of one account was used for another' },
    todo: { zh: '用该账号自己的 access_token', en: 'use the token of that account' },
  },
  'ticket-type': { demands: { zh: 'type 为 jsapi', en: 'type is jsapi' }, answers: [40097] },
  'minute-quota': {
    demands: { zh: '一分钟内的调用未超限', en: 'the interface was not called too often this minute' },
    answers: [45011],
  },
  'day-quota': { demands: { zh: '当天的额度未用完', en: 'the quota of the day is not used up' }, answers: [45009] },
  'clearing-left': {
    demands: { zh: '本月仍有清零次数', en: 'a clearing of the quotas is left this month' },
    answers: [48006],
  },
}
