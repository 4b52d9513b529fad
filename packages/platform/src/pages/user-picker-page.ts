import { address, html, layout, picture } from '../html/index.ts'
import type { Html, PageLanguage, PageModel } from '../html/index.ts'

// Where a user comes from when opening a link: the link itself, the account's chat, its menu, a QR code.
type Entry = 'link' | 'chat' | 'menu' | 'scan'

/** What the user picker needs to know. A page of development only. */
export type UserPickerPageModel = PageModel & {
  /** Where the choice is posted: `user`, `entry` and `query`. */
  readonly action: string
  /** The raw query string to return to. */
  readonly query: string
  /** The link that is opened; absent for a phone that scans a QR code. */
  readonly link?: { readonly appName: string; readonly entry: Entry }
  readonly users: readonly UserChoice[]
}

/** A user to be picked. */
export type UserChoice = {
  readonly id: string
  readonly nickname: string
  readonly avatar?: string | undefined
  /** Whether the user follows this app. */
  readonly follows: boolean
}

const entries: readonly Entry[] = ['link', 'chat', 'menu', 'scan']

const words = {
  zh: {
    title: '谁打开这个页面？',
    why: (app: Html) => html`「${app}」请求授权。真实的微信知道是谁；这里由你来选。`,
    phone: '谁的手机扫码？',
    whyPhone: '真实的微信知道是谁在扫码；这里由你来选，下一页就是这部手机。',
    entry: '从哪里进入',
    entries: { link: '链接', chat: '会话', menu: '菜单', scan: '扫码' },
    silent: '已关注的用户从会话或菜单进入时静默授权。',
    users: '用户',
    follows: '已关注',
    none: '还没有用户：请在种子文件中添加。',
    development: 'weauth 开发环境',
  },
  en: {
    title: 'Who opens this page?',
    why: (app: Html) => html`${app} asks for authorization. Real WeChat knows who is there; here you choose.`,
    phone: 'Whose phone scans?',
    whyPhone: 'Real WeChat knows who scans; here you choose, and the next page is that phone.',
    entry: 'Coming from',
    entries: { link: 'Link', chat: 'Chat', menu: 'Menu', scan: 'Scan' },
    silent: 'A follower who comes from the chat or the menu is authorized silently.',
    users: 'Users',
    follows: 'follower',
    none: 'There are no users yet: add some to the seed file.',
    development: 'weauth development',
  },
} as const

const styles = `
.picker { padding: 32px 16px 16px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 24px; }
.picker h1 { margin-bottom: 6px; font-size: 22px; }
.picker legend, .picker h2 { padding: 0; margin-bottom: 8px; font-size: 13px; font-weight: 400; color: var(--quiet); }
.entries { display: grid; grid-template-columns: repeat(4, 1fr); gap: 2px; padding: 2px; margin-bottom: 8px; border-radius: 8px; background: var(--fill); }
.entries label { position: relative; border-radius: 6px; padding: 7px 4px; text-align: center; font-size: 15px; cursor: pointer; }
.entries label:has(:checked) { background: var(--good-back); color: var(--good); font-weight: 500; box-shadow: inset 0 0 0 1px; }
.entries label:has(:focus-visible) { outline: 3px solid var(--link); outline-offset: 2px; }
.entries input { position: absolute; opacity: 0; inset: 0; margin: 0; width: 100%; height: 100%; cursor: pointer; }
.people { margin: 0 -16px; border-top: 1px solid var(--line); }
.people button { display: flex; align-items: center; gap: 12px; width: 100%; padding: 10px 16px; border: 0; border-bottom: 1px solid var(--line); background: none; }
.people button:hover { background: var(--fill); }
.people button:focus-visible { outline-offset: -3px; }
.people .who { flex: 1; min-width: 0; text-align: left; }
.people .badge { flex: none; }
`

// The form would drop the fragment; with it, the page that follows still sees whether the link had #wechat_redirect.
const script = `document.forms[0].action += location.hash`

/** "Who opens this page?" Choosing an entry and pressing a user is all; works without script. */
export function userPickerPage({ lang, nonce, action, query, link, users }: UserPickerPageModel): string {
  const text = words[lang]
  const title = link ? text.title : text.phone
  const body = html`<main class="sheet">
      <form class="picker" method="post" action="${address(action)}">
        <input type="hidden" name="query" value="${query}" />
        <header>
          <h1>${title}</h1>
          <p class="quiet">${link ? text.why(html`<bdi>${link.appName}</bdi>`) : text.whyPhone}</p>
        </header>
        ${link && entryChoices(lang, link.entry)}
        <section>
          <h2>${text.users}</h2>
          ${
            users.length === 0
              ? html`<p>${text.none}</p>`
              : html`<ul class="people">
                  ${users.map((user) => html`<li>${userChoice(lang, user)}</li>`)}
                </ul>`
          }
        </section>
      </form>
    </main>
    <footer class="quiet">${text.development}</footer>`
  return layout({ lang, nonce, title, body, styles, script })
}

function entryChoices(lang: PageLanguage, entry: Entry): Html {
  const text = words[lang]
  return html`<fieldset>
    <legend>${text.entry}</legend>
    <div class="entries">${entries.map((name) => entryChoice(lang, name, name === entry))}</div>
    <p class="quiet">${text.silent}</p>
  </fieldset>`
}

function entryChoice(lang: PageLanguage, name: Entry, chosen: boolean): Html {
  return html`<label>
    <input type="radio" name="entry" value="${name}" ${chosen && html`checked`} />${words[lang].entries[name]}
  </label>`
}

function userChoice(lang: PageLanguage, user: UserChoice): Html {
  return html`<button name="user" value="${user.id}">
    ${picture(user.nickname, user.avatar)}
    <span class="who"><bdi class="clamp">${user.nickname}</bdi><span class="quiet">${user.id}</span></span>
    ${user.follows && html`<span class="badge good">${words[lang].follows}</span>`}
  </button>`
}
