import type { LedgerRow } from './row.ts'
import { section, switched, testsOf } from './row.ts'
import { assumed, community, copied, official, seed } from '../source.ts'

const authorize = testsOf('platform/authorize')
const snapshots = testsOf('platform/snapshot')
const copies = copied('网页授权, table 参数说明')
const snapshotNotice = official('developers.weixin.qq.com/community/minihome/doc/000c2c34068880629ced91a2f56001')

const silent = section('A.8', {
  'silent-base': {
    zh: 'snsapi_base 总是静默，未关注者也一样',
    en: 'snsapi_base is always silent, for a stranger too',
    source: seed(
      '以snsapi_base为scope发起的网页授权,是用来获取进入页面的用户的openid的,并且是静默授权并自动跳转到回调页的',
    ),
    test: authorize('snsapi_base goes straight back with code and state, for a stranger too'),
  },
  'silent-follower': {
    zh: '关注者从会话或菜单进入时，snsapi_userinfo 也静默',
    en: 'snsapi_userinfo is silent for a follower who comes from the account’s chat or menu',
    source: seed(
      '对于已关注公众号的用户,如果用户从公众号的会话或者自定义菜单进入本公众号的网页授权页,即使是scope为snsapi_userinfo,也是静默授权',
    ),
    test: authorize('a follower who comes from the chat or the menu is not asked; a stranger, or another entry, is'),
  },
  'userinfo-asks': {
    zh: '其他情形下 snsapi_userinfo 需用户同意，未关注也可授权',
    en: 'else snsapi_userinfo asks, and a stranger may consent, too',
    source: seed('即使在未关注的情况下,只要用户授权,也能获取其信息'),
    test: authorize('snsapi_userinfo shows a consent page to a follower who comes by a link, and to a stranger'),
  },
  'recent-consent': switched('recent-consent-silent'),
  'force-popup': {
    zh: 'forcePopup=true 强制弹出确认页',
    en: 'forcePopup=true asks again',
    source: copies,
    test: snapshots('forcePopup asks again, however recent the consent, but not a follower who comes from the menu'),
  },
  'force-popup-yields-to-special-silence': {
    zh: '特殊静默（会话、菜单进入）时 forcePopup 无效',
    en: 'forcePopup has no effect where a follower comes from the chat or menu',
    source: copies,
    test: snapshots('forcePopup asks again, however recent the consent, but not a follower who comes from the menu'),
  },
  'base-after-userinfo-consent': {
    zh: '同意过 snsapi_userinfo 之后，snsapi_base 的 token 也可能带 unionid、可拉取用户信息',
    en: 'after a consent to snsapi_userinfo, a token of snsapi_base may carry the unionid and be taken by userinfo',
    source: community('developers.weixin.qq.com/community 0000c6f04a4538c2…; csdn 92266927'),
    notDone: {
      zh: '报告互相矛盾，官方页面说只有 snsapi_userinfo 才行',
      en: 'the reports disagree, and the official page says that it takes snsapi_userinfo',
    },
  },
  'revoke-in-wechat': {
    zh: '用户在微信里撤回授权',
    en: 'a user withdraws the consent in WeChat’s settings',
    source: community('developers.weixin.qq.com/community 000268019d4b18bb…'),
    test: testsOf('platform/settings')(
      'the settings list the apps that know a user, by name and day, and withdrawing takes one off',
    ),
  },
})

const page = section('A.9', {
  'consent-page': {
    zh: '确认页显示公众号，请求昵称与头像；documented 还有性别与地区',
    en: 'the consent page names the account and asks for nickname and picture, and by `documented` for sex and region',
    source: seed('snsapi_userinfo (弹出授权页面,可通过openid拿到昵称、性别、所在地。'),
    test: testsOf('platform/pages')('the consent page asks for region and gender only when the app gets them'),
  },
  'consent-page-wording': {
    zh: '确认页的确切文字与外观',
    en: 'the exact words and looks of the consent page',
    source: assumed('the present page is not established'),
    simplified: { zh: '自己的文字', en: 'words of our own' },
    test: testsOf('platform/pages')(
      'every page says its language and speaks only that one, but for WeChat’s own words',
    ),
  },
  'consent-answered-once': {
    zh: '一张确认页只作答一次，只由看到它的浏览器作答',
    en: 'a consent page is answered once, and by the browser that was shown it',
    source: assumed('how WeChat’s page answers is not established'),
    paths: ['/connect/oauth2/confirm'],
    test: testsOf('platform/confirm')('a consent page is answered once'),
  },
  'consent-ten-minutes': {
    zh: '确认页十分钟内有效',
    en: 'a consent page can be answered for ten minutes',
    source: assumed('nothing says how long WeChat waits'),
    test: testsOf('platform/confirm')('a consent page can be answered for ten minutes'),
  },
  'consent-chooser': switched('profile-chooser'),
})

