import { endpoints } from '../endpoints.ts'
import { lifetimeSources } from '../lifetimes.ts'
import type { LedgerRow } from './row.ts'
import { section, testsOf } from './row.ts'
import { qrConfirmPath, qrPathSources, qrPicturePath, qrPollPath } from '../qrconnect/poll.ts'
import { wxLoginPath } from '../qrconnect/wx-login.ts'
import { assumed, community, copied, official } from '../source.ts'
import { messageDelivery } from '../user-events.ts'

const loginPage = official('developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login')
const wxLogin = copied('cloud.tencent.com 2434546, quoting the page of website login')
const mobilePage = official(
  'developers.weixin.qq.com/doc/oplatform/Mobile_App/WeChat_Login/Authorized_API_call_UnionID.html',
)
const eventPage = official('developers.weixin.qq.com/doc/service/guide/h5/authorization_change.md')
const qrconnect = testsOf('platform/qrconnect')
const browser = testsOf('platform/qrconnect-browser')
const wxLoginScript = testsOf('platform/wx-login')
const mobile = testsOf('platform/mobile')
const fromScanToCode = qrconnect(
  'from scan to code: each party sees the same login, and the answer to the browser says where to go',
)

const website = section('D.5', {
  'website-qrconnect': {
    zh: '/connect/qrconnect：二维码页，scope 为 snsapi_login',
    en: '/connect/qrconnect shows a QR page; its scope is snsapi_login',
    source: loginPage,
    rules: [
      'qr-appid-present',
      'qr-redirect-uri-present',
      'qr-scope-present',
      'qr-response-type',
      'qr-app-not-banned',
      'qr-scope-known',
      'qr-scope-granted',
      'qr-callback-domain',
    ],
    paths: [endpoints.qrconnect.path],
    test: qrconnect('every error rule of qrconnect is provoked above'),
  },
  'website-scan-and-confirm': {
    zh: '长轮询得知已扫描、已确认，然后跳转',
    en: 'a long poll tells scanned, then confirmed, and the page goes on to the callback',
    source: qrPathSources['qrPollPath'] ?? assumed(''),
    paths: [qrPicturePath, qrPollPath, qrConfirmPath],
    test: fromScanToCode,
  },
  'website-appid-kind': {
    zh: '公众号的 appid 得到「Scope 参数错误…」，不存在的得到「AppID 参数错误」',
    en: 'the appid of an account ends in Scope 参数错误…, one that nobody has in AppID 参数错误',
    source: official('developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html'),
    rules: ['qr-appid-known', 'qr-app-kind'],
    test: qrconnect('every error rule of qrconnect is provoked above'),
  },
  'website-refusal': {
    zh: '用户拒绝则不跳转（旧：仅带 state 跳转）',
    en: 'a refusal redirects nowhere; in older days with the state only',
    source: copied('juejin.cn/post/7290795913138208824', '若用户禁止授权，则不会发生重定向'),
    test: qrconnect(
      'a scripted browser is sent back at once: with a code when its user agrees, as the profile says when not',
    ),
  },
  'website-picture-expires': {
    zh: '二维码过期后可刷新出新的',
    en: 'a QR code that has expired is replaced by another on demand',
    source: qrPathSources['qrPollPath'] ?? assumed(''),
    test: browser('says that a picture has expired, and offers another'),
  },
  'website-lang': {
    zh: 'lang 为 cn 或 en，缺省 cn',
    en: 'lang is cn or en, cn by default',
    source: loginPage,
    rules: ['qr-lang'],
    test: qrconnect('the page is English with lang=en and Chinese without, whatever the browser asks for'),
  },
  'website-state-length': {
    zh: '这里没有 state 128 字节的限制',
    en: 'the limit of 128 bytes of state does not hold here',
    source: community('developers.weixin.qq.com/community: reported for qrconnect'),
    test: qrconnect('a long state of any characters comes back as it was, and the parameters stand in any order'),
  },
  'website-wxlogin': {
    zh: 'wxLogin.js 把二维码嵌入页面：id、appid、scope、redirect_uri、state、style、href、stylelite',
    en: 'wxLogin.js embeds the QR code: id, appid, scope, redirect_uri, state, style, href, stylelite',
    source: wxLogin,
    paths: [wxLoginPath],
    test: wxLoginScript(
      'wxLogin.js is served under its own path and under its host’s name, and frames the platform it came from',
    ),
  },
  'website-wxlogin-self-redirect': {
    zh: 'self_redirect 为 true 在 iframe 内跳转，否则顶层窗口跳转',
    en: 'with self_redirect the frame goes to the callback, else the top window',
    source: wxLogin,
    test: browser('self_redirect: after the scan the callback is opened in the frame, or in the window around it'),
  },
  'website-fast-login': {
    zh: '电脑微信已登录时可快捷登录',
    en: 'with WeChat running on the same computer a login needs no scan',
    source: loginPage,
    notDone: {
      zh: '要与本机的微信客户端通信',
      en: 'the page talks to the WeChat client of the same computer, which is not there',
    },
  },
  'website-local-network': {
    zh: 'Chrome 142 起自建 iframe 需 allow="local-network-access"',
    en: 'since Chrome 142 a frame of one’s own needs allow="local-network-access"',
    source: loginPage,
    notDone: { zh: '只关系到快捷登录', en: 'it concerns the fast login only' },
  },
  'mobile-code': {
    zh: '移动应用由微信 SDK 得到 code，换取接口相同，scope 为 snsapi_userinfo',
    en: 'a mobile app gets its code from the SDK and trades it at the same interface; its scope is snsapi_userinfo',
    source: mobilePage,
    rules: [
      'mobile-appid-known',
      'mobile-app-kind',
      'mobile-app-not-banned',
      'mobile-scope-known',
      'mobile-scope-granted',
      'mobile-state-length',
    ],
    test: mobile('an app gets its code from WeChat on the phone, and its server trades it like any other'),
  },
  'mobile-declined': {
    zh: '用户在移动应用里拒绝：errCode -4，没有 code',
    en: 'a user who declines leaves a mobile app without a code: errCode -4',
    source: mobilePage,
    test: mobile('a user who declines leaves the app without a code: errCode -4'),
  },
  'mobile-refresh-180-days': {
    zh: '移动应用的 refresh_token 180 天，无法续期',
    en: 'its refresh token lives 180 days and cannot be renewed',
    source: lifetimeSources['observedRefreshDays.mobile'] ?? assumed(''),
    test: mobile(
      'the refresh token of a mobile app lives 180 days, that of a website app 30, and no refresh makes either live longer',
    ),
  },
})

