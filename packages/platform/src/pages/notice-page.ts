import { html, layout, icon, value } from '../html/index.ts'
import type { PageLanguage, PageModel, IconName } from '../html/index.ts'

/** One message, as WeUI shows it. */
type Notice = { readonly icon: IconName; readonly title: string; readonly text: string }

/** What a page of one message needs to know: a message, and perhaps a technical value below it. */
export type NoticePageModel = PageModel & Notice & { readonly detail?: string | undefined }

/** The messages the platform has words for. */
export type NoticeName =
  | 'refused'
  | 'outsideWechat'
  | 'requestGone'
  | 'forbidden'
  | 'notFound'
  | 'badHeader'
  | 'notLoggedIn'
  | 'qrConfirmed'
  | 'appAnswer'

type Texts = { readonly icon: IconName } & Readonly<Record<PageLanguage, readonly [title: string, text: string]>>

const texts: Readonly<Record<NoticeName, Texts>> = {
  /** Profile `observed`: after a refusal there is no redirect, the user stays. */
  refused: {
    icon: 'info',
    zh: ['你已拒绝授权', '对方没有获得你的任何信息。你可以关闭此页面，或返回上一页重新选择。'],
    en: ['You declined', 'Nothing about you was passed on. You may close this page, or go back and try again.'],
  },
  /** WeChat's words outside its own browser; they need no more. */
  outsideWechat: {
    icon: 'info',
    zh: ['请在微信客户端打开链接', ''],
    en: ['Open this link in WeChat', 'It works only in WeChat’s own browser.'],
  },
  /** A consent request that was answered, has expired, or belongs to another browser. */
  requestGone: {
    icon: 'warn',
    zh: ['该请求已失效', '它已过期或已被处理。请回到原来的网站重新登录。'],
    en: [
      'This request is no longer valid',
      'It has expired or was already answered. Go back to the site and log in again.',
    ],
  },
  forbidden: {
    icon: 'warn',
    zh: ['不允许访问', '这个请求来自不被信任的页面，没有执行。'],
    en: ['Not allowed', 'This request came from a page that is not trusted. Nothing was done.'],
  },
  notFound: {
    icon: 'warn',
    zh: ['页面不存在', '这个地址上什么也没有。'],
    en: ['Page not found', 'There is nothing at this address.'],
  },
  badHeader: {
    icon: 'warn',
    zh: ['请求头的值无效', '这个请求头只接受下面的值。'],
    en: ['This header has no such value', 'It takes one of the values below.'],
  },
  /** On the phone, after it confirmed a QR login. */
  qrConfirmed: {
    icon: 'done',
    zh: ['登录成功', '请回到电脑上的网页继续。'],
    en: ['Logged in', 'Go on in the page on your computer.'],
  },
  /** What a mobile app is told by WeChat's SDK. */
  appAnswer: {
    icon: 'info',
    zh: ['App 收到的结果', '真实的手机会切回 App；App 把 code 交给自己的服务器换取 token。'],
    en: ['What the app is told', 'A real phone goes back to the app, which hands the code to its server.'],
  },
  notLoggedIn: {
    icon: 'warn',
    zh: ['尚未登录', '服务器不知道是谁打开了这个链接。请先登录，再重新打开。'],
    en: ['Not logged in', 'The server does not know who opens this link. Log in first, then open it again.'],
  },
}

/** A ready message: `noticePage({ lang, nonce, ...notice('refused', lang) })`. */
export function notice(name: NoticeName, lang: PageLanguage): Notice {
  const [title, text] = texts[name][lang]
  return { icon: texts[name].icon, title, text }
}

/** A page of one message: refused, expired, not found, not in WeChat. */
export function noticePage({ lang, nonce, icon: name, title, text, detail }: NoticePageModel): string {
  const body = html`<main class="sheet">
    <div class="message">
      ${icon(name)}
      <h1>${title}</h1>
      ${text !== '' && html`<p class="quiet">${text}</p>`} ${detail !== undefined && html`<p>${value(detail)}</p>`}
    </div>
  </main>`
  return layout({ lang, nonce, title, body })
}
