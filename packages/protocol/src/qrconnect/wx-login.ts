import { endpoints } from '../endpoints.ts'
import type { Source } from '../source.ts'
import { code, community, official } from '../source.ts'

/** Where res.wx.qq.com has the script that puts a QR login into a page of the business. */
export const wxLoginPath = '/connect/zh_CN/htmledition/js/wxLogin.js'

/** Where its ways are known from. */
export const wxLoginSources: Readonly<Record<string, Source>> = {
  options: official('developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login', 'new WxLogin({'),
  link: code('copies of the script in sites: a.WxLogin=d, login_type=jssdk'),
  sandbox: community(
    'sites that frame the page themselves: sandbox="allow-scripts allow-same-origin allow-top-navigation"',
  ),
  onReady: code('type declarations of the script in sites: onReady?: (ready: boolean) => void'),
}

/**
 * Writes wxLogin.js: `new WxLogin({ id, appid, scope, redirect_uri, state, self_redirect, style, href, stylelite, lang, onReady })` puts a
 * frame of 300 × 400 with the QR login into the element `id`. As in WeChat's, `redirect_uri` stands in the link as it is given: whoever calls
 * has encoded it. The frame may navigate the window around it, which `self_redirect: false` is for.
 *
 * @param openHost origin of the platform whose page is framed; a constant of the server, not text of a visitor
 */
export const writeWxLoginScript = (openHost: string): string => `(() => {
  window.WxLogin = function WxLogin(options) {
    const { id, self_redirect: self, onReady, ...given } = options
    const link = [
      'appid=' + given.appid,
      'scope=' + given.scope,
      'redirect_uri=' + given.redirect_uri,
      'state=' + given.state,
      'login_type=jssdk',
      'self_redirect=' + (typeof self === 'boolean' ? self : 'default'),
      ...['style', 'href', 'lang', 'stylelite'].filter((name) => given[name]).map((name) => name + '=' + given[name]),
    ]
    const frame = document.createElement('iframe')
    frame.src = ${JSON.stringify(`${openHost}${endpoints.qrconnect.path}?`)} + link.join('&')
    frame.sandbox = 'allow-scripts allow-same-origin allow-top-navigation allow-forms allow-popups'
    frame.allow = 'local-network-access'
    frame.width = '300'
    frame.height = '400'
    frame.style.border = '0'
    frame.setAttribute('scrolling', 'no')
    if (typeof onReady === 'function') frame.onload = () => onReady(true)
    const box = document.getElementById(id)
    box.replaceChildren(frame)
  }
})()
`
