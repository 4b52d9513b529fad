import type { RuleText } from './rule-text.ts'

/** The rules of a third-party platform that acts for an account, in links and calls, by id. */
export const componentRuleTexts: Readonly<Record<string, RuleText>> = {
  'component-known': {
    demands: { zh: 'component_appid 是第三方平台的 appid', en: 'component_appid names a third-party platform' },
    answers: ['component-unauthorized'],
    why: { zh: 'component_appid 写错，或填了公众号的 appid', en: 'a typo, or the appid of an account' },
    todo: { zh: '填写第三方平台自己的 appid', en: 'use the appid of the platform itself' },
  },
  'component-authorized': {
    demands: { zh: '公众号已授权给该第三方平台', en: 'the account has authorized the platform' },
    answers: ['component-unauthorized'],
  },
  'component-permission': {
    demands: {
      zh: '公众号把网页授权权限集授权给了平台',
      en: 'the account granted the platform the permission set of web authorization',
    },
    answers: ['scope-not-permitted'],
    why: { zh: '授权时没有勾选网页授权', en: 'the set was left out when the account authorized the platform' },
    todo: { zh: '让公众号管理员重新授权并勾选', en: 'let the administrator authorize again with that set' },
  },
  'api-component-appid-present': {
    demands: { zh: '带有 component_appid', en: 'component_appid is sent' },
    answers: [41018],
  },
  'api-component-access-token-present': {
    demands: { zh: '带有 component_access_token', en: 'component_access_token is sent' },
    answers: [41021],
  },
  'api-component-appsecret-present': {
    demands: { zh: '带有 component_appsecret', en: 'component_appsecret is sent' },
    answers: [41004],
    todo: { zh: '以 component_appsecret 为名带上平台的密钥', en: 'send the platform’s secret under that name' },
  },
  'api-component-known': {
    demands: { zh: 'component_appid 存在', en: 'an app has this component_appid' },
    answers: [40013],
  },
  'api-component-kind': {
    demands: { zh: 'component_appid 是第三方平台的', en: 'component_appid is that of a third-party platform' },
    answers: [61000],
  },
  'component-ip-registered': {
    demands: { zh: '调用方的 IP 在平台的白名单中', en: 'the caller’s address is in the whitelist of the platform' },
    answers: [61004],
  },
  'verify-ticket-known': {
    demands: {
      zh: 'component_verify_ticket 是推送给该平台的',
      en: 'the ticket is one that was pushed to this platform',
    },
    answers: [61006],
  },
  'verify-ticket-fresh': {
    demands: { zh: 'component_verify_ticket 推送未满 12 小时', en: 'the ticket was pushed less than twelve hours ago' },
    answers: [61005],
  },
  'component-token-known': {
    demands: { zh: 'component_access_token 有效', en: 'the component_access_token is a token' },
    answers: [40001],
    why: { zh: 'token 写错、被截断，或已被新的取代', en: 'the token is wrong, was cut, or a newer one replaced it' },
    todo: { zh: '用 api_component_token 重新获取', en: 'get a new one from api_component_token' },
  },
  'component-token-kind': {
    demands: {
      zh: '用的是平台自己的 token，不是公众号的',
      en: 'the token is that of the platform, not that of an account',
    },
    answers: [48001],
    why: { zh: '传了公众号的 access_token', en: 'the access_token of the account was sent' },
    todo: { zh: '改用 component_access_token', en: 'send the component_access_token' },
  },
  'component-token-belongs': {
    demands: { zh: 'component_access_token 属于 component_appid', en: 'the token is that of component_appid' },
    answers: [40094],
  },
  'component-token-fresh': {
    demands: { zh: 'component_access_token 未过期', en: 'the component_access_token has not expired' },
    answers: [42006],
  },
  'account-authorized-component': {
    demands: { zh: '公众号已授权给该平台', en: 'the account has authorized the platform' },
    answers: [61003],
  },
  'component-permission-granted': {
    demands: { zh: '公众号授权了网页授权权限集', en: 'the account granted the permission set of web authorization' },
    answers: [61007],
  },
}
