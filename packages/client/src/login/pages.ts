import type { Bilingual } from '@weauth/protocol'
import { randomText } from '../sealing.ts'

// The few pages a login needs when it does not end with a redirect. They explain and offer one way on; nothing happens by itself.

/** What a page says, and the one thing to do on it. */
export type Page = {
  readonly status: number
  readonly title: Bilingual
  readonly text: Bilingual
  /** Where the button leads; no button without. */
  readonly retry?: string
  /** A link to copy, shown as it is. */
  readonly link?: string
  /** Trusted markup of a QR code. */
  readonly qr?: string
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** Chinese unless the browser asks for English first. */
function languageOf(request: Request): keyof Bilingual {
  const asked = (request.headers.get('accept-language') ?? '').toLowerCase().split(',')
  return asked
    .find((one) => /^\s*(?:zh|en)\b/.test(one))
    ?.trim()
    .startsWith('en')
    ? 'en'
    : 'zh'
}

const style = `
:root { color-scheme: light dark }
body { margin: 0; font: 17px/1.6 system-ui, 'PingFang SC', sans-serif; display: grid; min-height: 100vh; place-content: center; justify-items: center; text-align: center; padding: 0 24px }
main { max-width: 26em; padding: 24px 0; text-wrap: balance } h1 { margin: 0 0 12px; font-size: 22px; line-height: 1.35; font-weight: 600 } p { margin: 0 0 8px; opacity: .75 }
a { display: inline-block; margin-top: 16px; padding: 10px 32px; border-radius: 8px; background: #07793f; color: #fff; text-decoration: none }
a:focus-visible { outline: 3px solid #07793f; outline-offset: 2px }
code { display: block; padding: 12px; border: 1px solid #8886; border-radius: 8px; overflow-wrap: anywhere; user-select: all; text-align: left; font-size: 14px }
svg { width: 200px; height: 200px; background: #fff; padding: 12px; border-radius: 8px }`

/** What every answer of a login carries: kept nowhere, telling no one where it was. */
export const privateHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
}

/** Renders a page in the language of the browser. */
export function pageResponse(request: Request, page: Page): Response {
  const lang = languageOf(request)
  const nonce = randomText(22)
  const again = lang === 'zh' ? '重新登录' : 'Log in again'
  const html = `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(page.title[lang])}</title><style nonce="${nonce}">${style}</style>
<main><h1>${escape(page.title[lang])}</h1><p>${escape(page.text[lang])}</p>${page.qr ?? ''}
${page.link === undefined ? '' : `<code>${escape(page.link)}</code>`}
${page.retry === undefined ? '' : `<a href="${escape(page.retry)}">${again}</a>`}</main></html>`
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`
  const headers = { ...privateHeaders, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
  return new Response(html, { status: page.status, headers })
}

/** The pages by what happened. */
export const pages: Readonly<
  Record<'unknown' | 'cookies' | 'denied' | 'snapshot' | 'wechat' | 'scan', Omit<Page, 'retry'>>
> = {
  unknown: {
    status: 400,
    title: { zh: '这次登录已失效', en: 'This login is over' },
    text: {
      zh: '链接已过期、已用过，或来自另一台设备。请重新登录。',
      en: 'The link has expired, was used before, or belongs to another device. Log in again.',
    },
  },
  cookies: {
    status: 400,
    title: { zh: '登录没有完成', en: 'The login did not finish' },
    text: {
      zh: '浏览器没有保存本站的 Cookie。请允许 Cookie，或关闭无痕模式后重试。',
      en: 'The browser did not keep this site’s cookie. Allow cookies, or leave private browsing, and try again.',
    },
  },
  denied: {
    status: 200,
    title: { zh: '你没有同意授权', en: 'You did not agree' },
    text: { zh: '没有登录，也没有获得你的信息。', en: 'You are not logged in, and nothing about you was passed on.' },
  },
  snapshot: {
    status: 200,
    title: { zh: '当前是快照页', en: 'This is a snapshot page' },
    text: {
      zh: '请点击右下角「使用完整服务」，然后重新登录。',
      en: 'Tap 「使用完整服务」 (use the full service) at the lower right, then log in again.',
    },
  },
  wechat: {
    status: 200,
    title: { zh: '请在微信中打开', en: 'Open this in WeChat' },
    text: { zh: '复制下面的链接，在微信中打开即可登录。', en: 'Copy the link below and open it in WeChat to log in.' },
  },
  scan: {
    status: 200,
    title: { zh: '请在微信中打开', en: 'Open this in WeChat' },
    text: {
      zh: '用微信扫一扫，或复制下面的链接，在微信中打开即可登录。',
      en: 'Scan the code with WeChat, or copy the link below and open it in WeChat, to log in.',
    },
  },
}
