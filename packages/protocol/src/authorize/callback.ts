import type { Bilingual, Source } from '../source.ts'
import { community, seed } from '../source.ts'

/**
 * Whether the code of a callback says that the user refused: there is none, or it is `authdeny`, which some versions of WeChat send.
 * Source: the seed document (若用户禁止授权,则重定向后不会带上code参数), and the source of passport-wechat.
 */
export const isRefusal = (code: string | null): boolean => code === null || code === '' || code === 'authdeny'

/** How often a code reaches the business, and how; `once` is what a business hopes for. */
export const callbackModes = ['once', 'same-code', 'other-code', 'crawled'] as const
/** One of {@link callbackModes}. */
export type CallbackMode = (typeof callbackModes)[number]

/** What each of the ways does, and who reports it. */
export const callbackModeTable: Readonly<
  Record<CallbackMode, { readonly meaning: Bilingual; readonly source: Source }>
> = {
  once: {
    meaning: { zh: '回调一次', en: 'the callback is opened once' },
    source: seed('如果用户同意授权,页面将跳转至 redirect_uri/?code=CODE&state=STATE'),
  },
  'same-code': {
    meaning: { zh: '以同一 code 和 state 回调两次', en: 'it is opened twice, with the same code and state' },
    source: community(
      'blog.csdn.net 126417254, cnblogs.com xuqp/9713171, developers.weixin.qq.com/community oCJUsw23TXK2…',
    ),
  },
  'other-code': {
    meaning: { zh: '以同一 state、不同 code 回调两次', en: 'it is opened twice, with two codes and the same state' },
    source: community('blog.csdn.net 82652158: the client authorizes again when the page is slow'),
  },
  crawled: {
    meaning: { zh: '另一台机器也访问回调，不带 cookie', en: 'another machine opens it as well, without cookies' },
    source: community('cnodejs.org 59c919ab…: two callbacks from two addresses of Tencent'),
  },
}

/** Whether a user agent is the browser of WeChat. Source: what every WeChat client sends, `… MicroMessenger/8.0.50 …`. */
export const isWechatAgent = (userAgent: string): boolean => userAgent.includes('MicroMessenger')

/**
 * A user agent as the browser of WeChat on Android sends it.
 * Its parts are those that pages look for (`MicroMessenger/` with a version, `NetType`, `Language`); the versions are assumed.
 */
export const wechatUserAgent: string =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP2A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 ' +
  'Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.50.2701(0x28003253) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64'
