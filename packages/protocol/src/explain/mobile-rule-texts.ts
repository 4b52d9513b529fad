import type { RuleText } from './rule-text.ts'

/** The rules of what a mobile app asks through its SDK, by id. */
export const mobileRuleTexts: Readonly<Record<string, RuleText>> = {
  'mobile-appid-known': {
    demands: { zh: '存在这个 appid', en: 'an app has this appid' },
    answers: ['appid-unknown'],
  },
  'mobile-app-kind': {
    demands: { zh: 'appid 属于移动应用', en: 'the appid is that of a mobile app' },
    answers: ['appid-unknown'],
    why: {
      zh: '用了网站应用、公众号或第三方平台的 appid',
      en: 'it is that of a website app, an account or a third-party platform',
    },
    todo: {
      zh: '用开放平台移动应用的 AppID；同一用户以 UnionID 对应',
      en: 'use the AppID of a mobile app; the unionid tells that it is the same user',
    },
  },
  'mobile-app-not-banned': {
    demands: { zh: '移动应用没有被封禁', en: 'the mobile app is not banned' },
    answers: ['scope-not-permitted'],
    why: { zh: '移动应用被封禁', en: 'the mobile app is banned' },
    todo: { zh: '到开放平台查看应用状态', en: 'look at the state of the app in the console of the open platform' },
  },
  'mobile-scope-known': {
    demands: { zh: '移动应用的 scope 为 snsapi_userinfo', en: 'the scope of a mobile app is snsapi_userinfo' },
    answers: ['scope-not-permitted'],
    why: { zh: '填了 snsapi_login 或 snsapi_base', en: 'it says snsapi_login or snsapi_base' },
    todo: { zh: '填写 snsapi_userinfo', en: 'send snsapi_userinfo' },
  },
  'mobile-scope-granted': {
    demands: { zh: '移动应用已获得「微信登录」权限', en: 'the mobile app was granted WeChat login' },
    answers: ['scope-not-permitted'],
    why: { zh: '「微信登录」尚未申请或未通过审核', en: 'WeChat login was not applied for, or is still under review' },
    todo: { zh: '在开放平台的应用详情里申请微信登录', en: 'apply for it on the page of the app in the console' },
  },
  'mobile-state-length': {
    demands: { zh: '移动应用的 state 不超过 1K', en: 'the state of a mobile app has at most one kilobyte' },
    answers: ['state-too-long'],
    why: { zh: 'state 超过 1024 字节', en: 'state is longer than 1024 bytes' },
  },
}
