/**
 * Whether the code of a callback says that the user refused: there is none, or it is `authdeny`, which some versions of WeChat send.
 * Source: the seed document (若用户禁止授权,则重定向后不会带上code参数), and the source of passport-wechat.
 */
export const isRefusal = (code: string | null): boolean => code === null || code === '' || code === 'authdeny'

/** Whether a user agent is the browser of WeChat. Source: what every WeChat client sends, `… MicroMessenger/8.0.50 …`. */
export const isWechatAgent = (userAgent: string): boolean => userAgent.includes('MicroMessenger')
