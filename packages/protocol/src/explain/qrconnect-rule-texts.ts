import type { RuleText } from './rule-text.ts'

/** The rules of the link of a QR login, by id; those it shares with the authorize link are explained there. */
export const qrconnectRuleTexts: Readonly<Record<string, RuleText>> = {
  'qr-appid-present': {
    demands: { zh: '扫码登录链接有 appid，且不为空', en: 'the link of a QR login has an appid that is not empty' },
    answers: ['appid-unknown'],
  },
  'qr-redirect-uri-present': {
    demands: {
      zh: '扫码登录链接有 redirect_uri，且不为空',
      en: 'the link of a QR login has a redirect_uri that is not empty',
    },
    answers: ['redirect-uri-malformed'],
  },
  'qr-scope-present': {
    demands: { zh: '扫码登录链接有 scope，且不为空', en: 'the link of a QR login has a scope that is not empty' },
    answers: ['scope-not-permitted'],
  },
  'qr-response-type': {
    demands: {
      zh: 'response_type 为 code（wxLogin.js 的内嵌页可省略）',
      en: 'response_type is code; a frame of wxLogin.js may leave it out',
    },
    answers: ['response-type'],
  },
  'qr-appid-known': {
    demands: { zh: '存在这个 appid', en: 'an app has this appid' },
    answers: ['appid-unknown'],
  },
  'qr-app-kind': {
    demands: { zh: 'appid 属于网站应用', en: 'the appid is that of a website app' },
    answers: ['scope-not-permitted'],
    why: {
      zh: '用了公众号、移动应用或第三方平台的 appid：扫码登录只属于开放平台的网站应用',
      en: 'it is that of an account, a mobile app or a third-party platform: a QR login belongs to website apps',
    },
    todo: {
      zh: '在开放平台创建网站应用并用它的 AppID 与 AppSecret；微信内的网页用公众号走 /connect/oauth2/authorize',
      en: 'use AppID and AppSecret of a website app of the open platform; within WeChat an account and /connect/oauth2/authorize',
    },
  },
  'qr-app-not-banned': {
    demands: { zh: '网站应用没有被封禁', en: 'the website app is not banned' },
    answers: ['scope-not-permitted'],
    why: { zh: '网站应用被封禁', en: 'the website app is banned' },
    todo: { zh: '到开放平台查看应用状态', en: 'look at the state of the app in the console of the open platform' },
  },
  'qr-scope-known': {
    demands: { zh: 'scope 为 snsapi_login', en: 'scope is snsapi_login' },
    answers: ['scope-not-permitted'],
    why: {
      zh: '填了公众号网页授权的 snsapi_base 或 snsapi_userinfo',
      en: 'it is a scope of accounts: snsapi_base or snsapi_userinfo',
    },
    todo: { zh: '填写 snsapi_login', en: 'send snsapi_login' },
  },
  'qr-scope-granted': {
    demands: { zh: '网站应用已获得「微信登录」权限', en: 'the website app was granted WeChat login' },
    answers: ['scope-not-permitted'],
    why: { zh: '「微信登录」尚未申请或未通过审核', en: 'WeChat login was not applied for, or is still under review' },
    todo: { zh: '在开放平台的应用详情里申请微信登录', en: 'apply for it on the page of the app in the console' },
  },
  'qr-callback-domain': {
    demands: {
      zh: 'redirect_uri 的域名就是网站应用的授权回调域',
      en: 'redirect_uri lies under the callback domain of the website app',
    },
    answers: ['redirect-uri-malformed'],
  },
  'qr-lang': {
    demands: { zh: 'lang 为 cn 或 en', en: 'lang is cn or en' },
    answers: ['link-unreachable'],
    why: { zh: '写成了 zh、zh_CN 等', en: 'it says zh or zh_CN' },
    todo: { zh: '填写 cn 或 en，或不填', en: 'write cn or en, or leave it out' },
  },
}
