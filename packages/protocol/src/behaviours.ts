import type { Bilingual, Source } from './source.ts'
import { assumed, code, community, copied, official, seed } from './source.ts'

/** `documented` is the seed document to the letter; `observed` is WeChat as seen today. */
export const profiles = ['documented', 'observed'] as const
/** One of {@link profiles}. */
export type Profile = (typeof profiles)[number]

/** One thing in which the document and today's WeChat differ: on or off, by profile or by name. */
export type Behaviour = {
  /** What the platform does when the behaviour is on. */
  readonly on: Bilingual
  /** What it does when it is off. */
  readonly off: Bilingual
  readonly documented: boolean
  readonly observed: boolean
  readonly source: Source
  /** The test that shows both sides. */
  readonly test: string
}

/** The names of the behaviours, in the order of the reference table. */
export const behaviourIds = [
  'parameter-order',
  'refusal-redirect',
  'refresh-token-tiers',
  'refresh-new-access-token',
  'sex-and-region',
  'userinfo-language',
  'unionid-for-base',
  'errmsg-rid',
  'expired-code-42003',
  'state-alphabet',
  'snapshot-pages',
  'recent-consent-silent',
  'profile-chooser',
  'redirect-append',
  'wechat-only',
] as const
/** One of {@link behaviourIds}. */
export type BehaviourId = (typeof behaviourIds)[number]

/** Which behaviours are on. */
export type Behaviours = Readonly<Record<BehaviourId, boolean>>