const snapshot = section('A.10', {
  'snapshot-pages': switched('snapshot-pages'),
  'force-snapshot': {
    zh: 'forceSnapShot=true 强制进入快照页',
    en: 'forceSnapShot=true leads to the snapshot page',
    source: copies,
    test: snapshots('a snapshot page is shown only instead of asking, even where forceSnapShot demands it'),
  },
  'force-snapshot-yields': {
    zh: '近期登录过或特殊静默时 forceSnapShot 无效',
    en: 'forceSnapShot has no effect after a recent consent, or where a follower comes from the chat or menu',
    source: copies,
    test: snapshots('a snapshot page is shown only instead of asking, even where forceSnapShot demands it'),
  },
  'snapshot-trigger': {
    zh: '是否进入快照页由微信决定：一进页面就请求、强制登录等',
    en: 'WeChat decides when a page becomes a snapshot: a request on load, a forced login and the like',
    source: snapshotNotice,
    simplified: {
      zh: '应用（snapshotPages）、链接（forceSnapShot）或请求头来决定',
      en: 'the app says so (snapshotPages), or the link (forceSnapShot), or a header',
    },
    test: snapshots('a scripted user presses the button and agrees, or refuses, or stays on the snapshot page'),
  },
  'snapshot-full-service': {
    zh: '快照页底部「使用完整服务」弹出真正的确认页',
    en: 'the button 使用完整服务 of the snapshot page leads to the real consent page',
    source: snapshotNotice,
    paths: ['/connect/oauth2/full-service'],
    test: snapshots('the button leads to the consent page of the same link, and from there to the real user'),
  },
  'snapshot-read-only': {
    zh: '快照页只能滚动，JS-SDK 不可用，缓存独立',
    en: 'a snapshot page can only be scrolled, has no JS-SDK and a cache of its own',
    source: snapshotNotice,
    simplified: {
      zh: '页面在框架里，只能滚动；JS-SDK 与缓存是微信内置浏览器的事',
      en: 'the page stands in a frame and can only be scrolled; JS-SDK and cache are the business of WeChat’s browser',
    },
    test: testsOf('platform/snapshot-browser')(
      'shows the page to nobody in particular, lets it be scrolled and no more, and its button leads to the full service',
    ),
  },
  'snapshot-field': {
    zh: '换取 token 时返回 is_snapshotuser:1，仅为 1 时才有',
    en: 'the exchange returns is_snapshotuser, the number 1, and only then',
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken'),
    test: snapshots(
      'the page in the frame is told of a user who is nobody: other ids than the real ones, and by userinfo another person',
    ),
  },
  'snapshot-virtual-user': {
    zh: '快照用户的 openid、unionid、昵称、头像都是虚拟的',
    en: 'openid, unionid, nickname and picture of a snapshot user are virtual',
    source: snapshotNotice,
    test: snapshots(
      'the page in the frame is told of a user who is nobody: other ids than the real ones, and by userinfo another person',
    ),
  },
  'snapshot-shared-unionid': {
    zh: '不同的快照 openid 可能共用一个 unionid',
    en: 'different snapshot openids may share a unionid',
    source: community('developers.weixin.qq.com/community 00048c10410368a8…'),
    test: snapshots('another visit to a snapshot page has another openid and the same unionid'),
  },
  'snapshot-not-in-userinfo': {
    zh: '用户信息里没有 is_snapshotuser',
    en: 'user info does not tell a snapshot user',
    source: community('github.com/binarywang/WxJava/pull/3170'),
    test: testsOf('protocol/replies')('User info has language behind sex and unionid at the end, when they are there'),
  },
  'snapshot-through-platform': {
    zh: '第三方平台换取时也返回 is_snapshotuser',
    en: 'through a third-party platform it is returned, too',
    source: community('developers.weixin.qq.com/community 000286e15285…'),
    test: snapshots('through a third-party platform a snapshot user is told of as well'),
  },
  'snapshot-first-day-48001': {
    zh: '上线首日快照用户拉取用户信息得到 48001',
    en: 'on the first day user info answered 48001 for a snapshot user',
    source: community('developers.weixin.qq.com/community 0006eec7030d…'),
    simplified: { zh: '微信已修复，不再现', en: 'WeChat mended it; it is not brought back' },
    test: testsOf('protocol/read-reply')('A snapshot user is never taken for an ordinary one'),
  },
  'snapshot-client-refuses': {
    zh: '客户端默认不登录快照用户',
    en: 'the client logs no snapshot user in unless the site says so',
    source: snapshotNotice,
    test: testsOf('client/login-options')('a snapshot user is refused, unless the site accepts them by name'),
  },
  'snapshot-avoided-by-base': {
    zh: '先用 snsapi_base，点击后再请求 snsapi_userinfo，不会进入快照页',
    en: 'who begins with snsapi_base and asks for more after a click meets no snapshot page',
    source: community('csdn 127702004, 127111132'),
    test: testsOf('client/login-options')('snsapi_base logs in without a profile'),
  },
  'snapshot-ids-sometimes-real': {
    zh: '有报告说快照用户的 id 并不总是虚拟的',
    en: 'by some reports the ids of a snapshot user are not always virtual',
    source: community('developers.weixin.qq.com/community oCJUsw0168me…'),
    simplified: { zh: '总是虚拟的', en: 'they always are' },
    test: testsOf('client/login-options')('a snapshot user is refused, unless the site accepts them by name'),
  },
})

/** Sections A.8 to A.10: who is asked, what the consent page shows, snapshot pages. */
export const consentRows: readonly LedgerRow[] = [...silent, ...page, ...snapshot]
