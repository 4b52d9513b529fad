import type { Bilingual, Source } from './source.ts'
import { code, official, seed } from './source.ts'

/** A host of WeChat. `source` is about its being one. */
export type Host = {
  readonly name: string
  /** The host it answers for: `open` shows pages to users, `api` answers servers, `mp` is the console 公众平台, `files` has pictures and scripts. */
  readonly serves: 'open' | 'api' | 'mp' | 'files'
  readonly meaning: Bilingual
  readonly source: Source
}

/** The name of a row of {@link hosts}. */
export type HostId =
  | 'open'
  | 'longPoll'
  | 'longPollOld'
  | 'api'
  | 'api2'
  | 'shApi'
  | 'szApi'
  | 'hkApi'
  | 'mp'
  | 'res'
  | 'qlogo'
  | 'thirdQlogo'

const hostPage = official('developers.weixin.qq.com/doc/service/Basic_Information/Interface_field_description.html')

/** The hosts of WeChat, aliases included. */
export const hosts: Readonly<Record<HostId, Host>> = {
  open: {
    name: 'open.weixin.qq.com',
    serves: 'open',
    meaning: { zh: '授权页面', en: 'the authorize pages' },
    source: seed('https://open.weixin.qq.com/connect/oauth2/authorize'),
  },
  longPoll: {
    name: 'lp.open.weixin.qq.com',
    serves: 'open',
    meaning: { zh: '扫码登录的状态长轮询', en: 'where the page of a QR login asks what became of it' },
    source: code('scripts of qrconnect pages, as programs repeat them: lp.open.weixin.qq.com'),
  },
  longPollOld: {
    name: 'long.open.weixin.qq.com',
    serves: 'open',
    meaning: { zh: '扫码登录的状态长轮询（旧，移动 SDK 仍用）', en: 'the same, in older pages and in the SDK of apps' },
    source: code('com.tencent.mm.opensdk.diffdev: long.open.weixin.qq.com'),
  },
  api: {
    name: 'api.weixin.qq.com',
    serves: 'api',
    meaning: { zh: '通用接口域名，就近接入', en: 'the api, at the nearest access point' },
    source: hostPage,
  },
  api2: {
    name: 'api2.weixin.qq.com',
    serves: 'api',
    meaning: { zh: '异地容灾', en: 'the api when the first name cannot be reached' },
    source: hostPage,
  },
  shApi: {
    name: 'sh.api.weixin.qq.com',
    serves: 'api',
    meaning: { zh: '上海接入点', en: 'the api in Shanghai' },
    source: hostPage,
  },
  szApi: {
    name: 'sz.api.weixin.qq.com',
    serves: 'api',
    meaning: { zh: '深圳接入点', en: 'the api in Shenzhen' },
    source: hostPage,
  },
  hkApi: {
    name: 'hk.api.weixin.qq.com',
    serves: 'api',
    meaning: { zh: '香港接入点', en: 'the api in Hong Kong' },
    source: hostPage,
  },
  mp: {
    name: 'mp.weixin.qq.com',
    serves: 'mp',
    meaning: { zh: '公众平台，账号的管理后台', en: 'the console of an account' },
    source: seed('http://mp.weixin.qq.com/wiki/17/c0f37d5704f0b64713d5d2c37b468d75.html'),
  },
  res: {
    name: 'res.wx.qq.com',
    serves: 'files',
    meaning: { zh: '脚本，如 wxLogin.js', en: 'scripts such as wxLogin.js' },
    source: official('developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login'),
  },
  qlogo: {
    name: 'wx.qlogo.cn',
    serves: 'files',
    meaning: { zh: '头像（旧）', en: 'pictures of users, in older answers' },
    source: seed('http://wx.qlogo.cn/mmopen/'),
  },
  thirdQlogo: {
    name: 'thirdwx.qlogo.cn',
    serves: 'files',
    meaning: { zh: '头像', en: 'pictures of users' },
    source: official('developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo'),
  },
}

/** The names of {@link hosts}. */
export const wechatNames: readonly string[] = Object.values(hosts).map(({ name }) => name)

/** Whether a host name, without its port, is one of WeChat's; also in capitals, or with the dot that ends a full name. */
export const isWechatName = (name: string): boolean => wechatNames.includes(name.toLowerCase().replace(/\.$/, ''))