/** Every behaviour in which the two profiles differ. */
export const behaviourTable: Readonly<Record<BehaviourId, Behaviour>> = {
  'parameter-order': {
    on: { zh: '校验授权链接的参数顺序', en: 'the order of the link’s parameters is checked' },
    off: { zh: '参数顺序不限', en: 'any order is accepted' },
    documented: true,
    observed: false,
    source: seed('微信会对授权链接做正则强匹配校验,如果链接的参数顺序不对,授权页面将无法正常访问'),
    test: 'parameter-order: on refuses another order, off accepts it',
  },
  'refusal-redirect': {
    on: { zh: '用户拒绝后，仅带 state 重定向回去', en: 'a refusal redirects back with the state only' },
    off: { zh: '用户拒绝后停留在原页，不重定向', en: 'a refusal stays on WeChat’s page' },
    documented: true,
    observed: false,
    source: seed('若用户禁止授权,则重定向后不会带上code参数,仅会带上state参数redirect_uri?state=STATE'),
    test: 'refusal-redirect: on goes back with the state only, off stays on a page',
  },
  'refresh-token-tiers': {
    on: {
      zh: '公众号的 refresh_token 有效期按应用配置：7、30、60、90 天',
      en: 'a refresh token of an account lives as long as its tier: 7, 30, 60 or 90 days',
    },
    off: { zh: '公众号的 refresh_token 一律 30 天', en: 'every refresh token of an account lives 30 days' },
    documented: true,
    observed: false,
    source: seed('refresh_token拥有较长的有效期(7天、30天、60天、90天),当refresh_token失效的后,需要用户重新授权'),
    test: 'refresh-token-tiers: on ends with the tier of the app, off after 30 days',
  },
  'refresh-new-access-token': {
    on: { zh: '公众号刷新总是返回新的 access_token', en: 'a refresh by an account yields a new access token' },
    off: { zh: 'access_token 未过期时刷新只延长有效期', en: 'a refresh of a live access token extends that one' },
    documented: true,
    observed: false,
    source: official(
      'developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID',
    ),
    test: 'refresh-new-access-token: on yields another token, off the same one for longer',
  },
  'sex-and-region': {
    on: { zh: '返回真实的性别与地区', en: 'sex and region are real' },
    off: { zh: '性别为 0，地区为空字符串', en: 'sex is 0, province, city and country are empty' },
    documented: true,
    observed: false,
    source: official(
      'developers.weixin.qq.com/community/develop/doc/00028edbe3c58081e7cc834705b801',
      '字段名均保持不变',
    ),
    test: 'sex-and-region: on tells them, off blanks them',
  },
  'userinfo-language': {
    on: { zh: '用户信息含 language 字段', en: 'user info carries `language`' },
    off: { zh: '用户信息不含 language 字段', en: 'user info has no `language`' },
    documented: false,
    observed: true,
    source: code('casdoor/casdoor, pennersr/django-allauth: recorded replies'),
    test: 'userinfo-language: on adds the field, off leaves it out',
  },
  'unionid-for-base': {
    on: {
      zh: '绑定开放平台后，任何 scope 换取 token 时都返回 unionid',
      en: 'the exchange of a bound app carries the unionid for any scope',
    },
    off: { zh: '仅 snsapi_userinfo 换取 token 时返回 unionid', en: 'it carries the unionid with snsapi_userinfo only' },
    documented: true,
    observed: false,
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken'),
    test: 'unionid-for-base: on gives it for every scope, off for snsapi_userinfo only',
  },
  'errmsg-rid': {
    on: { zh: 'errmsg 附带 rid', en: 'errmsg ends in a rid' },
    off: { zh: 'errmsg 与文档一致，无后缀', en: 'errmsg is bare, as documented' },
    documented: false,
    observed: true,
    source: community('developers.weixin.qq.com/community: /sns logs since about 2020'),
    test: 'errmsg-rid: on appends the rid, off sends the bare text',
  },
  'expired-code-42003': {
    on: { zh: '过期未用的 code 返回 42003', en: 'an expired, unused code yields 42003' },
    off: { zh: '过期未用的 code 返回 40029', en: 'an expired, unused code yields 40029' },
    documented: false,
    observed: true,
    source: copied('open-platform code list: 42003 code expired'),
    test: 'expired-code-42003: on says code expired, off says invalid code',
  },
  'state-alphabet': {
    on: { zh: 'state 只接受 a-zA-Z0-9', en: 'state admits a-zA-Z0-9 only' },
    off: { zh: '其他字符原样带回（百分号编码）', en: 'other characters come back percent-encoded' },
    documented: true,
    observed: false,
    source: seed('重定向后会带上state参数,开发者可以填写a-zA-Z0-9的参数值,最多128字节'),
    test: 'state-alphabet: on refuses other characters, off carries them back',
  },
  'snapshot-pages': {
    on: { zh: '支持快照页、forcePopup、forceSnapShot', en: 'snapshot pages, forcePopup and forceSnapShot work' },
    off: { zh: '忽略 forcePopup、forceSnapShot', en: 'forcePopup and forceSnapShot are ignored' },
    documented: false,
    observed: true,
    source: official('developers.weixin.qq.com/community/minihome/doc/000c2c34068880629ced91a2f56001'),
    test: 'snapshot-pages: on shows them and tells of virtual users, off ignores what asks for them',
  },
  'recent-consent-silent': {
    on: { zh: '30 天内同意过则静默授权', en: 'a consent of the last 30 days makes the next one silent' },
    off: {
      zh: '每次都询问（公众号会话与菜单入口除外）',
      en: 'the user is asked each time (but for the account’s chat and menu)',
    },
    documented: false,
    observed: true,
    source: copied('网页授权 guide, 近期登录过免授权逻辑'),
    test: 'recent-consent-silent: on asks again after 30 days, off each time',
  },
  'profile-chooser': {
    on: { zh: '授权页上可另选昵称和头像', en: 'on the consent page the user may choose another nickname and picture' },
    off: { zh: '提供用户自己的昵称和头像', en: 'the app gets the user’s own nickname and picture' },
    documented: false,
    observed: true,
    source: community('developers.weixin.qq.com/community oCJUsw8FZ8lAiSEO01f6ue-1pByY', '选择头像和昵称那个弹窗'),
    test: 'profile-chooser: on passes on what the user chose, off what is the user’s own',
  },
  'redirect-append': {
    on: {
      zh: 'redirect_uri 已有的 code、state 保留，另行追加',
      en: 'code and state already in redirect_uri stay, ours are appended',
    },
    off: { zh: 'redirect_uri 已有的 code、state 被替换', en: 'code and state already in redirect_uri are replaced' },
    documented: false,
    observed: true,
    source: assumed(
      'reports show doubled parameters; that replacing is safer is our choice for the documented profile',
    ),
    test: 'redirect-append: on keeps the old code beside ours, off replaces it',
  },
  'wechat-only': {
    on: {
      zh: '微信之外的浏览器看到「请在微信客户端打开链接」',
      en: 'a browser other than WeChat’s is told to open the link in WeChat',
    },
    off: { zh: '任何浏览器都可使用', en: 'any browser is served' },
    documented: false,
    observed: true,
    source: community('jindasong/vue-wechat-auth#4, HADB/GetWeixinCode#44'),
    test: 'wechat-only: on turns other browsers away, off serves them',
  },
}

/** What the platform does unless told otherwise: the profile's side of every behaviour, with `overrides` by name. */
export function behavioursOf(profile: Profile, overrides: Partial<Behaviours> = {}): Behaviours {
  const pick = (id: BehaviourId): boolean => overrides[id] ?? behaviourTable[id][profile]
  return Object.fromEntries(behaviourIds.map((id) => [id, pick(id)])) as Behaviours
}
