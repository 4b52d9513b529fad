import type { AppFacts } from './app.ts'
import { isAccount } from './app.ts'
import type { Bilingual, Source } from './source.ts'
import { assumed, official } from './source.ts'

// What WeChat tells an account's server about its users, unasked.

const page = official('developers.weixin.qq.com/doc/service/guide/h5/authorization_change.md')

/** The name of an event about a user, as it stands in the message. */
export type UserEventName = 'user_info_modified' | 'user_authorization_revoke' | 'user_authorization_cancellation'

/** What each event says, and where it is described. */
export const userEvents: Readonly<Record<UserEventName, { readonly meaning: Bilingual; readonly source: Source }>> = {
  user_info_modified: {
    meaning: { zh: '平台清理了有风险的用户资料', en: 'WeChat has cleaned a profile that seemed risky' },
    source: page,
  },
  user_authorization_revoke: {
    meaning: { zh: '用户撤回了授权', en: 'the user withdrew the consent' },
    source: page,
  },
  user_authorization_cancellation: {
    meaning: { zh: '用户注销了微信号', en: 'the user deleted the WeChat account' },
    source: page,
  },
}

/**
 * RevokeInfo: of an account 「205:昵称和头像」 (the others of its list, address, invoice, microphone …, are no part of web authorization), of a
 * website or mobile app 「301:用户撤回移动应用所有授权信息」.
 */
export const revokeInfoOf = (app: Pick<AppFacts, 'kind'>): string => (isAccount(app) ? '205' : '301')

/** How a message is delivered: 「微信服务器在五秒内收不到响应会断掉连接，并且重新发起请求，总共重试三次」. */
export const messageDelivery: {
  readonly timeoutMs: number
  /** In all. Assumed: the sentence can be read as one more. */
  readonly attempts: number
  readonly source: Source
} = {
  timeoutMs: 5000,
  attempts: 3,
  source: official(
    'developers.weixin.qq.com/doc/service/guide/product/message/Receiving_standard_messages.html',
    '微信服务器在五秒内收不到响应会断掉连接，并且重新发起请求，总共重试三次',
  ),
}

/** What a cleaned profile is left with. */
export const cleanedNickname = '微信用户'
/** Where {@link cleanedNickname} comes from. */
export const cleanedSource: Source = assumed('the page says that nickname and picture are cleaned, not what remains')

/** A message about a user. */
export type UserEvent = {
  readonly event: UserEventName
  /** The account's own name, `gh_…`. */
  readonly toUserName: string
  /** The name of WeChat's pushing service, which looks like an openid. */
  readonly fromUserName: string
  /** Seconds since 1970. */
  readonly createTime: number
  readonly openid: string
  readonly unionid?: string | undefined
  readonly appid: string
  /** Of a withdrawn consent alone: what was withdrawn. */
  readonly revokeInfo?: string
}

// Nothing in a message holds «]]>»: names and ids have letters, digits, `_` and `-`.
const data = (name: string, text: string): string => `<${name}><![CDATA[${text}]]></${name}>`

/** The XML of a message, its fields in the documented order. Of an app bound to no open-platform account it has no UnionID (assumed). */
export function writeUserEvent(message: UserEvent): string {
  const { event, toUserName, fromUserName, createTime, openid, unionid, appid, revokeInfo } = message
  return [
    '<xml>',
    data('ToUserName', toUserName),
    data('FromUserName', fromUserName),
    `<CreateTime>${createTime}</CreateTime>`,
    data('MsgType', 'event'),
    data('Event', event),
    data('OpenID', openid),
    ...(unionid === undefined ? [] : [data('UnionID', unionid)]),
    data('AppID', appid),
    ...(revokeInfo === undefined ? [] : [data('RevokeInfo', revokeInfo)]),
    '</xml>',
  ].join('')
}

/** The XML around an encrypted message, in the safe mode 安全模式. */
export const writeEncryptedMessage = (toUserName: string, encrypted: string): string =>
  `<xml>${data('ToUserName', toUserName)}${data('Encrypt', encrypted)}</xml>`
