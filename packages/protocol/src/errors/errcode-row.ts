import type { Bilingual, Source } from '../source.ts'
import { code, official } from '../source.ts'

/**
 * What a client does about an errcode, and the only thing it should branch on.
 *
 * | class | do |
 * |---|---|
 * | `ok` | go on |
 * | `restart` | the code is spent: begin the authorization again, once |
 * | `reauthorize` | the grant is gone: the user must consent again |
 * | `refresh` | the web access token is dead: use the refresh token |
 * | `config` | the caller's credentials, settings or request are wrong: no retry helps |
 * | `permission` | the account or the user may not do this |
 * | `rate` | too many calls: wait |
 * | `transient` | WeChat's own trouble: try again with back-off |
 * | `unknown` | not expected in web authorization: fail |
 */
export type ErrcodeClass =
  | 'ok'
  | 'restart'
  | 'reauthorize'
  | 'refresh'
  | 'config'
  | 'permission'
  | 'rate'
  | 'transient'
  | 'unknown'

/**
 * How sure the text of an errmsg is: `logged` was read in a real answer or in WeChat's own table of errmsg, `listed` only in code
 * lists and SDKs, `assumed` nowhere (the code is known, the text is ours).
 */
export type ErrcodeLiteral = 'logged' | 'listed' | 'assumed'

/** One errcode of `api.weixin.qq.com`. */
export type Errcode = {
  readonly code: number
  /** As sent, before any `rid` or hint. `{ip}` stands for the address of the caller. */
  readonly errmsg: string
  readonly literal: ErrcodeLiteral
  readonly class: ErrcodeClass
  /** WeChat's meaning; `en` is our translation. */
  readonly meaning: Bilingual
  /** The likely cause in web authorization. */
  readonly cause: Bilingual
  readonly remedy: Bilingual
  readonly source: Source
}

/** A row of the table: what is sent and how to class it, then meaning, cause and remedy. */
export const row = (
  head: Omit<Errcode, 'meaning' | 'cause' | 'remedy'>,
  meaning: Bilingual,
  cause: Bilingual,
  remedy: Bilingual,
): Errcode => ({ ...head, meaning, cause, remedy })

/** WeChat's table of the errmsg of its common gateway. */
export const gateway: Source = official('developers.weixin.qq.com/doc/channels/API/basics/commErrCode.html')
/** WeChat's list of errcodes, the part that is stored. */
export const globalList: Source = official('developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html')
/** The whole of that list, as an SDK keeps it. */
export const wxJava: Source = code('binarywang/WxJava WxOpenErrorMsgEnum (开放平台全局返回码)')
