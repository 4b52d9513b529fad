import { address, html, layout, picture } from '../html/index.ts'
import type { PageModel } from '../html/index.ts'

/** What a phone's page needs to know. */
export type PhonePageModel = PageModel & {
  /** Where the answer is posted: `fields` and `decision` (`allow` or `deny`). */
  readonly confirmPath: string
  readonly fields: Readonly<Record<string, string>>
  /** Where the user is about to be logged in: on a computer that shows a QR code, or in an app of this phone. */
  readonly where: 'computer' | 'app'
  readonly appName: string
  readonly user: { readonly nickname: string; readonly avatar?: string | undefined }
  /** Whether to say that this page stands for a phone. */
  readonly development: boolean
}

const words = {
  zh: {
    title: '微信登录',
    confirm: '登录确认',
    asks: { computer: '将在电脑上登录，并获得你的昵称、头像', app: '申请登录，并获得你的昵称、头像' },
    you: '微信个人信息',
    allow: '同意',
    deny: '拒绝',
    development: {
      computer: 'weauth 开发环境 · 这个页面就是扫码的手机',
      app: 'weauth 开发环境 · 这个页面就是手机上的微信',
    },
  },
  en: {
    title: 'WeChat login',
    confirm: 'Confirm login',
    asks: {
      computer: 'logs you in on your computer, and gets your nickname and avatar',
      app: 'logs you in, and gets your nickname and avatar',
    },
    you: 'Your WeChat profile',
    allow: 'Allow',
    deny: 'Decline',
    development: {
      computer: 'weauth development · this page is the phone that scans',
      app: 'weauth development · this page is WeChat on the phone',
    },
  },
} as const

const shapes = { computer: 'M8 12h40v26H8zM20 46h16M28 38v8', app: 'M18 6h20v44H18zM25 44h6' } as const

const styles = `
.phone { padding: min(8vh, 56px) 24px 40px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 28px; text-align: center; }
.phone svg { margin: 0 auto 20px; width: 56px; height: 56px; stroke: var(--brand); stroke-width: 2.5; }
.phone h1 { font-size: 22px; }
.phone h1 + p { margin-top: 12px; }
.phone .site { font-weight: 500; }
.as { display: flex; align-items: center; gap: 12px; padding: 12px 0; border: solid var(--line); border-width: 1px 0; text-align: left; }
.as > span:last-child { min-width: 0; }
.phone form { display: grid; gap: 16px; width: 100%; max-width: 280px; margin: 0 auto; }
`

/** The phone asks its owner whether a computer or an app may log in. Works without script. */
export function phonePage(model: PhonePageModel): string {
  const { lang, nonce, where, appName, user } = model
  const text = words[lang]
  const body = html`<main class="sheet">
      <div class="phone">
        <header>
          <svg viewBox="0 0 56 56" aria-hidden="true"><path d="${shapes[where]}" /></svg>
          <h1>${text.confirm}</h1>
          <p><bdi class="clamp site">${appName}</bdi> ${text.asks[where]}</p>
        </header>
        <div class="as">
          ${picture(user.nickname, user.avatar)}
          <span><bdi class="clamp">${user.nickname}</bdi><span class="quiet">${text.you}</span></span>
        </div>
        <form method="post" action="${address(model.confirmPath)}">
          ${Object.entries(model.fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
          <button class="button primary" name="decision" value="allow">${text.allow}</button>
          <button class="button" name="decision" value="deny">${text.deny}</button>
        </form>
      </div>
    </main>
    ${model.development && html`<footer class="quiet">${text.development[where]}</footer>`}`
  return layout({ lang, nonce, title: text.title, body, styles })
}
