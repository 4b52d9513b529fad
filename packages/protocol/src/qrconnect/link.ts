import { endpoints } from '../endpoints.ts'
import { hosts } from '../hosts.ts'
import type { AuthorizeLink, AuthorizeLinkParts } from '../authorize/link.ts'
import { valueOf } from '../authorize/link.ts'

/**
 * What a qrconnect link may say besides appid, redirect_uri, response_type, scope and state. All but `lang` are written by wxLogin.js.
 * Source: developers.weixin.qq.com/doc/oplatform/developers/dev/auth/web.md, and copies of wxLogin.js (`a.WxLogin=d`).
 */
export const qrconnectParameters = ['lang', 'login_type', 'self_redirect', 'style', 'href', 'stylelite'] as const
/** One of {@link qrconnectParameters}. */
export type QrconnectParameter = (typeof qrconnectParameters)[number]

/** What a website app's login link says. */
export type QrconnectLinkParts = Pick<AuthorizeLinkParts, 'openHost' | 'appid' | 'redirectUri'> & {
  readonly state: string
}

/**
 * Builds the link of a website app's QR login, on qrconnect, in the documented order.
 * Source: developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login
 *
 * @example
 * buildQrconnectLink({ appid: 'wx2c3d4e5f60718293', redirectUri: 'https://shop.example.com/cb', state: 'a1' })
 */
export function buildQrconnectLink(parts: QrconnectLinkParts): string {
  const { openHost = `https://${hosts.open.name}`, appid, redirectUri, state } = parts
  const query = `appid=${encodeURIComponent(appid)}&redirect_uri=${encodeURIComponent(redirectUri)}&response_type=code&scope=snsapi_login`
  return `${openHost}${endpoints.qrconnect.path}?${query}&state=${encodeURIComponent(state)}#wechat_redirect`
}

/** Whether wxLogin.js wrote the link: it leaves `response_type` out. */
export const isEmbedded = (link: AuthorizeLink): boolean => valueOf(link, 'login_type') === 'jssdk'

/** How the page of a QR login is to look and where it goes at the end. */
export type QrconnectLook = {
  readonly lang: 'cn' | 'en'
  /** In a frame that wxLogin.js made, without a surrounding of its own. */
  readonly embedded: boolean
  /** The frame itself goes to the business, not the window around it. */
  readonly selfRedirect: boolean
  /** The colour of the text: `black` for light pages, `white` for dark ones. */
  readonly style: 'black' | 'white'
  /** A style sheet of the business: an http or https URL, or `data:text/css`. */
  readonly href?: string
  /** The picture alone, without title and app name. */
  readonly lite: boolean
}

/**
 * Reads how the page is to look; what is absent or not known is as WeChat's own default.
 * Source: 「style 提供 "black"、"white" 可选，默认为黑色文字描述」, 「self_redirect … 默认为 false」, 「lang … 支持cn（中文简体）与en（英文），默认为cn」;
 * that a style sheet may be `data:text/css;base64,…` is seen in sites that do so.
 */
export function readQrconnectLook(link: AuthorizeLink): QrconnectLook {
  const href = valueOf(link, 'href') ?? ''
  return {
    lang: valueOf(link, 'lang') === 'en' ? 'en' : 'cn',
    embedded: isEmbedded(link),
    selfRedirect: valueOf(link, 'self_redirect') === 'true',
    style: valueOf(link, 'style') === 'white' ? 'white' : 'black',
    ...(/^(?:https?:\/\/|data:text\/css[;,])/i.test(href) && { href }),
    lite: valueOf(link, 'stylelite') === '1',
  }
}