const acts = testsOf('platform/user-acts')

const events = section('D.6', {
  'event-revoke': {
    zh: '用户撤回授权，推送 user_authorization_revoke',
    en: 'when a user withdraws the consent, user_authorization_revoke is pushed',
    source: eventPage,
    test: acts('who withdraws a consent ends its tokens, and the account is told, signed with its token'),
  },
  'event-user-info-modified': {
    zh: '用户资料被清理，推送 user_info_modified',
    en: 'when a user’s profile is cleaned, user_info_modified is pushed',
    source: eventPage,
    test: acts('a cleaned profile is told to whom the user consented in the last 30 days, who then finds it clean'),
  },
  'event-cancellation': {
    zh: '用户注销，推送 user_authorization_cancellation',
    en: 'when a user deletes the WeChat account, user_authorization_cancellation is pushed',
    source: eventPage,
    test: acts('who deletes the account is gone: calls about them get 50002, links are refused, every account is told'),
  },
  'event-fields': {
    zh: '字段 ToUserName、FromUserName、CreateTime、MsgType、Event、OpenID、UnionID、AppID、RevokeInfo',
    en: 'its fields are ToUserName, FromUserName, CreateTime, MsgType, Event, OpenID, UnionID, AppID, RevokeInfo',
    source: eventPage,
    test: acts('who withdraws a consent ends its tokens, and the account is told, signed with its token'),
  },
  'event-revoke-info': {
    zh: 'RevokeInfo 205 为昵称与头像，另有 201 至 207',
    en: 'RevokeInfo 205 is nickname and picture, of 201 to 207',
    source: community('github.com/JeffreySu/WeiXinMPSDK/issues/2939, a log of 2023-10'),
    simplified: {
      zh: '公众号只有 205：网页授权只涉及昵称与头像；网站应用与移动应用为 301',
      en: 'of an account 205 alone: web authorization knows no more; of a website or mobile app 301',
    },
    test: acts('who withdraws a consent ends its tokens, and the account is told, signed with its token'),
  },
  'event-signature': {
    zh: '推送带 signature、timestamp、nonce，加密时另有 msg_signature',
    en: 'a push carries signature, timestamp and nonce, and msg_signature when it is encrypted',
    source: official('developers.weixin.qq.com/doc/service/guide/dev/push'),
    test: acts('WeChat’s own published example is signed and encrypted byte for byte'),
  },
  'event-retry': {
    zh: '五秒内没有响应则断开重试，总共三次',
    en: 'without an answer within five seconds it is pushed again, three times in all',
    source: messageDelivery.source,
    test: acts('without an answer it is tried three times, five seconds each, while nobody waits; any answer is one'),
  },
  'event-within-a-day': {
    zh: '撤回后 24 小时内通知',
    en: 'a revocation is told within 24 hours',
    source: community('developers.weixin.qq.com/community 000268019d4b…'),
    simplified: { zh: '立即通知', en: 'it is told at once' },
    test: acts('who withdraws a consent ends its tokens, and the account is told, signed with its token'),
  },
})

/** Sections D.5 and D.6: website and mobile login, and what users change afterwards. */
export const websiteRows: readonly LedgerRow[] = [...website, ...events]
