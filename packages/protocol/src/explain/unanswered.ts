import type { RuleAnswer } from './rule-text.ts'
import type { Bilingual } from '../source.ts'

const neighbour = (zh: string, en: string): Bilingual => ({
  zh: `属于${zh}，网页授权中不会出现；客户端与诊断认识它`,
  en: `belongs to ${en} and does not come in web authorization; client and doctor know it`,
})

/** Why the platform never gives an answer that is in WeChat's lists. */
export const unanswered: Partial<Readonly<Record<RuleAnswer, Bilingual>>> = {
  'state-empty': {
    zh: '文档有此码，但不带 state 的链接实际可用，触发条件不明',
    en: 'documented, but links without a state work and its trigger is not known',
  },
  'developer-unbound': {
    zh: '只在微信开发者工具里出现；这里没有开发者工具的登录',
    en: 'shown by WeChat’s developer tool only, whose login is not here',
  },
  40014: {
    zh: '没有记录说明哪种坏 token 得到 40014 而不是 40001：总是给出 40001',
    en: 'no log tells which broken token gets it and not 40001: 40001 is given throughout',
  },
  40048: neighbour('对 url 作检查的接口', 'interfaces that check a URL'),
  40091: {
    zh: 'api_component_token 的官方页面对坏 ticket 给出 61006 与 61005：照该页',
    en: 'the page of api_component_token names 61006 and 61005 for a bad ticket: that page is followed',
  },
  40188: {
    zh: '没有接口以参数形式收取 scope',
    en: 'no interface here takes a scope as a parameter',
  },
  40226: neighbour('小程序登录', 'mini-program login'),
  43003: {
    zh: '本机的平台也用 http 提供服务',
    en: 'on a developer’s machine the platform serves plain http, too',
  },
  46004: neighbour('用户管理接口', 'interfaces about users'),
  48004: {
    zh: '被封禁的账号在这里得到 50002',
    en: 'an account that is banned gets 50002 here',
  },
  49003: {
    zh: '/sns 的记录对错误的 openid 都是 40003',
    en: 'every log of /sns has 40003 for a wrong openid',
  },
  50005: neighbour('消息接口', 'message interfaces'),
  61014: {
    zh: '社区记录表明，此处传公众号的 token 得到 48001',
    en: 'reports say that the token of an account gets 48001 here',
  },
  61023: {
    zh: '属于公众号授权给平台的 authorizer_refresh_token，这里由种子文件的 authorizedBy 代替',
    en: 'about authorizer_refresh_token, by which an account authorizes a platform: here `authorizedBy` of the seed does',
  },
  89503: {
    zh: '需要管理员在手机上确认，阈值不明',
    en: 'an administrator would have to confirm on a phone; when, is not known',
  },
}
