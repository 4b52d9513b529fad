import type { Bilingual, Source } from './source.ts'
import { computed, official } from './source.ts'

/** How an identifier looks, as seen in samples. WeChat promises none of it: fit for minting and advice, not for refusing. */
export type IdentifierFormat = { readonly pattern: RegExp; readonly meaning: Bilingual; readonly source: Source }

/** The name of a row of {@link identifierFormats}. */
export type IdentifierId = 'appid' | 'secret' | 'openid' | 'unionid' | 'code' | 'token' | 'rid'

/** The formats of WeChat's identifiers. */
export const identifierFormats: Readonly<Record<IdentifierId, IdentifierFormat>> = {
  appid: {
    pattern: /^wx[0-9a-f]{16}$/,
    meaning: { zh: 'wx 加 16 位小写十六进制', en: 'wx and 16 lower-case hex digits' },
    source: computed('every appid in the collected samples'),
  },
  secret: {
    pattern: /^[0-9a-f]{32}$/,
    meaning: { zh: '32 位小写十六进制', en: '32 lower-case hex digits' },
    source: computed('every secret in the collected samples'),
  },
  openid: {
    pattern: /^o[\w-]{27}$/,
    meaning: { zh: '以 o 开头的 28 个字符', en: '28 characters, the first an o' },
    source: computed('8 samples'),
  },
  unionid: {
    pattern: /^o[\w-]{27,28}$/,
    meaning: {
      zh: '以 o 开头的 28 个字符，文档示例为 29 个',
      en: '28 characters, the first an o; the example of the document has 29',
    },
    source: computed('4 samples, and o6_bmasdasdsad6_2sgVt7hMZOPfL of the document'),
  },
  code: {
    pattern: /^0[0-9][13][0-9A-Za-z]{29}$/,
    meaning: { zh: '32 个字母或数字，形如 061…', en: '32 letters and digits, such as 061…' },
    source: computed('9 samples, 2017 to 2024; characters 4 to 7 come again as 28 to 31'),
  },
  token: {
    pattern: /^[\w-]+$/,
    meaning: { zh: '字母、数字、_ 与 -', en: 'letters, digits, _ and -' },
    source: computed('access and refresh tokens of 2014 to 2022: 150, 107 and 110 characters'),
  },
  rid: {
    pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{8}){2}$/,
    meaning: { zh: '三组 8 位十六进制，第一组是时间', en: 'three groups of 8 hex digits, the first being the time' },
    source: computed('14 samples; 65a77521 is 2024-01-17 14:35:13 in Beijing, the time its post states'),
  },
}

/** The room a store must leave for any token, in characters. */
export const tokenRoomCharacters = 512
/** Where that room is asked for. */
export const tokenRoomSource: Source = official(
  'developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken',
  'access_token存储空间至少保留 512 字符',
)

/**
 * When an answer was given, in seconds since 1970, read off its rid; nothing when the text is no rid.
 *
 * @example
 * ridTime('65a77521-2b20c244-77c9084b') // 1705473313
 */
export function ridTime(rid: string): number | undefined {
  return identifierFormats.rid.pattern.test(rid) ? Number.parseInt(rid.slice(0, 8), 16) : undefined
}

/** An errmsg taken apart. */
export type ErrmsgParts = {
  /** The text to compare, see `Errcode`. */
  readonly base: string
  /** What WeChat's support asks for, since about 2020. */
  readonly rid?: string
  /** What stood in `hints: […]` before that. */
  readonly hint?: string
}

/** Where the suffixes of an errmsg were seen: before a rid `/sns` has a comma, `/cgi-bin` has none. */
export const errmsgSuffixSource: Source = computed(
  'two answers of 40001: rid 63fddc91… of /sns/userinfo, rid 61eb7a18… of /cgi-bin/user/info',
)

/**
 * Takes the rid or the hint off an errmsg.
 *
 * @example
 * splitErrmsg('invalid code, rid: 65a77521-2b20c244-77c9084b').base // 'invalid code'
 */
export function splitErrmsg(errmsg: string): ErrmsgParts {
  // Only the last word that can begin a suffix is looked at, so that the time is linear in what an upstream sends.
  const at = Math.max(errmsg.lastIndexOf('rid:'), errmsg.lastIndexOf('hint'))
  const match = /^(?:rid:\s*([0-9a-f-]+)|hints?:\s*\[(.*)\])\s*$/.exec(errmsg.slice(Math.max(at, 0)))
  if (!match || at < 0 || /\w/.test(errmsg.charAt(at - 1))) return { base: errmsg.trim() }
  const [, rid, hint] = match
  const base = errmsg.slice(0, at).trimEnd()
  return {
    base: (base.endsWith(',') ? base.slice(0, -1) : base).trim(),
    ...(rid === undefined ? {} : { rid }),
    ...(hint === undefined ? {} : { hint: hint.trim() }),
  }
}
