/**
 * Whether the code of a callback says that the user refused: there is none, or it is `authdeny`, which some versions of WeChat send.
 * Source: the seed document (若用户禁止授权,则重定向后不会带上code参数), and the source of passport-wechat.
 */
export const isRefusal = (code: string | null): boolean => code === null || code === '' || code === 'authdeny'

/** Whether a user agent is the browser of WeChat. Source: what every WeChat client sends, `… MicroMessenger/8.0.50 …`. */
export const isWechatAgent = (userAgent: string): boolean => userAgent.includes('MicroMessenger')

/**
 * A user agent as the browser of WeChat on Android sends it.
 * Its parts are those that pages look for (`MicroMessenger/` with a version, `NetType`, `Language`); the versions are assumed.
 */
export const wechatUserAgent: string =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP2A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 ' +
  'Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.50.2701(0x28003253) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64'
