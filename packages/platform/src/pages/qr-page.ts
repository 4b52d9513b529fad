import type { Html, PageModel } from '../html/index.ts'
import { address, html, layout } from '../html/index.ts'

/** What the page of a QR login needs to know. */
export type QrPageModel = PageModel & {
  readonly appName: string
  readonly pictureUrl: string
  /** Answers with a script that sets `wx_errcode` and `wx_redirecturl`; takes `last` besides. */
  readonly pollUrl: string
  /** This page once more, with another picture. */
  readonly againUrl: string
  /** In a frame, as wxLogin.js makes it: no surrounding, no background. */
  readonly embedded: boolean
  /** Whether the frame itself goes to the business, or the window around it. */
  readonly selfRedirect: boolean
  /** The colour of the text. */
  readonly style: 'black' | 'white'
  /** A style sheet of the business. */
  readonly href?: string
  /** The picture and what becomes of it, and nothing else. */
  readonly lite: boolean
  /** Where somebody without a phone goes to be one. Absent in production. */
  readonly development?: { readonly phoneUrl: string } | undefined
}

const words = {
  zh: {
    title: '微信登录',
    alt: '微信登录二维码',
    waiting: '使用微信扫一扫登录',
    scanned: ['扫描成功', '在微信中轻触允许即可登录'],
    refused: ['你已取消此次登录', '可以刷新二维码再次扫描，或关闭窗口'],
    expired: ['二维码已过期', '请刷新后重新扫描'],
    confirmed: ['登录成功', '正在跳转'],
    again: '刷新二维码',
    go: '继续',
    script: '此页面需要启用 JavaScript。',
    phone: '没有手机？点此扮演手机',
  },
  en: {
    title: 'WeChat login',
    alt: 'QR code of the WeChat login',
    waiting: 'Scan with WeChat to log in',
    scanned: ['Scanned', 'Tap Allow in WeChat to log in'],
    refused: ['You cancelled this login', 'Refresh the code to scan again, or close the window'],
    expired: ['The code has expired', 'Refresh it and scan again'],
    confirmed: ['Logged in', 'On the way'],
    again: 'Refresh the code',
    go: 'Go on',
    script: 'This page needs JavaScript.',
    phone: 'No phone? Be the phone',
  },
} as const

// The names of classes are WeChat's own: businesses write their style sheets (`href`) for them.
// A frame of another colour scheme than the page around it is opaque: an embedded one is light, which every page is that says nothing.
const styles = `
:root:has(body.black, body.white) { color-scheme: light; }
body { background: none; color: var(--ink); --ink: rgba(0,0,0,.85); --soft: rgba(0,0,0,.6); }
body.white { --ink: #fff; --soft: rgba(255,255,255,.75); }
body.whole { background: var(--back); --ink: var(--text); --soft: var(--quiet); }
.impowerBox { margin: 0 auto; padding: 8px; text-align: center; font-size: 15px; }
.whole .impowerBox { width: min(100%, 400px); margin: auto; padding: 40px 24px 32px; border-radius: 12px; background: var(--sheet); }
.impowerBox .title { font-size: 20px; font-weight: 500; line-height: 1.4; }
.impowerBox .wrp_code { position: relative; }
.impowerBox .qrcode { display: block; width: 240px; height: 240px; margin: 12px auto 0; border: 1px solid #e2e2e2; background: #fff; }
.impowerBox .info { width: 280px; max-width: 100%; margin: 12px auto 0; }
.impowerBox .status { min-height: 48px; }
.impowerBox .status p + p, .impowerBox .status .app { color: var(--soft); font-size: 13px; }
.impowerBox .status b { display: block; font-weight: 500; }
.impowerBox a { color: inherit; text-decoration: underline; font-size: 13px; }
.whole .impowerBox a { color: var(--link); }
.impowerBox[data-state] .qrcode { opacity: .12; }
.impowerBox[data-state] .wrp_code::after { content: "✓"; position: absolute; inset: 0; width: 64px; height: 64px; margin: auto; border-radius: 50%;
  background: var(--brand); color: #fff; font-size: 34px; line-height: 64px; }
.impowerBox[data-state="refused"] .wrp_code::after, .impowerBox[data-state="expired"] .wrp_code::after { content: "!"; background: #fa5151; }
.impowerBox .phone { margin-top: 6px; }
@media (max-width: 599px) { body.whole { background: var(--sheet); } .whole .impowerBox { margin: 24px auto auto; } }
`

