import { address, html, layout, picture } from '../html/index.ts'
import type { Html, PageLanguage, PageModel } from '../html/index.ts'

/** What the consent page of `snsapi_userinfo` needs to know. */
export type ConsentPageModel = PageModel & {
  /** Where the answer is posted: `request` (as below), `decision` (`allow` or `deny`), and where there is a choice `persona` and `nickname`. */
  readonly confirmPath: string
  /** The opaque id of the consent request. */
  readonly request: string
  readonly appName: string
  readonly user: {
    readonly nickname: string
    /** A path or `data:` address; without one a tile with the first character is drawn. */
    readonly avatar?: string | undefined
  }
  /** Under which other nicknames and pictures the user may appear; absent where there is no choice. */
  readonly alternatives?: readonly { readonly nickname: string; readonly avatar?: string | undefined }[] | undefined
  /** Whether gender and region are asked for too (profile `documented`), or nickname and avatar only. */
  readonly asksRegion: boolean
  /** Absent in production. */
  readonly development?:
    | {
        /** The user picker for this same link. */
        readonly switchUserUrl: string
        /** Whether the page's script warns when the address lacks `#wechat_redirect`, which the server never sees. */
        readonly fragmentWarning: boolean
      }
    | undefined
}

const words = {
  zh: {
    title: '微信授权',
    asks: '申请获取以下信息',
    all: '你的昵称、头像、地区及性别',
    some: '你的昵称、头像',
    you: '微信个人信息',
    other: '使用其他昵称',
    allow: '同意',
    deny: '拒绝',
    development: 'weauth 开发环境',
    as: (who: Html) => html`以「${who}」的身份`,
    change: '换一个用户',
    fragment: '这个链接缺少 #wechat_redirect：在真实的微信里，直接打开或 302 跳转都必须带上它。',
  },
  en: {
    title: 'WeChat authorization',
    asks: 'asks for the following',
    all: 'Your nickname, avatar, region and gender',
    some: 'Your nickname and avatar',
    you: 'Your WeChat profile',
    other: 'Use another nickname',
    allow: 'Allow',
    deny: 'Decline',
    development: 'weauth development',
    as: (who: Html) => html`as ${who}`,
    change: 'Switch user',
    fragment:
      'This link lacks #wechat_redirect: real WeChat demands it, whether the link is opened directly or by a 302.',
  },
} as const

const styles = `
.asking { padding: min(8vh, 56px) 24px 28px; text-align: center; }
.asking .picture { margin: 0 auto 12px; width: 64px; height: 64px; border-radius: 12px; font-size: 32px; }
.asking h1 { font-size: 17px; }
.asking h1 .clamp { margin-bottom: 20px; font-size: 15px; font-weight: 400; }
.asking h1 .what { display: block; font-size: 22px; }
.asked { margin: 0 24px; border: solid var(--line); border-width: 1px 0; }
.asked li { display: flex; align-items: center; gap: 12px; min-height: 64px; padding: 12px 0; }
.asked li + li { border-top: 1px solid var(--line); }
.asked svg { flex: none; width: 20px; height: 20px; stroke: var(--brand); stroke-width: 2; }
.who { min-width: 0; flex: 1; text-align: left; }
.choice label { display: flex; align-items: center; gap: 12px; width: 100%; cursor: pointer; }
.choice input[type='radio'] { flex: none; width: 20px; height: 20px; margin: 0; accent-color: var(--brand); }
.choice .picture { width: 36px; height: 36px; font-size: 18px; }
.choice .name { width: 100%; padding: 9px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--fill); color: inherit; font: inherit; font-size: 15px; }
.answer { display: grid; gap: 16px; width: 100%; max-width: 280px; margin: auto auto 0; padding: 32px 20px 40px; }
.strip { display: flex; flex-wrap: wrap; justify-content: center; gap: 0 10px; }
.strip bdi { display: inline-block; max-width: 9em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.warning { margin: 16px 24px 0; padding: 10px 12px; border-radius: 8px; background: var(--warn-back); color: var(--warn); font-size: 13px; }
`

// A browser never sends the fragment, so only the page can look; the picker gets it along, so that choosing a user does not lose it.
const script = `
document.getElementById('fragment').hidden = location.hash === '#wechat_redirect'
document.getElementById('change').hash = location.hash
`

/** WeChat's consent page: who asks, for what, as whom; two buttons. Works without script. */
export function consentPage(model: ConsentPageModel): string {
  const { lang, nonce, appName, user, alternatives, asksRegion, development } = model
  const text = words[lang]
  const body = html`<main class="sheet">
      ${development?.fragmentWarning && html`<p class="warning" id="fragment" role="alert" hidden>${text.fragment}</p>`}
      <header class="asking">
        ${picture(appName)}
        <h1><bdi class="clamp">${appName}</bdi> <span class="what">${text.asks}</span></h1>
      </header>
      <ul class="asked">
        <li>${tick}<span>${asksRegion ? text.all : text.some}</span></li>
        ${alternatives === undefined ? html`<li>${person(lang, user)}</li>` : chooser(lang, user, alternatives)}
      </ul>
      <form class="answer" method="post" action="${address(model.confirmPath)}" id="answer">
        <input type="hidden" name="request" value="${model.request}" />
        <button class="button primary" name="decision" value="allow">${text.allow}</button>
        <button class="button" name="decision" value="deny">${text.deny}</button>
      </form>
    </main>
    ${development && strip(lang, user.nickname, development.switchUserUrl)}`
  return layout({ lang, nonce, title: text.title, body, styles, script: development?.fragmentWarning && script })
}

const tick = html`<svg viewBox="0 0 20 20" aria-hidden="true">
  <path d="M4 10.5l4 4 8-9" />
</svg>`

type Person = { readonly nickname: string; readonly avatar?: string | undefined }

const person = (lang: PageLanguage, { nickname, avatar }: Person, isSelf = true): Html =>
  html`${picture(nickname, avatar)}
    <span class="who"
      ><bdi class="clamp">${nickname}</bdi>${isSelf && html`<span class="quiet">${words[lang].you}</span>`}</span
    >`

// Outside the form, to which each field says that it belongs: the list stands above the buttons, which keep to the foot of the page.
function chooser(lang: PageLanguage, user: Person, alternatives: readonly Person[]): Html {
  const choice = (one: Person, value: string): Html =>
    html`<li class="choice">
      <label>
        ${person(lang, one, value === '')}
        <input type="radio" form="answer" name="persona" value="${value}" ${value === '' && html`checked`} />
      </label>
    </li>`
  return html`${choice(user, '')} ${alternatives.map((one) => choice(one, one.nickname))}
    <li class="choice">
      <input
        class="name"
        form="answer"
        name="nickname"
        maxlength="32"
        placeholder="${words[lang].other}"
        aria-label="${words[lang].other}"
      />
    </li>`
}

function strip(lang: PageLanguage, nickname: string, switchUserUrl: string): Html {
  const text = words[lang]
  return html`<footer class="strip quiet">
    <span>${text.development}</span>
    <span>${text.as(html`<bdi>${nickname}</bdi>`)}</span>
    <a id="change" href="${address(switchUserUrl)}">${text.change}</a>
  </footer>`
}