// As WeChat's page does, it asks by script and not by fetch: a frame with an origin of its own may not fetch. Inside such a frame `top`
// may be closed to it; then the link that is shown is what goes on.
const script = `
const { nonce } = document.currentScript
const box = document.querySelector('.impowerBox')
const frame = box.dataset.self === 'true' ? window : window.top
const show = (name) => {
  for (const panel of document.querySelectorAll('[data-when]')) panel.hidden = panel.dataset.when !== name
  box.dataset.state = name
}
const go = (url) => {
  document.getElementById('go').href = url
  try { frame.location.replace(url) } catch {}
}
const states = {
  402: () => show('expired'),
  403: () => { show('refused'); if (window.wx_redirecturl) go(window.wx_redirecturl) },
  404: () => { show('scanned'); ask(404) },
  405: () => { show('confirmed'); go(window.wx_redirecturl) },
}
const ask = (last) => {
  const script = document.createElement('script')
  script.nonce = nonce
  script.src = box.dataset.poll + (last ? '&last=' + last : '') + '&_=' + Date.now()
  script.onload = () => { script.remove(); (states[window.wx_errcode] ?? (() => ask(last)))() }
  script.onerror = () => { script.remove(); setTimeout(ask, 2000, last) }
  document.head.append(script)
}
// After the page has loaded: a question that is held would keep it loading.
addEventListener('load', () => setTimeout(ask))
`

/** The page of a website app's QR login: a picture, and what becomes of it. */
export function qrPage(model: QrPageModel): string {
  const { lang, nonce, embedded, style, href } = model
  const text = words[lang]
  const shown = embedded ? style : 'whole'
  const body = html`${href !== undefined && html`<link rel="stylesheet" nonce="${nonce}" href="${href}" />`}
    <main class="main impowerBox" data-poll="${model.pollUrl}" data-self="${String(model.selfRedirect)}">
      <div class="loginPanel normalPanel">
        ${unlessLite(model, html`<h1 class="title">${text.title}</h1>`)}
        <div class="waiting panelContent">
          <div class="wrp_code">
            <img class="qrcode lightBorder js_qrcode_img" src="${address(model.pictureUrl)}" alt="${text.alt}" />
          </div>
          <div class="info" role="status">${panels(model)}</div>
        </div>
      </div>
    </main>`
  return layout({ lang, nonce, title: text.title, body, styles, script, bodyClass: shown })
}

const unlessLite = ({ lite }: QrPageModel, content: Html): Html | false => !lite && content

function panels(model: QrPageModel): Html {
  const { lang, appName, againUrl, development } = model
  const text = words[lang]
  const again = html`<a href="${address(againUrl)}">${text.again}</a>`
  return html`<div class="status status_browser js_status" data-when="waiting">
      <p>${text.waiting}</p>
      ${unlessLite(model, html`<p><bdi class="clamp app">${appName}</bdi></p>`)}
      ${
        development &&
        html`<p class="phone"><a href="${address(development.phoneUrl)}" target="_blank">${text.phone}</a></p>`
      }
    </div>
    ${panel('scanned', text.scanned)} ${panel('refused', text.refused, again)} ${panel('expired', text.expired, again)}
    ${panel('confirmed', text.confirmed, html`<a id="go" href="#" target="${model.selfRedirect ? '_self' : '_top'}">${text.go}</a>`)}
    <noscript><p>${text.script}</p></noscript>`
}

function panel(name: string, [title, detail]: readonly [string, string], more?: Html): Html {
  return html`<div class="status status_${name}" data-when="${name}" hidden>
    <p><b>${title}</b></p>
    <p>${detail}</p>
    ${more && html`<p>${more}</p>`}
  </div>`
}
